package kiai.search.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kiai.embeddings.VectorMath;

/** Windows of two maps that are alike. */
public final class WindowPairs {
  private WindowPairs() {}

  /**
   * A window of one map and one of the other.
   *
   * @param a place of the first
   * @param b place of the second
   */
  public record Pair(int a, int b, double cosine) {}

  /** The pairs that are most alike, no window in two of them. */
  public static List<Pair> best(float[][] a, float[][] b, int count) {
    List<Pair> all = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        all.add(new Pair(i, j, VectorMath.dot(a[i], b[j])));
      }
    }
    all.sort(Comparator.comparingDouble((Pair p) -> -p.cosine()));
    List<Pair> chosen = new ArrayList<>();
    boolean[] usedA = new boolean[a.length];
    boolean[] usedB = new boolean[b.length];
    for (Pair pair : all) {
      if (chosen.size() < count && !usedA[pair.a()] && !usedB[pair.b()]) {
        usedA[pair.a()] = true;
        usedB[pair.b()] = true;
        chosen.add(pair);
      }
    }
    return chosen;
  }

  /** Cosines of all windows of one map with all of another, a row for each of the first. */
  public static float[][] matrix(float[][] a, float[][] b) {
    float[][] matrix = new float[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        matrix[i][j] = VectorMath.dot(a[i], b[j]);
      }
    }
    return matrix;
  }

  /**
   * Late interaction: the mean over windows of the best match in the other map, both ways.
   *
   * @param a windows of one map, at least one
   * @param b windows of the other, at least one
   */
  public static double interaction(float[][] a, float[][] b) {
    double[] bestOfB = new double[b.length];
    java.util.Arrays.fill(bestOfB, -1);
    double sumA = 0;
    for (float[] window : a) {
      double best = -1;
      for (int j = 0; j < b.length; j++) {
        double cosine = VectorMath.dot(window, b[j]);
        best = Math.max(best, cosine);
        bestOfB[j] = Math.max(bestOfB[j], cosine);
      }
      sumA += best;
    }
    double sumB = 0;
    for (double best : bestOfB) {
      sumB += best;
    }
    return (sumA / a.length + sumB / b.length) / 2;
  }
}
