/**
 * The index as ports: {@link kiai.index.Generations} (the generations on disk), {@link
 * kiai.index.IndexWriter} (writes maps), {@link kiai.index.IndexSnapshot} (reads one commit). Each
 * back end lives in a sub-package of its own and passes the same contract tests.
 */
package kiai.index;
