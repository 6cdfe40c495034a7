package kiai.compare;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;

/**
 * The squared maximum mean discrepancy of two sets of vectors with the kernel {@code (x·y + 1)³},
 * unbiased, as "KID" is defined (Bińkowski and others, 2018) for vectors whose squares sum to their
 * length; ours sum to 1. Pairs of windows of one map are left out, since they are not independent,
 * also where the same file is in both sets.
 *
 * @param value may be below 0 when there is no difference
 * @param low lower end of the 95 % interval of a bootstrap of maps
 * @param high its upper end
 */
record KernelDistance(double value, double low, double high) {
  private static final double OUTSIDE = 0.025; // below and above the interval

  /** Sums of the kernel and numbers of pairs, by pairs of maps. */
  @SuppressWarnings("ArrayRecordComponent") // tables for one computation; never compared
  private record Pairs(double[][] sums, double[][] counts, boolean[][] same) {
    static Pairs of(Sample first, Sample second) {
      int maps1 = 1 + Arrays.stream(first.maps()).max().orElse(-1);
      int maps2 = 1 + Arrays.stream(second.maps()).max().orElse(-1);
      int[][] rows = new int[maps1][];
      for (int map = 0; map < maps1; map++) {
        int wanted = map;
        rows[map] =
            IntStream.range(0, first.size()).filter(i -> first.maps()[i] == wanted).toArray();
      }
      double[][] sums = new double[maps1][maps2];
      double[][] counts = new double[maps1][maps2];
      IntStream.range(0, maps1)
          .parallel()
          .forEach(map -> fill(first, second, rows[map], sums[map], counts[map]));
      boolean[][] same = new boolean[maps1][maps2];
      for (int i = 0; i < maps1; i++) {
        for (int j = 0; j < maps2; j++) {
          same[i][j] = first.keys().get(i).equals(second.keys().get(j));
        }
      }
      return new Pairs(sums, counts, same);
    }

    private static void fill(
        Sample first, Sample second, int[] rows, double[] sums, double[] counts) {
      for (int i : rows) {
        for (int j = 0; j < second.size(); j++) {
          double base = VectorMath.dot(first.vectors()[i], second.vectors()[j]) + 1.0;
          sums[second.maps()[j]] += base * base * base;
          counts[second.maps()[j]]++;
        }
      }
    }

    /** The mean over pairs of different maps that were drawn so often. */
    double mean(int[] drawn1, int[] drawn2) {
      double sum = 0;
      double count = 0;
      for (int i = 0; i < drawn1.length; i++) {
        for (int j = 0; drawn1[i] > 0 && j < drawn2.length; j++) {
          if (!same[i][j]) {
            double weight = (double) drawn1[i] * drawn2[j];
            sum += weight * sums[i][j];
            count += weight * counts[i][j];
          }
        }
      }
      return sum / count;
    }
  }

  /**
   * The distance.
   *
   * @param first vectors of at least two maps
   * @param second vectors of at least two maps
   * @param rounds of the bootstrap; 0 for no interval
   */
  static KernelDistance between(Sample first, Sample second, int rounds, Random random) {
    Pairs within1 = Pairs.of(first, first);
    Pairs within2 = Pairs.of(second, second);
    Pairs across = Pairs.of(first, second);
    int maps1 = within1.sums().length;
    int maps2 = within2.sums().length;
    int[] once1 = new int[maps1];
    int[] once2 = new int[maps2];
    Arrays.fill(once1, 1);
    Arrays.fill(once2, 1);
    double[] draws = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      draws[round] = value(within1, within2, across, drawn(maps1, random), drawn(maps2, random));
    }
    double[] sorted = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    boolean some = sorted.length > 0;
    return new KernelDistance(
        value(within1, within2, across, once1, once2),
        some ? sorted[(int) (OUTSIDE * (sorted.length - 1))] : Double.NaN,
        some ? sorted[(int) Math.ceil((1 - OUTSIDE) * (sorted.length - 1))] : Double.NaN);
  }

  private static double value(
      Pairs within1, Pairs within2, Pairs across, int[] drawn1, int[] drawn2) {
    return within1.mean(drawn1, drawn1)
        + within2.mean(drawn2, drawn2)
        - 2 * across.mean(drawn1, drawn2);
  }

  private static int[] drawn(int maps, Random random) {
    int[] times = new int[maps];
    for (int i = 0; i < maps; i++) {
      times[random.nextInt(maps)]++;
    }
    return times;
  }
}
