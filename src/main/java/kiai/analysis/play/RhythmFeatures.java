package kiai.analysis.play;

import java.util.Arrays;

/** Times between onsets: their sizes, their ratios, their runs. */
final class RhythmFeatures {
  private static final double FAST_MS = 145; // a 1/4 beat at 103 BPM
  private static final double[] INTERVAL_EDGES = {
    40, 55, 65, 73, 80, 87, 95, 104, 114, 125, 137, 150, 165, 182, 200, 220, 245, 275, 310, 350,
    400, 470, 560, 700, 900, 1300
  };

  private RhythmFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    int n = Math.max(0, w.onsets - 1);
    double[] intervals = new double[n];
    double logMean = 0;
    Histogram sizes = new Histogram(INTERVAL_EDGES);
    for (int i = 0; i < n; i++) {
      intervals[i] = w.onset[i + 1] - w.onset[i];
      sizes.add(intervals[i]);
      logMean += Math.log(intervals[i]) / n;
    }
    sink.histogram("interval", sizes.counts());
    double logVariance = 0;
    for (double interval : intervals) {
      logVariance += Math.pow(Math.log(interval) - logMean, 2) / n;
    }
    sink.put("interval_log_mean", n == 0 ? 0 : logMean - 5);
    sink.put("interval_log_deviation", Math.sqrt(logVariance));
    double[] sorted = intervals.clone();
    Arrays.sort(sorted);
    for (int quantile : new int[] {10, 25, 50, 75, 90}) {
      sink.put(
          "interval_log_q" + quantile, n == 0 ? 0 : Math.log(sorted[(n - 1) * quantile / 100]) - 5);
    }

    Histogram ratios = new Histogram(0.3, 0.42, 0.58, 0.72, 0.95, 1.05, 1.4, 1.72, 2.4, 3.5);
    for (int i = 1; i < n; i++) {
      ratios.add(intervals[i] / intervals[i - 1]);
    }
    sink.histogram("interval_ratio", ratios.counts());
    runs(sink, intervals);
    alternation(sink, intervals);
  }

  /** Runs of equal fast intervals: bursts and streams. */
  private static void runs(FeatureSink sink, double[] intervals) {
    int[] inRuns = new int[6];
    int run = 0;
    int longest = 0;
    for (int i = 0; i <= intervals.length; i++) {
      boolean fast =
          i < intervals.length
              && intervals[i] < FAST_MS
              && (run == 0 || Math.abs(intervals[i] / intervals[i - 1] - 1) < 0.12);
      if (fast) {
        run++;
        continue;
      }
      longest = Math.max(longest, run);
      int bin = run == 0 ? 0 : run < 3 ? 1 : run < 6 ? 2 : run < 12 ? 3 : run < 28 ? 4 : 5;
      inRuns[bin] += Math.max(1, run);
      run = i < intervals.length && intervals[i] < FAST_MS ? 1 : 0;
    }
    sink.histogram("fast_run", inRuns);
    sink.put("fast_run_longest_log", Math.log1p(longest));
  }

  /** How many different intervals there are, and how often they change. */
  private static void alternation(FeatureSink sink, double[] intervals) {
    int changes = 0;
    boolean[] seen = new boolean[48];
    for (int i = 0; i < intervals.length; i++) {
      seen[Math.clamp((int) (8 * Math.log(intervals[i] / 20) / Math.log(2)), 0, 47)] = true;
      if (i > 0 && Math.abs(intervals[i] / intervals[i - 1] - 1) > 0.08) {
        changes++;
      }
    }
    int distinct = 0;
    for (boolean b : seen) {
      distinct += b ? 1 : 0;
    }
    sink.put("interval_kinds", distinct / 10.0);
    sink.put("interval_changes", intervals.length < 2 ? 0 : (double) changes / intervals.length);
  }
}
