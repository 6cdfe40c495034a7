package kiai.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.eval.measure.Folds;
import kiai.eval.measure.RidgeProbe;
import kiai.eval.measure.Vectors;
import org.junit.jupiter.api.Test;

/** Neighbours, probes and areas under curves against slow or known answers. */
class ProbesTest {
  private static float[][] random(int rows, int columns, long seed) {
    Random random = new Random(seed);
    float[][] out = new float[rows][columns];
    for (float[] row : out) {
      for (int i = 0; i < columns; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return out;
  }

  @Test
  void theNearestAreThoseOfAFullSort() {
    float[][] pool = Vectors.normalise(random(200, 8, 1));
    int[][] found = Vectors.nearest(pool, pool, 7, (q, row) -> q != row && row % 3 != 0);
    for (int q = 0; q < pool.length; q++) {
      int query = q;
      int[] sorted =
          IntStream.range(0, pool.length)
              .filter(row -> query != row && row % 3 != 0)
              .boxed()
              .sorted(
                  (a, b) -> Double.compare(dot(pool[query], pool[b]), dot(pool[query], pool[a])))
              .limit(7)
              .mapToInt(i -> i)
              .toArray();
      assertThat(found[q]).containsExactly(sorted);
    }
    assertThat(Vectors.nearest(pool, pool, 7, (q, row) -> row < 2)[5]).hasSize(2);
  }

  private static double dot(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
  }

  @Test
  void aProbeReadsALinearTarget() {
    float[][] rows = random(300, 5, 3);
    double[][] targets =
        Arrays.stream(rows)
            .map(row -> new double[] {3 + 2 * row[0] - row[4], row[1]})
            .toArray(double[][]::new);
    int[] train = IntStream.range(0, 250).toArray();
    int[] test = IntStream.range(250, 300).toArray();
    double[][] found = RidgeProbe.predict(rows, targets, train, test);
    for (int i = 0; i < test.length; i++) {
      assertThat(found[i][0]).isCloseTo(targets[test[i]][0], within(0.8)); // ridge shrinks a tenth
      assertThat(Math.abs(found[i][1])).isLessThanOrEqualTo(Math.abs(targets[test[i]][1]) + 0.3);
    }
  }

  @Test
  void bothFormsOfTheProbeAgree() {
    float[][] narrow = random(60, 6, 4);
    float[][] wide = Arrays.stream(narrow).map(r -> Arrays.copyOf(r, 90)).toArray(float[][]::new);
    double[][] targets =
        Arrays.stream(narrow).map(r -> new double[] {r[0] * r[1]}).toArray(double[][]::new);
    int[] train = IntStream.range(0, 50).toArray();
    int[] test = IntStream.range(50, 60).toArray();
    double[][] byColumns = RidgeProbe.predict(narrow, targets, train, test);
    double[][] byRows = RidgeProbe.predict(wide, targets, train, test);
    for (int i = 0; i < test.length; i++) {
      assertThat(byRows[i][0]).isCloseTo(byColumns[i][0], within(1e-8));
    }
  }

  @Test
  void noFoldKnowsItsOwnGroup() {
    // A target that only the group tells: a probe that saw the group would find it.
    int groups = 40;
    float[][] rows = new float[groups * 5][];
    double[][] targets = new double[rows.length][];
    String[] names = new String[rows.length];
    Random random = new Random(5);
    for (int g = 0; g < groups; g++) {
      double truth = random.nextBoolean() ? 1 : -1;
      for (int i = 0; i < 5; i++) {
        float[] row = new float[groups];
        row[g] = 1;
        rows[g * 5 + i] = row;
        targets[g * 5 + i] = new double[] {truth};
        names[g * 5 + i] = "group " + g;
      }
    }
    double[][] found = Folds.predict(rows, targets, names);
    for (int i = 0; i < rows.length; i++) {
      assertThat(Math.abs(found[i][0])).isLessThan(0.6); // no better than the mean of the others
    }
    assertThat(IntStream.range(0, 1000).map(i -> Folds.of("g" + i)).distinct().count())
        .isEqualTo(Folds.COUNT);
  }

  @Test
  void areaUnderTheCurve() {
    int[] all = {0, 1, 2, 3, 4, 5};
    boolean[] positive = {true, true, false, true, false, false};
    double[] perfect = {9, 8, 1, 7, 2, 3};
    double[] reversed = {1, 2, 9, 3, 8, 7};
    double[] tied = {1, 1, 1, 1, 1, 1};
    assertThat(JudgementTask.auc(all, perfect, positive)).isEqualTo(1);
    assertThat(JudgementTask.auc(all, reversed, positive)).isZero();
    assertThat(JudgementTask.auc(all, tied, positive)).isEqualTo(0.5);
    assertThat(
            JudgementTask.auc(new int[] {0, 0, 4, 3}, new double[] {2, 0, 0, 1, 1.5, 0}, positive))
        .isCloseTo(2 / 3.0, within(1e-12)); // two of three pairs
  }
}
