package kiai.eval.measure;

import java.util.Comparator;
import java.util.List;

/** Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002), gains {@code 2^g - 1}. */
public final class Gains {
  private Gains() {}

  /**
   * nDCG at a depth.
   *
   * @param found grades of the hits in their order
   * @param all grades of everything that could be found
   * @return from 0 to 1, NaN when nothing is relevant
   */
  public static double ndcg(List<Integer> found, List<Integer> all, int depth) {
    double best = dcg(all.stream().sorted(Comparator.reverseOrder()).toList(), depth);
    return best == 0 ? Double.NaN : dcg(found, depth) / best;
  }

  private static double dcg(List<Integer> grades, int depth) {
    double sum = 0;
    for (int rank = 0; rank < Math.min(depth, grades.size()); rank++) {
      sum += (Math.pow(2, grades.get(rank)) - 1) / (Math.log(rank + 2) / Math.log(2));
    }
    return sum;
  }
}
