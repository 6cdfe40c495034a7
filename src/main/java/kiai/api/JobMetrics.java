package kiai.api;

import kiai.ingest.IndexSummary;
import kiai.input.SkippedFile;

/** Hands what jobs do to the metrics, and their end to the views. */
record JobMetrics(Metrics metrics, LiveViews views) implements IndexJobs.Listener {
  @Override
  public void windows(long count) {
    metrics.windows(count);
  }

  @Override
  public void skipped(SkippedFile file) {
    metrics.skipped(file.reason());
  }

  @Override
  public void done(IndexSummary summary) {
    views.update();
  }
}
