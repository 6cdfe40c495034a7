package kiai.beatmap.curve;

import java.util.Arrays;
import kiai.beatmap.CurveType;
import kiai.beatmap.HitObject;

/**
 * The path of a slider as the reference implementation evaluates it (docs/processor-rules.md, S8).
 *
 * <p>These are approximations that the released model was trained on: a Bezier is evaluated at the
 * parameter {@code length / curveLength}, not by arc length; of several segments only the last one
 * is shortened or extended; a Catmull path always ends at its last control point; a circular arc is
 * shortened but never extended. To get the same bits, the operations and their order are those of
 * the reference's numerics: 50 samples at {@code i * (1/49)}, Bernstein form, sums in NumPy's
 * pairwise order.
 */
public final class SliderCurve {
  private static final int SAMPLES = 50;
  private static final double STEP = 1.0 / (SAMPLES - 1);
  private static final double CLOSE_TO_ZERO = 1e-8; // NumPy's isclose against 0

  private static final int TABLE_DEGREES = 13;
  private static final double[][][] SAMPLE_WEIGHTS = new double[TABLE_DEGREES][SAMPLES][];

  static {
    for (int n = 0; n < TABLE_DEGREES; n++) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        SAMPLE_WEIGHTS[n][sample] = weightsAt(n, sampleAt(sample));
      }
    }
  }

  private final CurveType shape;
  private final double endX;
  private final double endY;

  private SliderCurve(CurveType shape, double endX, double endY) {
    this.shape = shape;
    this.endX = endX;
    this.endY = endY;
  }

  /** The path of a slider. */
  public static SliderCurve of(HitObject.Slider slider) {
    if (!slider.segments().isEmpty()) {
      double[] line = SegmentedPath.line(slider);
      return new SliderCurve(slider.curve(), line[line.length - 2], line[line.length - 1]);
    }
    return of(slider.curve(), slider.path(), slider.length());
  }

  /**
   * The path through control points.
   *
   * @param curve letter in the file
   * @param path x0, y0, x1, y1 …, at least one point
   * @param length osu! pixels of one span
   */
  public static SliderCurve of(CurveType curve, int[] path, double length) {
    return switch (curve) {
      case CATMULL ->
          new SliderCurve(CurveType.CATMULL, path[path.length - 2], path[path.length - 1]);
      case LINEAR -> segments(CurveType.LINEAR, path, linearBounds(path), length);
      case BEZIER -> segments(CurveType.BEZIER, path, bezierBounds(path), length);
      case PERFECT -> {
        SliderCurve arc = path.length == 6 ? arc(path, length) : null;
        yield arc != null ? arc : segments(CurveType.BEZIER, path, bezierBounds(path), length);
      }
    };
  }

  /** The shape that is really travelled: a degenerate circular arc is a Bezier. */
  public CurveType shape() {
    return shape;
  }

  /** Where the path ends, in osu! pixels; always finite. */
  public double endX() {
    return endX;
  }

  /** Where the path ends, in osu! pixels; always finite. */
  public double endY() {
    return endY;
  }

  /** Segment bounds as pairs of first point and point count. */
  private static int[] linearBounds(int[] path) {
    int segments = path.length / 2 - 1;
    int[] bounds = new int[2 * segments];
    for (int i = 0; i < segments; i++) {
      bounds[2 * i] = i;
      bounds[2 * i + 1] = 2;
    }
    return bounds;
  }

  private static int[] bezierBounds(int[] path) {
    int points = path.length / 2;
    int[] bounds = new int[2 * points];
    int count = 0;
    int start = 0;
    for (int i = 1; i < points; i++) {
      if (path[2 * i] == path[2 * i - 2] && path[2 * i + 1] == path[2 * i - 1]) {
        bounds[count++] = start;
        bounds[count++] = i - start;
        start = i;
      }
    }
    bounds[count++] = start;
    bounds[count++] = points - start;
    return Arrays.copyOf(bounds, count);
  }

  private static SliderCurve segments(CurveType shape, int[] path, int[] bounds, double length) {
    int segments = bounds.length / 2;
    double lastX = path[path.length - 2];
    double lastY = path[path.length - 1];
    if (segments == 0) {
      return new SliderCurve(shape, lastX, lastY);
    }
    double[] lengths = new double[segments];
    double total = 0;
    for (int i = 0; i < segments; i++) {
      lengths[i] = bezierLength(path, bounds[2 * i], bounds[2 * i + 1]);
      total += lengths[i];
    }
    // The segment in which the end lies: the first whose end fraction is not below 1.
    int segment = segments - 1;
    double sum = 0;
    for (int i = 0; i < segments - 1; i++) {
      sum += lengths[i];
      if (!(sum / total < 1)) {
        segment = i;
        break;
      }
    }
    double wanted =
        segment == segments - 1
            ? Math.max(0, lengths[segment] - (total - length))
            : lengths[segment];
    double t = wanted / lengths[segment];
    double[] end = {0, 0};
    int count = bounds[2 * segment + 1];
    bezierAt(path, bounds[2 * segment], count, weightsAt(count - 1, t), new double[2 * count], end);
    if (!Double.isFinite(end[0]) || !Double.isFinite(end[1])) {
      return new SliderCurve(shape, lastX, lastY); // zero-length body: it ends where it was drawn
    }
    return new SliderCurve(shape, end[0], end[1]);
  }

  private static double bezierLength(int[] path, int first, int count) {
    double[] chords = new double[SAMPLES - 1];
    double[] scratch = new double[2 * count];
    double[] point = {0, 0};
    bezierAt(path, first, count, weights(count - 1, 0), scratch, point);
    for (int i = 1; i < SAMPLES; i++) {
      double x = point[0];
      double y = point[1];
      bezierAt(path, first, count, weights(count - 1, i), scratch, point);
      double dx = point[0] - x;
      double dy = point[1] - y;
      chords[i - 1] = Math.sqrt(dx * dx + dy * dy);
    }
    return pairwiseSum(chords, 0, chords.length);
  }

  private static void bezierAt(
      int[] path, int first, int count, double[] weights, double[] scratch, double[] out) {
    for (int k = 0; k < count; k++) {
      scratch[k] = weights[k] * path[2 * (first + k)];
      scratch[count + k] = weights[k] * path[2 * (first + k) + 1];
    }
    out[0] = pairwiseSum(scratch, 0, count);
    out[1] = pairwiseSum(scratch, count, count);
  }

  /** Bernstein weights of degree n at a sample; from the table where there is one. */
  private static double[] weights(int n, int sample) {
    return n < SAMPLE_WEIGHTS.length ? SAMPLE_WEIGHTS[n][sample] : weightsAt(n, sampleAt(sample));
  }

  private static double sampleAt(int sample) {
    return sample == SAMPLES - 1 ? 1 : sample * STEP;
  }

  private static double[] weightsAt(int n, double t) {
    double[] weights = new double[n + 1];
    for (int k = 0; k <= n; k++) {
      weights[k] = binomial(n, k) * Math.pow(1 - t, n - k) * Math.pow(t, k);
    }
    return weights;
  }

  private static double pairwiseSum(double[] terms, int from, int count) {
    if (count < 8) {
      double sum = 0;
      for (int i = from; i < from + count; i++) {
        sum += terms[i];
      }
      return sum;
    }
    if (count > 128) {
      int half = count / 2;
      half -= half % 8;
      return pairwiseSum(terms, from, half) + pairwiseSum(terms, from + half, count - half);
    }
    double[] r = Arrays.copyOfRange(terms, from, from + 8);
    int i = 8;
    for (; i + 8 <= count; i += 8) {
      for (int j = 0; j < 8; j++) {
        r[j] += terms[from + i + j];
      }
    }
    double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    for (; i < count; i++) {
      sum += terms[from + i];
    }
    return sum;
  }

  private static double binomial(int n, int k) {
    int small = Math.min(k, n - k);
    double numerator = 1;
    double denominator = 1;
    for (int i = 1; i <= small; i++) {
      numerator *= i + n - small;
      denominator *= i;
      if (numerator > 1e50) {
        numerator /= denominator;
        denominator = 1;
      }
    }
    return numerator / denominator;
  }

  /** The circle through three points, or null when they are collinear or coincide. */
  private static SliderCurve arc(int[] path, double length) {
    double ax = path[0];
    double ay = path[1];
    double bx = path[2];
    double by = path[3];
    double cx = path[4];
    double cy = path[5];
    double aSquared = square(bx - cx) + square(by - cy);
    double bSquared = square(ax - cx) + square(ay - cy);
    double cSquared = square(ax - bx) + square(ay - by);
    if (isZero(aSquared) || isZero(bSquared) || isZero(cSquared)) {
      return null;
    }
    double s = aSquared * (bSquared + cSquared - aSquared);
    double t = bSquared * (aSquared + cSquared - bSquared);
    double u = cSquared * (aSquared + bSquared - cSquared);
    double sum = s + t + u;
    if (isZero(sum)) {
      return null;
    }
    double centreX = (s * ax + t * bx + u * cx) / sum;
    double centreY = (s * ay + t * by + u * cy) / sum;

    double start = Math.atan2(ay - centreY, ax - centreX);
    double end = Math.atan2(cy - centreY, cx - centreX);
    if (end < start) {
      end += 2 * Math.PI;
    }
    double angle = end - start;
    double acX = (cx - centreX) - (ax - centreX);
    double acY = (cy - centreY) - (ay - centreY);
    double dot = acY * ((bx - centreX) - (ax - centreX)) + -acX * ((by - centreY) - (ay - centreY));
    if (dot < 0) {
      angle = -(2 * Math.PI - angle);
    }
    double full = Math.abs(angle * Math.sqrt(square(ax - centreX) + square(ay - centreY)));
    if (full > length) {
      angle *= length / full;
    }
    double dx = ax - centreX;
    double dy = ay - centreY;
    double x = (dx * Math.cos(angle) - dy * Math.sin(angle)) + centreX;
    double y = (dx * Math.sin(angle) + dy * Math.cos(angle)) + centreY;
    return new SliderCurve(CurveType.PERFECT, x, y);
  }

  private static boolean isZero(double value) {
    return Math.abs(value) <= CLOSE_TO_ZERO;
  }

  private static double square(double value) {
    return value * value;
  }
}
