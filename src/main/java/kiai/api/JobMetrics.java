package kiai.api;

import kiai.ingest.IndexSummary;
import kiai.input.SkippedFile;

/** Counts what jobs do in the metrics, and updates the views when a job ends. */
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
