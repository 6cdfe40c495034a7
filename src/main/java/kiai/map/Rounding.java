package kiai.map;

/** Numbers as records keep them. */
public final class Rounding {
  private static final double STEPS = 10_000;

  private Rounding() {}

  /** Four decimals: more than any number of a map means. */
  public static double four(double value) {
    return Math.rint(value * STEPS) / STEPS;
  }

  /**
   * Two decimals, cut and not rounded, as the game shows star ratings: 5.0897 is 5.08, which {@code
   * stars=5.08} finds.
   */
  public static double cut(double value) {
    return Math.floor(value * 100 + 1e-7) / 100; // 5.08 * 100 may be 507.99999999999994
  }
}
