package kiai.beatmap;

import java.nio.charset.StandardCharsets;

/**
 * Walks the lines of a text in UTF-8 bytes: trimmed, without empty lines and {@code //} comments.
 *
 * <p>A line ends where Python's {@code splitlines} ends it (docs/processor-rules.md, S2): at CR,
 * LF, vertical tab, form feed, the separators 0x1C to 0x1E, U+0085, U+2028 and U+2029.
 */
final class LineScanner {
  private static final byte[] KIND = new byte[256];
  private static final byte END = 1;
  private static final byte LEAD = 2;
  private static final byte LAST_CONTROL = 0x1F;

  static {
    for (int terminator : new int[] {'\n', '\r', 0x0B, 0x0C, 0x1C, 0x1D, 0x1E}) {
      KIND[terminator] = END;
    }
    KIND[0xC2] = LEAD;
    KIND[0xE2] = LEAD;
  }

  private final byte[] data;
  private final int limit;
  private int next;
  private int start;
  private int end;

  LineScanner(byte[] data, int from, int limit) {
    this.data = data;
    this.limit = limit;
    this.next = from;
  }

  /** Moves to the next line that says something; false at the end. */
  boolean advance() {
    while (next < limit) {
      int from = next;
      int at = from;
      int skip = 0;
      while (at < limit) {
        if (data[at] > LAST_CONTROL) {
          at++; // plain ASCII, which nearly all of a map is
          continue;
        }
        byte kind = KIND[data[at] & 0xFF];
        if (kind == END) {
          skip = 1;
          break;
        }
        if (kind == LEAD) {
          skip = wideTerminator(at);
          if (skip > 0) {
            break;
          }
        }
        at++;
      }
      next = at + skip;
      int to = at;
      while (from < to && isBlank(data[from])) {
        from++;
      }
      while (to > from && isBlank(data[to - 1])) {
        to--;
      }
      if (from == to || (data[from] == '/' && to - from > 1 && data[from + 1] == '/')) {
        continue;
      }
      start = from;
      end = to;
      return true;
    }
    return false;
  }

  private int wideTerminator(int at) {
    int lead = data[at] & 0xFF;
    if (lead == 0xC2) {
      return at + 1 < limit && (data[at + 1] & 0xFF) == 0x85 ? 2 : 0;
    }
    if (at + 2 < limit && (data[at + 1] & 0xFF) == 0x80) {
      int third = data[at + 2] & 0xFF;
      return third == 0xA8 || third == 0xA9 ? 3 : 0;
    }
    return 0;
  }

  private static boolean isBlank(byte b) {
    return b >= 0 && b <= ' ';
  }

  /** True when the line is a section header such as {@code [General]}. */
  boolean isHeader() {
    return data[start] == '[' && data[end - 1] == ']';
  }

  /** The current line. */
  String text() {
    return new String(data, start, end - start, StandardCharsets.UTF_8);
  }

  /** First byte of the current line. */
  int start() {
    return start;
  }

  /** One past the last byte of the current line. */
  int end() {
    return end;
  }

  /** First byte after the current line and its terminator. */
  int nextStart() {
    return next;
  }
}
