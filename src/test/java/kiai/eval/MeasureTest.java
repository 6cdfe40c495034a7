package kiai.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.eval.measure.Measure;
import org.junit.jupiter.api.Test;

class MeasureTest {
  private static final int ROUNDS = 500;

  private static String[] groups(int queries, int each) {
    return IntStream.range(0, queries).mapToObj(i -> "g" + i / each).toArray(String[]::new);
  }

  @Test
  void theIntervalHoldsTheMeanAndNarrowsWithMoreGroups() {
    Random random = new Random(1);
    double[] values = random.doubles(400).map(v -> v < 0.7 ? 1 : 0).toArray();
    Measure few = Measure.mean(Arrays.copyOf(values, 40), groups(40, 1), ROUNDS);
    Measure many = Measure.mean(values, groups(400, 1), ROUNDS);
    assertThat(many.interval()[0]).isLessThan(many.value());
    assertThat(many.interval()[1]).isGreaterThan(many.value());
    assertThat(many.interval()[1] - many.interval()[0])
        .isLessThan((few.interval()[1] - few.interval()[0]) / 2);
    // The textbook's interval of a share: 1.96 standard errors.
    double error = 1.96 * Math.sqrt(many.value() * (1 - many.value()) / 400);
    assertThat(many.interval()[0]).isCloseTo(many.value() - error, within(0.015));
  }

  @Test
  void whatIsAlikeWithinGroupsCountsOnce() {
    double[] values = IntStream.range(0, 400).mapToDouble(i -> (i / 40) % 2).toArray();
    Measure grouped = Measure.mean(values, groups(400, 40), ROUNDS);
    Measure alone = Measure.mean(values, groups(400, 1), ROUNDS);
    assertThat(grouped.value()).isEqualTo(alone.value());
    assertThat(grouped.interval()[1] - grouped.interval()[0])
        .isGreaterThan(3 * (alone.interval()[1] - alone.interval()[0]));
  }

  @Test
  void differencesArePaired() {
    Random random = new Random(2);
    double[] a = random.doubles(200).toArray();
    double[] b = Arrays.stream(a).map(v -> v - 0.01).toArray();
    Measure first = Measure.mean(a, groups(200, 2), ROUNDS);
    Measure second = Measure.mean(b, groups(200, 2), ROUNDS);
    Measure difference = first.minus(second);
    assertThat(difference.value()).isCloseTo(0.01, within(1e-9));
    assertThat(difference.interval()[0]).isCloseTo(0.01, within(1e-9));
    assertThat(difference.interval()[1]).isCloseTo(0.01, within(1e-9));
    assertThat(first.interval()[0]).isLessThan(second.interval()[1]); // each alone says nothing
  }

  @Test
  void nothingAskedIsNotANumber() {
    Measure none = Measure.mean(new double[0], new String[0], ROUNDS);
    assertThat(none.value()).isNaN();
    assertThat(none.interval()).containsOnly(Double.NaN);
  }
}
