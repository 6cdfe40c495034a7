package kiai.analysis.play;

/** The objects of one window, with times from its start and a variant's changes applied. */
final class WindowSlice {
  final PlayTimeline map;
  final int from;
  final int size;
  final double lengthMs;
  final double[] time;
  final double[] end;
  final double[] x;
  final double[] y;
  final double[] endX;
  final double[] endY;
  final int[] column;

  /** Distinct start times and, for each, the index of its first object in the slice. */
  final double[] onset;

  final int[] onsetFirst;
  final int onsets;

  WindowSlice(PlayTimeline map, double startMs, double lengthMs, WindowFeatures.Variant variant) {
    this.map = map;
    this.from = map.firstFrom(startMs);
    this.size = map.firstFrom(startMs + lengthMs) - from;
    this.lengthMs = lengthMs / variant.speed();
    time = new double[size];
    end = new double[size];
    x = new double[size];
    y = new double[size];
    endX = new double[size];
    endY = new double[size];
    column = new int[size];
    onset = new double[size];
    onsetFirst = new int[size + 1];
    int n = 0;
    for (int i = 0; i < size; i++) {
      int o = from + i;
      time[i] = (map.time[o] - startMs) / variant.speed();
      end[i] = (map.end[o] - startMs) / variant.speed();
      x[i] = variant.mirrorX() ? 512 - map.x[o] : map.x[o];
      endX[i] = variant.mirrorX() ? 512 - map.endX[o] : map.endX[o];
      y[i] = variant.mirrorY() ? 384 - map.y[o] : map.y[o];
      endY[i] = variant.mirrorY() ? 384 - map.endY[o] : map.endY[o];
      column[i] = variant.mirrorX() ? map.keys - 1 - map.column[o] : map.column[o];
      if (n == 0 || time[i] > onset[n - 1] + 1) {
        onset[n] = time[i];
        onsetFirst[n] = i;
        n++;
      }
    }
    onsets = n;
    onsetFirst[n] = size;
  }

  int kind(int i) {
    return map.kind[from + i];
  }

  int sound(int i) {
    return map.sound[from + i];
  }

  boolean newCombo(int i) {
    return map.newCombo[from + i];
  }
}
