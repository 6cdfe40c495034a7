package kiai.analysis.play;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;
import kiai.beatmap.curve.SliderCurve;

/**
 * The objects of a map sorted by time, as parallel arrays: what window features are computed from.
 * Times are milliseconds, positions osu! pixels.
 */
final class PlayTimeline {
  static final int CIRCLE = 0;
  static final int SLIDER = 1;
  static final int SPINNER = 2;
  static final int HOLD = 3;
  private static final int LONGEST_TRUE_PATH = 100;

  final GameMode mode;
  final int keys;
  final int size;
  final double[] time;
  final double[] end;
  final double[] x;
  final double[] y;
  final double[] endX;
  final double[] endY;
  final int[] kind;
  final int[] column;
  final int[] sound;
  final boolean[] newCombo;
  final double[] length;
  final int[] spans;
  final int[] points;
  final int[] curve;

  PlayTimeline(Beatmap beatmap) {
    mode = beatmap.mode();
    keys = beatmap.keysPlayed();
    List<HitObject> sorted = beatmap.hitObjects();
    boolean ascending = true;
    for (int i = 1; i < sorted.size() && ascending; i++) {
      ascending = sorted.get(i - 1).time() <= sorted.get(i).time();
    }
    if (!ascending) {
      sorted = sorted.stream().sorted(Comparator.comparingDouble(HitObject::time)).toList();
    }
    size = sorted.size();
    time = new double[size];
    end = new double[size];
    x = new double[size];
    y = new double[size];
    endX = new double[size];
    endY = new double[size];
    kind = new int[size];
    column = new int[size];
    sound = new int[size];
    newCombo = new boolean[size];
    length = new double[size];
    spans = new int[size];
    points = new int[size];
    curve = new int[size];
    for (int i = 0; i < size; i++) {
      set(i, sorted.get(i));
    }
  }

  private void set(int i, HitObject object) {
    time[i] = object.time();
    end[i] = Math.max(object.time(), object.endTime());
    x[i] = Math.clamp(object.x(), -512, 1024);
    y[i] = Math.clamp(object.y(), -512, 896);
    endX[i] = x[i];
    endY[i] = y[i];
    column[i] = Math.clamp((int) Math.floor(object.x() * (double) keys / 512), 0, keys - 1);
    sound[i] = object.hitSound();
    newCombo[i] = object.newCombo();
    spans[i] = 1;
    switch (object) {
      case HitObject.Circle _ -> kind[i] = CIRCLE;
      case HitObject.Spinner _ -> kind[i] = SPINNER;
      case HitObject.HoldNote _ -> kind[i] = HOLD;
      case HitObject.Slider slider -> {
        kind[i] = SLIDER;
        length[i] = Math.clamp(slider.length(), 0.0, 10_000.0);
        spans[i] = slider.spans();
        points[i] = slider.pointCount();
        curve[i] = slider.curve().ordinal();
        if (slider.spans() % 2 == 1) {
          int[] path = slider.path();
          double px = path[path.length - 2];
          double py = path[path.length - 1];
          if (slider.pointCount() < LONGEST_TRUE_PATH) {
            SliderCurve real = SliderCurve.of(slider);
            px = real.endX();
            py = real.endY();
          }
          endX[i] = Math.clamp(px, -512.0, 1024.0);
          endY[i] = Math.clamp(py, -512.0, 896.0);
        }
      }
    }
  }

  /** Index of the first object that does not start before a time. */
  int firstFrom(double millis) {
    int at = Arrays.binarySearch(time, millis);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && time[at - 1] == millis) {
      at--;
    }
    return at;
  }
}
