package kiai.compare;

import java.util.Arrays;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;

/**
 * The region that a set of vectors fills: balls around each that reach to its third nearest other
 * one (Kynkäänniemi and others, 2019, "improved precision and recall"). The share of generated
 * vectors inside the region of real ones is their precision, the share of real ones inside the
 * region of generated ones their recall.
 */
final class Manifold {
  private static final int NEIGHBOURS = 3;

  private final float[][] centres;
  private final double[] squaredRadii;

  /** The region of some vectors of length 1; at least four of them. */
  Manifold(float[][] centres) {
    this.centres = centres;
    this.squaredRadii = new double[centres.length];
    IntStream.range(0, centres.length)
        .parallel()
        .forEach(i -> {
          double[] distances = new double[centres.length];
          for (int j = 0; j < centres.length; j++) {
            distances[j] = i == j ? -1 : squared(centres[i], centres[j]); // itself is first
          }
          Arrays.sort(distances);
          squaredRadii[i] = distances[Math.min(NEIGHBOURS, distances.length - 1)];
        });
  }

  /** Whether there are enough vectors for a region. */
  static boolean isPossible(int vectors) {
    return vectors > NEIGHBOURS;
  }

  /** The share of some vectors that lie inside. */
  double shareInside(float[][] others) {
    return IntStream.range(0, others.length).parallel().filter(i -> holds(others[i])).count()
        / (double) others.length;
  }

  private boolean holds(float[] vector) {
    for (int i = 0; i < centres.length; i++) {
      if (squared(centres[i], vector) <= squaredRadii[i]) {
        return true;
      }
    }
    return false;
  }

  private static double squared(float[] a, float[] b) {
    return Math.max(
        0, (double) VectorMath.dot(a, a) + VectorMath.dot(b, b) - 2.0 * VectorMath.dot(a, b));
  }
}
