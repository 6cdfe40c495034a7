package kiai.beatmap;

/**
 * Times as whole microseconds, the resolution of the reference implementation (Python's timedelta).
 * Every conversion rounds half to even.
 */
public final class Micros {
  private Micros() {}

  /** Milliseconds to microseconds; the value must be finite and below about 9e15 ms. */
  public static long ofMillis(double millis) {
    double whole = millis < 0 ? Math.ceil(millis) : Math.floor(millis);
    double fraction = (millis - whole) * 1000.0;
    double fractionWhole = fraction < 0 ? Math.ceil(fraction) : Math.floor(fraction);
    long sum = ((long) whole) * 1000L + (long) fractionWhole;
    double left = fraction - fractionWhole;
    double rounded = roundHalfAway(left);
    if (Math.abs(rounded - left) == 0.5) {
      long odd = sum & 1;
      rounded = 2.0 * roundHalfAway((left + odd) * 0.5) - odd;
    }
    return sum + (long) rounded;
  }

  /** Division of a duration, half to even; the divisor must be positive. */
  public static long divide(long micros, long divisor) {
    long quotient = Math.floorDiv(micros, divisor);
    long twice = Math.floorMod(micros, divisor) * 2;
    if (twice > divisor || (twice == divisor && (quotient & 1) == 1)) {
      quotient++;
    }
    return quotient;
  }

  private static double roundHalfAway(double value) {
    return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
  }
}
