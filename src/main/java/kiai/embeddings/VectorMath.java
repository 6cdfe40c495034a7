package kiai.embeddings;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of vectors: with the processor's vector instructions where Java's vector module is
 * on (as {@code ./kiai} starts it), else number by number.
 */
public final class VectorMath {
  private static final boolean MODULE =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private VectorMath() {}

  /**
   * The dot product of two vectors.
   *
   * @throws IllegalArgumentException when their lengths differ
   */
  public static float dot(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vectors of %d and %d numbers cannot be compared".formatted(a.length, b.length));
    }
    return MODULE ? Wide.dot(a, b) : plain(a, b, 0);
  }

  /** Multiplies all numbers of a vector, in place. */
  public static void scale(float[] vector, double factor) {
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= (float) factor;
    }
  }

  private static float plain(float[] a, float[] b, int from) {
    float sum = 0;
    for (int i = from; i < a.length; i++) {
      sum = Math.fma(a[i], b[i], sum);
    }
    return sum;
  }

  /** Loaded only where the module is on. Four sums at once keep the processor's pipelines busy. */
  private static final class Wide {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    static float dot(float[] a, float[] b) {
      FloatVector first = FloatVector.zero(SPECIES);
      FloatVector second = first;
      FloatVector third = first;
      FloatVector fourth = first;
      int at = 0;
      for (; at + 4 * LANES <= a.length; at += 4 * LANES) {
        first = add(a, b, at, first);
        second = add(a, b, at + LANES, second);
        third = add(a, b, at + 2 * LANES, third);
        fourth = add(a, b, at + 3 * LANES, fourth);
      }
      for (; at + LANES <= a.length; at += LANES) {
        first = add(a, b, at, first);
      }
      float sum = first.add(second).add(third.add(fourth)).reduceLanes(VectorOperators.ADD);
      return sum + plain(a, b, at);
    }

    private static FloatVector add(float[] a, float[] b, int at, FloatVector sum) {
      return FloatVector.fromArray(SPECIES, a, at).fma(FloatVector.fromArray(SPECIES, b, at), sum);
    }
  }
}
