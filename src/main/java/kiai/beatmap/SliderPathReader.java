package kiai.beatmap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kiai.beatmap.HitObject.PathSegment;

/**
 * Reads the path of a slider: a letter and points, such as {@code B|160:260|200:300}.
 *
 * <p>osu!lazer also writes letters between the points, each of which begins a segment at the next
 * point, and B-splines as {@code B4}, the letter with a degree. One reader serves one file on one
 * thread.
 */
final class SliderPathReader {
  private static final int HIGHEST_DEGREE = 20;

  private final byte[] data;
  private final int maxPoints;
  private final Fields parts = new Fields('|');
  private String problem;
  private CurveType curve = CurveType.BEZIER;
  private List<PathSegment> segments = List.of();

  SliderPathReader(byte[] data, int maxPoints) {
    this.data = data;
    this.maxPoints = maxPoints;
  }

  /** Why the last path could not be read, or what was odd about it; null when all was well. */
  String problem() {
    return problem;
  }

  /** The first letter of the last path. */
  CurveType curve() {
    return curve;
  }

  /** The segments of the last path; empty when it has one letter without a degree. */
  List<PathSegment> segments() {
    return segments;
  }

  /** x0, y0, x1, y1 … with the head first; null with a {@link #problem()} when it is no path. */
  int[] read(int x, int y, int start, int end) {
    problem = null;
    segments = List.of();
    if (start >= end || !isLetter(data[start])) {
      problem = "the path of a slider begins with no letter";
      return null;
    }
    parts.split(data, start, end, Integer.MAX_VALUE);
    if (parts.count() > maxPoints) {
      problem = "a slider has " + parts.count() + " control points";
      return null;
    }
    curve = curveOf(data[start]);
    List<PathSegment> begun = null;
    int[] path = new int[2 * parts.count()];
    path[0] = x;
    path[1] = y;
    int length = 2;
    for (int i = 0; i < parts.count(); i++) {
      int from = parts.start(i);
      int to = parts.end(i);
      if (from < to && isLetter(data[from])) {
        int degree = degree(from + 1, to);
        if (i > 0 || degree > 0) {
          if (begun == null) {
            begun = new ArrayList<>(4);
          }
          addSegment(begun, new PathSegment(curveOf(data[from]), degree, i == 0 ? 0 : length / 2));
        }
      } else if (i > 0 && point(from, to, path, length)) {
        length += 2;
      }
    }
    if (begun != null) {
      closeSegments(begun, length / 2);
    }
    return length == path.length ? path : Arrays.copyOf(path, length);
  }

  /** A letter right behind a letter replaces it. */
  private void addSegment(List<PathSegment> begun, PathSegment segment) {
    if (begun.isEmpty() && segment.first() > 0) {
      begun.add(new PathSegment(curve, 0, 0));
    }
    if (!begun.isEmpty() && begun.getLast().first() == segment.first()) {
      begun.removeLast();
    }
    begun.add(segment);
  }

  /** A letter behind the last point begins nothing. */
  private void closeSegments(List<PathSegment> begun, int points) {
    while (begun.size() > 1 && begun.getLast().first() >= points - 1) {
      begun.removeLast();
    }
    boolean plain = begun.size() == 1 && begun.getFirst().degree() == 0;
    segments = plain ? List.of() : List.copyOf(begun);
  }

  private boolean point(int from, int to, int[] path, int at) {
    int colon = from;
    while (colon < to && data[colon] != ':') {
      colon++;
    }
    double px = Numbers.parseDouble(data, from, colon, Double.NaN);
    double py = colon < to ? Numbers.parseDouble(data, colon + 1, to, Double.NaN) : Double.NaN;
    if (!(Math.abs(px) <= Integer.MAX_VALUE) || !(Math.abs(py) <= Integer.MAX_VALUE)) {
      problem = "a control point is not x:y; left out of its slider";
      return false;
    }
    path[at] = (int) px;
    path[at + 1] = (int) py;
    return true;
  }

  private int degree(int from, int to) {
    long degree = Numbers.parseLong(data, from, to);
    return degree >= 1 ? (int) Math.min(degree, HIGHEST_DEGREE) : 0;
  }

  private CurveType curveOf(byte letter) {
    return switch (letter) {
      case 'B' -> CurveType.BEZIER;
      case 'L' -> CurveType.LINEAR;
      case 'C' -> CurveType.CATMULL;
      case 'P' -> CurveType.PERFECT;
      default -> {
        problem = "an unknown curve letter; read as Bezier";
        yield CurveType.BEZIER;
      }
    };
  }

  private static boolean isLetter(byte b) {
    return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
  }
}
