/** Words, names and typos: what every back end of the index understands alike. */
package kiai.index.lucene.analysis;
