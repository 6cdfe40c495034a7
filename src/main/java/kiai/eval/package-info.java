/**
 * The embedding quality suite: an index, its source files, labels and models enter; tables of how
 * well each model's vectors find what plays alike leave. Nothing depends on this room.
 */
package kiai.eval;
