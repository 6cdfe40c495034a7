/**
 * What enters: a text as a player types it. What leaves: filters, words, wishes and metadata, with
 * an account of how each part of the text was read.
 */
package kiai.search.language;
