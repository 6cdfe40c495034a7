/**
 * The embedding quality suite: an index, its source files, labels and models enter; tables of how
 * well each model's vectors find what plays alike leave. No other package depends on this one.
 */
package kiai.eval;
