/** How vectors lie on disk. */
package kiai.index.lucene.codec;
