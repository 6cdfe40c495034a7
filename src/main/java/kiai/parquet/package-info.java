/** Parquet files, read and written by columns: the only package that knows the parquet library. */
package kiai.parquet;
