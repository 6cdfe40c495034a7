package kiai.query.filter;

/**
 * The value of a filter in quotation marks, which may hold quotation marks itself: {@code "TWC
 * "Strike Back" Squad"}, {@code "a \"b\" c"}, {@code 'a "b" c'}, and {@code ""x""}, as osu!'s
 * website writes a value that must be the whole field.
 *
 * @param value what stands between the marks
 * @param end after the last mark, or after the {@code !} behind it
 * @param whole whether the value must be the whole field
 */
public record Quoted(String value, int end, boolean whole) {
  /** Reads the value that begins at a place; null when none in quotation marks does. */
  public static Quoted at(String text, int start) {
    if (start < text.length() && text.charAt(start) == '\'') {
      return single(text, start);
    }
    if (start >= text.length() || text.charAt(start) != '"') {
      return null;
    }
    if (text.startsWith("\"\"", start) && !endsAt(text, start + 2)) {
      int close = text.indexOf("\"\"", start + 2);
      while (close >= 0 && !endsAt(text, close + 2)) {
        close = text.indexOf("\"\"", close + 1);
      }
      if (close > 0) {
        return new Quoted(text.substring(start + 2, close), close + 2, true);
      }
    }
    int close = close(text, start);
    if (close < 0) {
      close = text.indexOf('"', start + 1); // marks that do not match: the next one ends it
    }
    return close < 0 ? null : until(text, start, close);
  }

  /** {@code 'a "b" c'}; an apostrophe that nothing closes is one of a name. */
  private static Quoted single(String text, int start) {
    int close = text.indexOf('\'', start + 1);
    while (close >= 0 && !endsAt(text, close + 1)) {
      close = text.indexOf('\'', close + 1);
    }
    return close <= start + 1
        ? null
        : new Quoted(text.substring(start + 1, close), close + 1, false);
  }

  private static Quoted until(String text, int start, int close) {
    boolean whole = close + 1 < text.length() && text.charAt(close + 1) == '!';
    return new Quoted(unescaped(text.substring(start + 1, close)), close + (whole ? 2 : 1), whole);
  }

  /** The mark that closes the first one: those that open within come in pairs. */
  private static int close(String text, int start) {
    int open = 0;
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        i++;
      } else if (c == '"') {
        boolean opens = text.charAt(i - 1) == ' ' && !endsAt(text, i + 1);
        if (!opens && open == 0) {
          return i;
        }
        open += opens ? 1 : -1;
      }
    }
    return -1;
  }

  private static boolean endsAt(String text, int at) {
    return at >= text.length() || Character.isWhitespace(text.charAt(at));
  }

  /** Without the backslashes before quotation marks. */
  public static String unescaped(String quoted) {
    return quoted.replace("\\\"", "\"");
  }
}
