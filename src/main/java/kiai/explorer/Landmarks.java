package kiai.explorer;

import java.util.Random;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;

/** A sample of vectors of length 1 with their k-means clusters. */
final class Landmarks {
  private static final int ROUNDS = 20;

  private Landmarks() {}

  /** At most so many of all vectors, evenly spread over their order. */
  static float[][] sample(float[][] all, int most) {
    if (all.length <= most) {
      return all.clone();
    }
    float[][] sample = new float[most][];
    for (int i = 0; i < most; i++) {
      sample[i] = all[(int) ((long) i * all.length / most)];
    }
    return sample;
  }

  /**
   * Spherical k-means with k-means++ seeds: centres of length 1.
   *
   * @param k centres; fewer when there are fewer points
   */
  static float[][] centres(float[][] points, int k, Random random) {
    int count = Math.min(k, points.length);
    float[][] centres = new float[count][];
    double[] far = new double[points.length];
    java.util.Arrays.fill(far, 2);
    int next = count == 0 ? 0 : random.nextInt(points.length);
    for (int c = 0; c < count; c++) {
      centres[c] = points[next].clone();
      double sum = 0;
      for (int i = 0; i < points.length; i++) {
        far[i] = Math.min(far[i], Math.max(0, 1 - VectorMath.dot(points[i], centres[c])));
        sum += far[i] * far[i];
      }
      double at = random.nextDouble() * sum;
      next = 0;
      while (next < points.length - 1 && (at -= far[next] * far[next]) > 0) {
        next++;
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      centres = moved(points, centres);
    }
    return centres;
  }

  private static float[][] moved(float[][] points, float[][] centres) {
    int[] of = nearest(points, centres);
    float[][] sums = new float[centres.length][];
    for (int i = 0; i < points.length; i++) {
      float[] sum = sums[of[i]];
      if (sum == null) {
        sums[of[i]] = points[i].clone();
        continue;
      }
      for (int d = 0; d < sum.length; d++) {
        sum[d] += points[i][d];
      }
    }
    for (int c = 0; c < centres.length; c++) {
      if (sums[c] == null) {
        sums[c] = centres[c]; // nobody is nearest to it: it stays
      }
      double length = Math.sqrt(VectorMath.dot(sums[c], sums[c]));
      for (int d = 0; d < sums[c].length && length > 0; d++) {
        sums[c][d] /= (float) length;
      }
    }
    return sums;
  }

  /** The nearest centre of each point. */
  static int[] nearest(float[][] points, float[][] centres) {
    return IntStream.range(0, points.length)
        .parallel()
        .map(i -> nearest(points[i], centres))
        .toArray();
  }

  /** The nearest centre of a vector. */
  static int nearest(float[] vector, float[][] centres) {
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < centres.length; c++) {
      double cosine = VectorMath.dot(vector, centres[c]);
      if (cosine > highest) {
        highest = cosine;
        best = c;
      }
    }
    return best;
  }

  /** The places of the most alike vectors, best first, without the vector itself. */
  static int[] mostAlike(float[] vector, float[][] all, int count, int itself) {
    int[] places = new int[Math.min(count, all.length - (itself >= 0 ? 1 : 0))];
    double[] cosines = new double[places.length];
    java.util.Arrays.fill(cosines, Double.NEGATIVE_INFINITY);
    for (int i = 0; i < all.length; i++) {
      double cosine = i == itself ? Double.NEGATIVE_INFINITY : VectorMath.dot(vector, all[i]);
      if (places.length == 0 || cosine <= cosines[places.length - 1]) {
        continue;
      }
      int at = places.length - 1;
      while (at > 0 && cosines[at - 1] < cosine) {
        cosines[at] = cosines[at - 1];
        places[at] = places[at - 1];
        at--;
      }
      cosines[at] = cosine;
      places[at] = i;
    }
    return places;
  }
}
