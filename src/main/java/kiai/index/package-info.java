/**
 * The index as ports: {@link kiai.index.Generations} (which states there are), {@link
 * kiai.index.IndexWriter} (maps in), {@link kiai.index.IndexSnapshot} (questions to one state).
 * Each back end lives in a sub-package of its own and passes the same contract tests.
 */
package kiai.index;
