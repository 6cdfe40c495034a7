package kiai.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.VectorUtil;

/** Windows of two maps that are alike. */
final class WindowPairs {
  private WindowPairs() {}

  /**
   * A window of one map and one of the other.
   *
   * @param a place of the first
   * @param b place of the second
   */
  record Pair(int a, int b, double cosine) {}

  /** The pairs that are most alike, no window in two of them. */
  static List<Pair> best(float[][] a, float[][] b, int count) {
    List<Pair> all = new ArrayList<>();
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        all.add(new Pair(i, j, VectorUtil.dotProduct(a[i], b[j])));
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
  static float[][] matrix(float[][] a, float[][] b) {
    float[][] matrix = new float[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < b.length; j++) {
        matrix[i][j] = VectorUtil.dotProduct(a[i], b[j]);
      }
    }
    return matrix;
  }
}
