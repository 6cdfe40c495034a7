package kiai.analysis.play;

/** Counts values between fixed edges; values below the first edge fall into bin 0. */
final class Histogram {
  private final double[] edges;
  private final int[] counts;

  /** A histogram with {@code edges.length + 1} bins. */
  Histogram(double... edges) {
    this.edges = edges;
    this.counts = new int[edges.length + 1];
  }

  void add(double value) {
    int bin = 0;
    while (bin < edges.length && value >= edges[bin]) {
      bin++;
    }
    counts[bin]++;
  }

  int[] counts() {
    return counts;
  }
}
