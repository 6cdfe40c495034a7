package kiai.map;

/** Numbers as records keep them. */
public final class Rounding {
  private static final double STEPS = 10_000;

  private Rounding() {}

  /** Four decimals: more than any number of a map means. */
  public static double four(double value) {
    return Math.rint(value * STEPS) / STEPS;
  }
}
