package kiai.compare;

import kiai.embeddings.VectorMath;

/**
 * How alike the windows of a map are to each other: which passages come back. The error between two
 * maps of one song is that of Mapperatorinator's {@code calc_fid.py}: cosines of all pairs of
 * windows, moved from [-1, 1] to [0, 1]; the smaller matrix stretched to the size of the larger one
 * (bilinear, corners not aligned); the root of the mean squared difference.
 */
final class SelfSimilarity {
  private SelfSimilarity() {}

  /**
   * The error, 0 to 1.
   *
   * @param first vectors of the windows of one map, of length 1; at least one
   * @param second those of the other
   */
  static double error(float[][] first, float[][] second) {
    int size = Math.max(first.length, second.length);
    double[][] a = stretched(matrix(first), size);
    double[][] b = stretched(matrix(second), size);
    double sum = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        sum += (a[i][j] - b[i][j]) * (a[i][j] - b[i][j]);
      }
    }
    return Math.sqrt(sum / size / size);
  }

  private static double[][] matrix(float[][] windows) {
    double[][] matrix = new double[windows.length][windows.length];
    for (int i = 0; i < windows.length; i++) {
      for (int j = 0; j < windows.length; j++) {
        matrix[i][j] = Math.clamp((VectorMath.dot(windows[i], windows[j]) + 1.0) / 2, 0, 1);
      }
    }
    return matrix;
  }

  private static double[][] stretched(double[][] matrix, int size) {
    if (matrix.length == size) {
      return matrix;
    }
    double[][] stretched = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double y = place(i, size, matrix.length);
        double x = place(j, size, matrix.length);
        int top = (int) y;
        int left = (int) x;
        int bottom = Math.min(top + 1, matrix.length - 1);
        int right = Math.min(left + 1, matrix.length - 1);
        double above = between(matrix[top][left], matrix[top][right], x - left);
        double below = between(matrix[bottom][left], matrix[bottom][right], x - left);
        stretched[i][j] = between(above, below, y - top);
      }
    }
    return stretched;
  }

  private static double place(int i, int size, int from) {
    return Math.max(0, (i + 0.5) * from / size - 0.5);
  }

  private static double between(double a, double b, double share) {
    return a + share * (b - a);
  }
}
