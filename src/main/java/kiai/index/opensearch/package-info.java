/** The port of the index over an OpenSearch cluster, through its HTTP API. */
package kiai.index.opensearch;
