/**
 * The index on this machine's disk, in Lucene: the only package that knows Lucene. One block of
 * documents for each map (its windows, then the map), one document for each source file, one folder
 * for each generation.
 */
package kiai.index.lucene;
