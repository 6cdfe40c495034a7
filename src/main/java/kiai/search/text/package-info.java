/** How a text orders maps: metadata tower, words, preferences, titles; and what an index lacks. */
package kiai.search.text;
