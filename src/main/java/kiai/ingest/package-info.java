/**
 * Maps into an index and out of it: files and tables through the encoder to the writer, an older
 * schema forward, and exports of ready embeddings.
 */
package kiai.ingest;
