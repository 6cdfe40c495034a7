/** Tables of labels that a user brings along: CSV, TSV and JSON lines. */
package kiai.sources.tables;
