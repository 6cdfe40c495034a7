/**
 * Vectors: prepared maps enter, L2-normalised embeddings of their windows and of the whole map
 * leave. The one owner of ONNX Runtime sessions; everything specific to a model comes from its
 * folder.
 */
package kiai.embeddings;
