package kiai.beatmap;

import java.nio.charset.StandardCharsets;

/**
 * Numbers out of bytes, without making strings for the forms that maps really use.
 *
 * <p>Plain decimal digits take the fast path. Whatever else Python's {@code int()} and {@code
 * float()} accept (underscores between digits, digits of other scripts, {@code nan}, {@code inf})
 * takes a slow path, so that what the reference reads is read here too (docs/processor-rules.md,
 * S4).
 */
final class Numbers {
  /** What {@link #parseLong} answers for text that is no whole number. */
  static final long NO_LONG = Long.MIN_VALUE;

  private static final double[] POWERS_OF_TEN = new double[23];

  static {
    double power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private Numbers() {}

  /** A whole number, or {@link #NO_LONG} when the text is not one that fits. */
  static long parseLong(byte[] data, int start, int end) {
    while (start < end && data[start] <= ' ' && data[start] >= 0) {
      start++;
    }
    while (end > start && data[end - 1] <= ' ' && data[end - 1] >= 0) {
      end--;
    }
    int at = start;
    boolean negative = false;
    if (at < end && (data[at] == '-' || data[at] == '+')) {
      negative = data[at] == '-';
      at++;
    }
    int digits = end - at;
    if (digits == 0 || digits > 18) {
      return digits == 0 ? NO_LONG : slowLong(data, start, end);
    }
    long value = 0;
    for (; at < end; at++) {
      int digit = data[at] - '0';
      if (digit < 0 || digit > 9) {
        return slowLong(data, start, end);
      }
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  private static long slowLong(byte[] data, int start, int end) {
    String text = normalise(new String(data, start, end - start, StandardCharsets.UTF_8));
    if (text == null) {
      return NO_LONG;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return NO_LONG;
    }
  }

  /**
   * A number, or the fallback when the text is not one.
   *
   * @param notNumber answered for text that is no number; infinities and NaN are numbers
   */
  static double parseDouble(byte[] data, int start, int end, double notNumber) {
    while (start < end && data[start] <= ' ' && data[start] >= 0) {
      start++;
    }
    while (end > start && data[end - 1] <= ' ' && data[end - 1] >= 0) {
      end--;
    }
    int at = start;
    boolean negative = false;
    if (at < end && (data[at] == '-' || data[at] == '+')) {
      negative = data[at] == '-';
      at++;
    }
    long mantissa = 0;
    int digits = 0;
    int decimals = 0;
    boolean point = false;
    for (; at < end; at++) {
      int b = data[at];
      if (b >= '0' && b <= '9') {
        mantissa = mantissa * 10 + (b - '0');
        if (++digits > 18) {
          return slowDouble(data, start, end, notNumber);
        }
        if (point) {
          decimals++;
        }
      } else if (b == '.' && !point) {
        point = true;
      } else {
        return slowDouble(data, start, end, notNumber);
      }
    }
    if (digits == 0) {
      return notNumber;
    }
    // Exact: both operands are exact doubles, and one division rounds once.
    if (mantissa > 1L << 53 || decimals >= POWERS_OF_TEN.length) {
      return slowDouble(data, start, end, notNumber);
    }
    double value = decimals == 0 ? mantissa : mantissa / POWERS_OF_TEN[decimals];
    return negative ? -value : value;
  }

  private static double slowDouble(byte[] data, int start, int end, double notNumber) {
    if (end - start > 400) {
      return notNumber;
    }
    String text = normalise(new String(data, start, end - start, StandardCharsets.UTF_8));
    if (text == null) {
      return notNumber;
    }
    String bare = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    double sign = text.startsWith("-") ? -1 : 1;
    if (bare.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (bare.equalsIgnoreCase("inf")
        || bare.equalsIgnoreCase("infinity")
        || bare.equals("\u221e")) { // lazer's .NET writes the sign
      return sign * Double.POSITIVE_INFINITY;
    }
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (!(c >= '0' && c <= '9') && c != '.' && c != 'e' && c != 'E' && c != '-' && c != '+') {
        return notNumber; // Java would also take "1d", "0x1p3"
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return notNumber;
    }
  }

  /** ASCII digits for those of other scripts, underscores between digits gone; null if odd. */
  private static String normalise(String text) {
    String stripped = text.strip();
    StringBuilder out = new StringBuilder(stripped.length());
    for (int i = 0; i < stripped.length(); ) {
      int c = stripped.codePointAt(i);
      i += Character.charCount(c);
      if (c == '_') {
        boolean between =
            !out.isEmpty()
                && isDigit(out.charAt(out.length() - 1))
                && i < stripped.length()
                && Character.digit(stripped.codePointAt(i), 10) >= 0;
        if (!between) {
          return null;
        }
      } else if (c > 127 && Character.isDigit(c)) {
        out.append((char) ('0' + Character.digit(c, 10)));
      } else {
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
