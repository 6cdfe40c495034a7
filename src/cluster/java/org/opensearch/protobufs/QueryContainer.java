package org.opensearch.protobufs;

/** Stands for a type that the k-NN plugin names and no artifact brings; questions over HTTP never use it. */
public class QueryContainer {
  /** The kinds of queries. */
  public enum QueryContainerCase {}
}
