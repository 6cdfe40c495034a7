package kiai.beatmap;

import java.util.List;

/**
 * The timing of a map: its points in file order, with the lookups that osu! needs.
 *
 * <p>A lookup takes the last point <em>in file order</em> whose offset is not after the asked time,
 * and the first point when there is none. Files are not always sorted, so the search runs over the
 * smallest offset of each suffix, which is sorted whatever the file does.
 */
public final class TimingPoints {
  private final List<TimingPoint> points;
  private final long[] offsets;
  private final long[] suffixMin;
  private final int[] parents;

  /** Indexes the points; the list must not change afterwards. */
  public TimingPoints(List<TimingPoint> points) {
    this.points = List.copyOf(points);
    int n = points.size();
    offsets = new long[n];
    suffixMin = new long[n];
    parents = new int[n];
    int parent = -1;
    for (int i = 0; i < n; i++) {
      TimingPoint point = points.get(i);
      offsets[i] = point.offsetMicros();
      if (point.uninherited() || parent < 0) {
        parents[i] = -1;
        parent = i;
      } else {
        parents[i] = parent;
      }
    }
    long min = Long.MAX_VALUE;
    for (int i = n - 1; i >= 0; i--) {
      min = Math.min(min, offsets[i]);
      suffixMin[i] = min;
    }
  }

  /** The points in file order. */
  public List<TimingPoint> list() {
    return points;
  }

  /** How many points there are. */
  public int size() {
    return points.size();
  }

  /** The point at an index, in file order. */
  public TimingPoint get(int index) {
    return points.get(index);
  }

  /** Offset of a point in microseconds. */
  public long offsetMicros(int index) {
    return offsets[index];
  }

  /**
   * True when the point sets the tempo: a red line, or a green line with no red line before it
   * (docs/processor-rules.md, P19).
   */
  public boolean isRoot(int index) {
    return parents[index] < 0;
  }

  /** The point whose beat length counts at a point: itself when it {@link #isRoot}. */
  public int rootOf(int index) {
    return parents[index] < 0 ? index : parents[index];
  }

  /** Index of the point in force at a time, -1 only when there are no points at all. */
  public int indexAt(long micros) {
    if (points.isEmpty()) {
      return -1;
    }
    int low = 0;
    int high = offsets.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (suffixMin[middle] <= micros) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : low - 1;
  }
}
