package kiai.beatmap.curve;

import java.util.Arrays;
import java.util.List;
import kiai.beatmap.HitObject;
import kiai.beatmap.HitObject.PathSegment;

/**
 * A slider's path of several letters, or of a B-spline, as osu!lazer draws it: each segment ends at
 * the first point of the next, and the whole is cut or prolonged to the slider's length.
 *
 * <p>The reference implementation knows no such paths, so nothing here has to equal it.
 */
public final class SegmentedPath {
  private static final int STEPS = 50; // of one curve
  private static final int HIGHEST_DEGREE = 100;
  private static final double ARC_STEP = Math.PI / 32;

  private double[] line = new double[128];
  private int size;

  private SegmentedPath() {}

  /**
   * The path as a line.
   *
   * @return x0, y0, x1, y1 …, at least one point, all finite
   */
  public static double[] line(HitObject.Slider slider) {
    SegmentedPath path = new SegmentedPath();
    List<PathSegment> segments = slider.segments();
    for (int i = 0; i < segments.size(); i++) {
      PathSegment segment = segments.get(i);
      int last =
          i + 1 < segments.size() ? segments.get(i + 1).first() : slider.path().length / 2 - 1;
      path.add(segment, Arrays.copyOfRange(slider.path(), 2 * segment.first(), 2 * last + 2));
    }
    return path.cut(slider.length());
  }

  private void add(PathSegment segment, int[] points) {
    switch (segment.curve()) {
      case LINEAR -> add(points);
      case CATMULL -> catmull(points);
      case PERFECT -> {
        if (points.length != 6 || !arc(points)) {
          beziers(points);
        }
      }
      case BEZIER -> {
        int count = points.length / 2;
        if (segment.degree() > 0 && segment.degree() < count - 1) {
          spline(points, segment.degree());
        } else {
          beziers(points);
        }
      }
    }
  }

  private void add(int[] points) {
    for (int i = 0; i < points.length; i += 2) {
      add(points[i], points[i + 1]);
    }
  }

  private void add(double x, double y) {
    if (size > 0 && line[size - 2] == x && line[size - 1] == y) {
      return;
    }
    if (size + 2 > line.length) {
      line = Arrays.copyOf(line, 2 * line.length);
    }
    line[size++] = x;
    line[size++] = y;
  }

  /** A point twice ends a Bezier and begins the next. */
  private void beziers(int[] points) {
    int from = 0;
    for (int i = 2; i <= points.length; i += 2) {
      boolean ends =
          i == points.length || (points[i] == points[i - 2] && points[i + 1] == points[i - 1]);
      if (ends) {
        int[] one = Arrays.copyOfRange(points, from, i);
        spline(one, one.length / 2 - 1);
        from = i;
      }
    }
  }

  /** A clamped uniform B-spline by de Boor's algorithm; of full degree it is a Bezier. */
  private void spline(int[] points, int degree) {
    int count = points.length / 2;
    if (degree < 1 || degree > HIGHEST_DEGREE) {
      add(points); // the costs grow with the square of the degree
      return;
    }
    int spans = count - degree;
    double[] x = new double[degree + 1];
    double[] y = new double[degree + 1];
    for (int step = 0; step <= STEPS * spans; step++) {
      double t = (double) step / STEPS;
      int span = Math.min((int) t, spans - 1);
      for (int j = 0; j <= degree; j++) {
        x[j] = points[2 * (span + j)];
        y[j] = points[2 * (span + j) + 1];
      }
      for (int level = 1; level <= degree; level++) {
        for (int j = degree; j >= level; j--) {
          double low = Math.clamp(span + j - degree, 0, spans);
          double high = Math.clamp(span + j + 1 - level, 0, spans);
          double share = (t - low) / (high - low);
          x[j] = x[j - 1] + share * (x[j] - x[j - 1]);
          y[j] = y[j - 1] + share * (y[j] - y[j - 1]);
        }
      }
      add(x[degree], y[degree]);
    }
  }

  private void catmull(int[] points) {
    int count = points.length / 2;
    for (int i = 0; i + 1 < count; i++) {
      for (int step = 0; step <= STEPS; step++) {
        double t = (double) step / STEPS;
        add(catmull(points, i, 0, t), catmull(points, i, 1, t));
      }
    }
    if (count == 1) {
      add(points);
    }
  }

  private static double catmull(int[] points, int i, int axis, double t) {
    int count = points.length / 2;
    double b = points[2 * i + axis];
    double c = points[2 * i + 2 + axis];
    double a = i > 0 ? points[2 * i - 2 + axis] : b;
    double d = i + 2 < count ? points[2 * i + 4 + axis] : 2 * c - b;
    return 0.5
        * (2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t * t
            + (3 * b - 3 * c + d - a) * t * t * t);
  }

  /** The arc through three points; false when they lie on a line. */
  private boolean arc(int[] p) {
    double bx = (double) p[2] - p[0];
    double by = (double) p[3] - p[1];
    double cx = (double) p[4] - p[0];
    double cy = (double) p[5] - p[1];
    double d = 2 * (bx * cy - by * cx);
    if (d == 0) {
      return false;
    }
    double ux = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d;
    double uy = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d;
    double radius = Math.hypot(ux, uy);
    double from = Math.atan2(-uy, -ux);
    double to = Math.atan2(cy - uy, cx - ux);
    if (d > 0 && to < from) {
      to += 2 * Math.PI;
    } else if (d < 0 && to > from) {
      to -= 2 * Math.PI;
    }
    int steps = Math.max(1, (int) Math.ceil(Math.abs(to - from) / ARC_STEP));
    for (int i = 0; i <= steps; i++) {
      double angle = from + (to - from) * i / steps;
      add(p[0] + ux + radius * Math.cos(angle), p[1] + uy + radius * Math.sin(angle));
    }
    return true;
  }

  /** The first so many pixels of the line; one that is too short goes on as it ends. */
  private double[] cut(double length) {
    double left = Math.max(0, length);
    for (int i = 2; i < size; i += 2) {
      double dx = line[i] - line[i - 2];
      double dy = line[i + 1] - line[i - 1];
      double step = Math.hypot(dx, dy);
      if (step >= left || i == size - 2) {
        line[i] = line[i - 2] + dx * (left / step);
        line[i + 1] = line[i - 1] + dy * (left / step);
        return Arrays.copyOf(line, i + 2);
      }
      left -= step;
    }
    return Arrays.copyOf(line, Math.max(2, size));
  }
}
