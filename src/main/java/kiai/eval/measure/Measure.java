package kiai.eval.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A number over queries with its 95 % bootstrap interval. Whole groups are drawn, since maps of one
 * set are alike. The same queries in the same groups are always drawn alike, so the draws of two
 * contestants can be subtracted: that is the paired difference.
 *
 * @param value over all queries
 * @param queries number of queries
 * @param draws the number over each drawn sample, NaN where it is undefined there
 */
@SuppressWarnings("ArrayRecordComponent") // equality below compares contents
public record Measure(double value, int queries, double[] draws) {
  private static final long SEED = 20_261;
  private static final double OUTSIDE = 0.025; // below and above a 95 % interval

  /** A number over a sample of queries, which may repeat. */
  public interface Statistic {
    double of(int[] sample);
  }

  /** The mean of values, one a query. */
  public static Measure mean(double[] values, String[] groups, int rounds) {
    return of(
        sample -> {
          double sum = 0;
          for (int query : sample) {
            sum += values[query];
          }
          return sum / sample.length;
        },
        groups,
        rounds);
  }

  /** Any number; groups has one entry a query. */
  public static Measure of(Statistic statistic, String[] groups, int rounds) {
    int n = groups.length;
    if (n == 0) {
      return new Measure(Double.NaN, 0, new double[0]);
    }
    Map<String, List<Integer>> members = new HashMap<>();
    for (int i = 0; i < n; i++) {
      members.computeIfAbsent(groups[i], _ -> new ArrayList<>()).add(i);
    }
    List<String> names = members.keySet().stream().sorted().toList();
    int[] all = new int[n];
    Arrays.setAll(all, i -> i);
    Random random = new Random(SEED);
    double[] draws = new double[rounds];
    for (int r = 0; r < rounds; r++) {
      int[] sample = new int[n];
      int size = 0;
      for (int g = 0; g < names.size(); g++) {
        for (int query : members.get(names.get(random.nextInt(names.size())))) {
          if (size == sample.length) {
            sample = Arrays.copyOf(sample, size * 2);
          }
          sample[size++] = query;
        }
      }
      draws[r] = statistic.of(Arrays.copyOf(sample, size));
    }
    return new Measure(statistic.of(all), n, draws);
  }

  /** Lower and upper end of the interval. */
  public double[] interval() {
    return interval(draws);
  }

  /** This minus another contestant's on the same queries, drawn together. */
  public Measure minus(Measure other) {
    double[] difference = new double[Math.min(draws.length, other.draws.length)];
    Arrays.setAll(difference, i -> draws[i] - other.draws[i]);
    return new Measure(value - other.value, queries, difference);
  }

  private static double[] interval(double[] draws) {
    double[] sorted = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) {
      return new double[] {Double.NaN, Double.NaN};
    }
    return new double[] {quantile(sorted, OUTSIDE), quantile(sorted, 1 - OUTSIDE)};
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Measure(double v, int q, double[] d)
        && Double.compare(v, value) == 0
        && q == queries
        && Arrays.equals(d, draws);
  }

  @Override
  public int hashCode() {
    return Double.hashCode(value) + queries;
  }
}
