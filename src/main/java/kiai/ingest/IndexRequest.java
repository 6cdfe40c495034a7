package kiai.ingest;

/**
 * What the user allows a run of the indexer to give up. Without a word nothing is given up that the
 * index holds.
 *
 * @param prune forget files below the roots that were looked for and not found
 * @param drop go on without maps that a new model or precision cannot embed again because their
 *     files are gone, and forget what lay on a drive that looks empty
 * @param exchange whether an index of another model or precision may be exchanged for one of this
 */
public record IndexRequest(boolean prune, boolean drop, boolean exchange) {
  /** Gives nothing up; brings an index of another model over. */
  public static final IndexRequest KEEP = new IndexRequest(false, false, true);

  /** Also forgets files that are gone. */
  public static final IndexRequest PRUNE = new IndexRequest(true, false, true);
}
