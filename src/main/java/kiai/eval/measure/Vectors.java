package kiai.eval.measure;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;

/** Cosines and nearest neighbours by looking at everything. */
public final class Vectors {
  private Vectors() {}

  /** Scales rows to length 1 in place; rows of zeros stay. */
  public static float[][] normalise(float[][] rows) {
    for (float[] row : rows) {
      float squares = VectorMath.dot(row, row);
      if (squares > 0) {
        float scale = (float) (1 / Math.sqrt(squares));
        for (int i = 0; i < row.length; i++) {
          row[i] *= scale;
        }
      }
    }
    return rows;
  }

  /** The mean of unit rows, of length 1. */
  public static float[] mean(Iterable<float[]> rows, int dimension) {
    float[] mean = new float[dimension];
    for (float[] row : rows) {
      for (int i = 0; i < dimension; i++) {
        mean[i] += row[i];
      }
    }
    return normalise(new float[][] {mean})[0];
  }

  /**
   * The nearest rows of a pool for each query, nearest first; ties by the lower number.
   *
   * @param allowed for a query, which rows of the pool may answer
   * @return fewer than {@code k} where fewer may answer
   */
  public static int[][] nearest(float[][] queries, float[][] pool, int k, Allowed allowed) {
    int[][] found = new int[queries.length][];
    IntStream.range(0, queries.length)
        .parallel()
        .forEach(q -> found[q] = nearest(queries[q], pool, k, row -> allowed.may(q, row)));
    return found;
  }

  /** Whether a row of the pool may answer a query. */
  public interface Allowed {
    boolean may(int query, int row);
  }

  private static int[] nearest(float[] query, float[][] pool, int k, IntPredicate allowed) {
    int[] best = new int[k];
    float[] scores = new float[k];
    int size = 0;
    for (int row = 0; row < pool.length; row++) {
      if (!allowed.test(row)) {
        continue;
      }
      float score = VectorMath.dot(query, pool[row]);
      if (size == k && score <= scores[k - 1]) {
        continue;
      }
      int at = size < k ? size++ : k - 1;
      while (at > 0 && score > scores[at - 1]) {
        scores[at] = scores[at - 1];
        best[at] = best[at - 1];
        at--;
      }
      scores[at] = score;
      best[at] = row;
    }
    return java.util.Arrays.copyOf(best, size);
  }
}
