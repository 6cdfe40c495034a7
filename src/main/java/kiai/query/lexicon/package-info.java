/**
 * What words of players mean: patterns, difficulties, moods, and words of other languages for them.
 */
package kiai.query.lexicon;
