package kiai.input;

/**
 * Texts of files, of the network and of names, as they may be shown: control characters could
 * change a terminal's title, clear its screen or forge a line of a log.
 */
public final class Printable {
  private static final int LONGEST_LINE = 300;

  private Printable() {}

  /** Whether a character does something instead of showing something. */
  public static boolean isControl(int codePoint) {
    return Character.isISOControl(codePoint)
        || codePoint == 0x2028
        || codePoint == 0x2029
        || (codePoint >= 0x202a && codePoint <= 0x202e) // reverse the direction of what follows
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }

  /** The text with a question mark in place of each control character. */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Printable::isControl)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.appendCodePoint(isControl(c) ? '?' : c));
    return out.toString();
  }

  /** The same, of a length that fits a line of a log. */
  public static String line(String text) {
    String shown = of(text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) : text);
    return text.length() > LONGEST_LINE ? shown + "…" : shown;
  }
}
