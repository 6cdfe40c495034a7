package kiai.search.ranking;

/**
 * How questions are answered; the shipped one is the best of those that {@code kiai eval --ranking}
 * compares (docs/search.md).
 *
 * @param exactLimit up to so many matches are all scanned
 * @param text parts of a text search
 * @param labels whether label profiles take part where the model has them
 * @param windows share of late interaction over windows in the likeness of maps, 0 to 1
 */
public record Tuning(int exactLimit, TextWeights text, double windows, boolean labels) {
  /**
   * Up to so many matches are scanned: measured on 244,000 vectors of 512 numbers, a scan of this
   * many takes about as long as the graph's search (docs/search.md).
   */
  public static final int EXACT_LIMIT = 50_000;

  /** The shipped one. */
  public static final Tuning SHIPPED = new Tuning(EXACT_LIMIT, TextWeights.SHIPPED, 0.25, true);

  /** The same with other weights for texts. */
  public Tuning with(TextWeights weights) {
    return new Tuning(exactLimit, weights, windows, labels);
  }

  /** The same with another share of late interaction. */
  public Tuning withWindows(double share) {
    return new Tuning(exactLimit, text, share, labels);
  }

  /** The same without label profiles. */
  public Tuning withoutLabels() {
    return new Tuning(exactLimit, text, windows, false);
  }

  /** The same with another limit of scans. */
  public Tuning scanning(int limit) {
    return new Tuning(limit, text, windows, labels);
  }
}
