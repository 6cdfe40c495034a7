package kiai.analysis.play;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects feature values in order and, the first time, their names. */
final class FeatureSink {
  private final List<String> names;
  private float[] values = new float[256];
  private int size;

  /** A sink that also records names when asked to. */
  FeatureSink(boolean named) {
    names = named ? new ArrayList<>() : null;
  }

  /** Adds one value; NaN and infinities become 0. */
  void put(String name, double value) {
    if (names != null) {
      names.add(name);
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = Double.isFinite(value) ? (float) value : 0f;
  }

  /** Adds a histogram as the square roots of its shares, so that rare bins count too. */
  void histogram(String name, int[] counts) {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    for (int i = 0; i < counts.length; i++) {
      put(
          names == null ? null : name + "_" + i,
          total == 0 ? 0 : Math.sqrt((double) counts[i] / total));
    }
  }

  float[] values() {
    return Arrays.copyOf(values, size);
  }

  List<String> names() {
    return List.copyOf(names);
  }
}
