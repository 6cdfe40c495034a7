package kiai.ingest;

import kiai.index.IndexManifest;

/** Told how a run of the indexer gets on; called from several threads. */
public interface IndexProgress {
  /** Ignores everything. */
  IndexProgress NONE =
      new IndexProgress() {
        @Override
        public void began(Phase phase, long total) {}

        @Override
        public void done(long units, long maps, long windows) {}
      };

  /**
   * An index of another model or precision is exchanged: all its sources are read again, while it
   * goes on answering.
   *
   * @param old what made it
   * @param sources how many files and tables it has
   */
  default void exchanges(IndexManifest old, int sources) {}

  /** What a run does, one after another; those without work are left out. */
  enum Phase {
    /** Documents are rebuilt for a new version of Kiai; vectors are copied. */
    UPGRADING("Bringing the index forward", "maps"),
    /** Maps are brought to another place with their vectors. */
    COPYING("Copying", "maps"),
    /** Map files are read and embedded. */
    READING("Indexing", "files"),
    /** Rows of a table of ready embeddings are imported. */
    IMPORTING("Importing", "rows"),
    /** What other sources say is compared with what the index holds. */
    UPDATING("Comparing with other sources", "maps"),
    /** What was written is made durable, graphs of vectors included. */
    COMMITTING("Writing the index", ""),
    /** What was written piece by piece is joined, and the graph of all vectors is built. */
    JOINING("Building the graph of vectors", ""),
    /** Maps are placed on the explorer's plane. */
    PLACING("Placing maps for the explorer", "maps");

    private final String title;
    private final String unit;

    Phase(String title, String unit) {
      this.title = title;
      this.unit = unit;
    }

    /** What is done, for people. */
    public String title() {
      return title;
    }

    /** What is counted; empty when nothing is. */
    public String unit() {
      return unit;
    }
  }

  /**
   * A phase began.
   *
   * @param total how many units it has; 0 when that is not known
   */
  void began(Phase phase, long total);

  /**
   * So much of the phase is done.
   *
   * @param units of the phase
   * @param maps maps that were written in it
   * @param windows windows that were embedded in it
   */
  void done(long units, long maps, long windows);
}
