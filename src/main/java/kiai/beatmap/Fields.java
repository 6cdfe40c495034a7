package kiai.beatmap;

import java.util.Arrays;

/** Splits one line at a separator byte, keeping the bounds only; reused from line to line. */
final class Fields {
  private final byte separator;
  private int[] bounds = new int[32];
  private int count;

  Fields(char separator) {
    this.separator = (byte) separator;
  }

  /**
   * Splits a range; an empty range is one empty field, as in Python.
   *
   * @param max at most this many fields; the last one keeps the rest
   */
  void split(byte[] data, int start, int end, int max) {
    count = 0;
    int from = start;
    for (int at = start; at < end; at++) {
      if (data[at] == separator && count + 1 < max) {
        add(from, at);
        from = at + 1;
      }
    }
    add(from, end);
  }

  /** No fields at all. */
  void clear() {
    count = 0;
  }

  private void add(int from, int to) {
    if (2 * count + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, bounds.length * 2);
    }
    bounds[2 * count] = from;
    bounds[2 * count + 1] = to;
    count++;
  }

  int count() {
    return count;
  }

  int start(int field) {
    return bounds[2 * field];
  }

  int end(int field) {
    return bounds[2 * field + 1];
  }

  boolean isEmpty(int field) {
    return bounds[2 * field] == bounds[2 * field + 1];
  }
}
