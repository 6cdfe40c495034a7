/**
 * Indexing: reads files and tables, embeds their maps and writes them; brings indexes of older
 * schemas forward; imports and exports ready embeddings.
 */
package kiai.ingest;
