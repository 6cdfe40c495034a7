/**
 * The search language. What enters: a text as a player types it. What leaves: a {@link
 * kiai.query.ParsedQuery}, which holds conditions and orders in our own syntax tree, preferences,
 * and an account of how each part of the text was understood. Knows no search engine and no JSON.
 */
package kiai.query;
