package kiai.eval.measure;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Five-fold cross-validation in which a group is never on both sides. */
public final class Folds {
  public static final int COUNT = 5;

  private Folds() {}

  /** The fold of a group: fixed, whatever else takes part. */
  public static int of(String group) {
    return Math.floorMod((group.hashCode() * 0x9E3779B9) >>> 8, COUNT);
  }

  /** Predictions for every row by a probe that never saw its group; empty folds are left out. */
  public static double[][] predict(float[][] rows, double[][] targets, String[] groups) {
    double[][] predictions = new double[rows.length][targets.length == 0 ? 0 : targets[0].length];
    for (int fold = 0; fold < COUNT; fold++) {
      int f = fold;
      int[] test = IntStream.range(0, rows.length).filter(i -> of(groups[i]) == f).toArray();
      int[] train = IntStream.range(0, rows.length).filter(i -> of(groups[i]) != f).toArray();
      if (test.length == 0 || train.length == 0) {
        continue;
      }
      double[][] found = RidgeProbe.predict(rows, targets, train, test);
      Arrays.setAll(found, i -> predictions[test[i]] = found[i]);
    }
    return predictions;
  }
}
