package org.opensearch.transport.grpc.spi;

/** Stands for a type that the k-NN plugin names and no artifact brings; questions over HTTP never use it. */
public interface QueryBuilderProtoConverter {}
