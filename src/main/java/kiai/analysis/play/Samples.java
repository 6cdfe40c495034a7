package kiai.analysis.play;

import java.util.Arrays;

/** Numbers that are gathered one by one and then summed up. */
final class Samples {
  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int size() {
    return size;
  }

  /** 0 without values. */
  double median() {
    if (size == 0) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return size % 2 == 1 ? sorted[size / 2] : (sorted[size / 2 - 1] + sorted[size / 2]) / 2;
  }

  /** 0 without values. */
  double mean() {
    return size == 0 ? 0 : Arrays.stream(values, 0, size).sum() / size;
  }

  /** Of the values themselves, not of what they might be drawn from; 0 without values. */
  double deviation() {
    double mean = mean();
    double squares = 0;
    for (int i = 0; i < size; i++) {
      squares += (values[i] - mean) * (values[i] - mean);
    }
    return size == 0 ? 0 : Math.sqrt(squares / size);
  }
}
