/** Embedding on the executors of a Spark cluster. */
package kiai.spark;
