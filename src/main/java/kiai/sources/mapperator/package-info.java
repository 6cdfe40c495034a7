/** Tables in Mapperator's layout: datasets of maps, and ready embeddings as CM3P publishes them. */
package kiai.sources.mapperator;
