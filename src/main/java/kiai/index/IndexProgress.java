package kiai.index;

/** Told how a run of the indexer gets on; called from several threads. */
public interface IndexProgress {
  /** Ignores everything. */
  IndexProgress NONE =
      new IndexProgress() {
        @Override
        public void found(long files) {}

        @Override
        public void done(long files, long maps, long windows) {}
      };

  /** So many files have been found so far. */
  void found(long files);

  /** So many files are finished, with so many maps and windows written. */
  void done(long files, long maps, long windows);
}
