/**
 * Maps and vectors on disk, in Lucene: sources and embeddings enter, documents leave. One block of
 * documents for each map (its windows, then the map), one document for each source file, one folder
 * for each generation (a schema and a model).
 */
package kiai.index;
