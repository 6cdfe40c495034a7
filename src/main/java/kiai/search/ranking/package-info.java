/** Scored maps to pages of hits, and the weights that ship. */
package kiai.search.ranking;
