package kiai.torture;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * How hard the torture tests try. The short form belongs to every build; the long one is asked for
 * with {@code torture/run}.
 */
public final class Torture {
  private static final boolean LONG = System.getProperty("kiai.torture", "short").equals("long");
  private static final long SEED = Long.getLong("kiai.torture.seed", 7);

  private Torture() {}

  /** Whether this is the long form. */
  public static boolean isLong() {
    return LONG;
  }

  /** How often something is done. */
  public static int times(int shortForm, int longForm) {
    int wanted = Integer.getInteger("kiai.torture.times", -1);
    return !LONG ? shortForm : wanted > 0 ? wanted : longForm;
  }

  /** A generator that gives the same numbers for the same seed and round. */
  public static Random random(int round) {
    // Mixed: the first numbers of java.util.Random are nearly the same for neighbouring seeds.
    return new Random(new SplittableRandom(SEED * 1_000_003 + round).nextLong());
  }

  /** A line for the results. */
  public static void report(String format, Object... values) {
    System.out.printf("torture: " + format + "%n", values);
  }
}
