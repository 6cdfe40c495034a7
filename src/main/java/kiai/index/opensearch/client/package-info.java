/** Requests to an OpenSearch cluster: where it is, who asks, and how long to wait. */
package kiai.index.opensearch.client;
