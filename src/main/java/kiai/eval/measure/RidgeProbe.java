package kiai.eval.measure;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Linear ridge regression on frozen vectors: what can be read out of them by a straight line. The
 * columns are standardised on the training rows; the penalty is a tenth of the number of training
 * rows. Solved in the smaller of both forms, by columns or by rows.
 */
public final class RidgeProbe {
  private static final double PENALTY = 0.1;

  private RidgeProbe() {}

  /**
   * Learns from some rows and predicts others.
   *
   * @param rows vectors of all
   * @param targets one or more numbers for each row
   * @return predictions [test row][target]
   */
  public static double[][] predict(float[][] rows, double[][] targets, int[] train, int[] test) {
    int d = rows[0].length;
    int n = train.length;
    double[] mean = new double[d];
    double[] scale = new double[d];
    for (int row : train) {
      for (int j = 0; j < d; j++) {
        mean[j] += rows[row][j] / n;
      }
    }
    for (int row : train) {
      for (int j = 0; j < d; j++) {
        scale[j] += Math.pow(rows[row][j] - mean[j], 2) / n;
      }
    }
    for (int j = 0; j < d; j++) {
      scale[j] = scale[j] > 1e-12 ? 1 / Math.sqrt(scale[j]) : 0;
    }
    DMatrixRMaj x = standardised(rows, train, mean, scale);
    DMatrixRMaj z = standardised(rows, test, mean, scale);
    int outputs = targets[0].length;
    DMatrixRMaj y = new DMatrixRMaj(n, outputs);
    double[] offset = new double[outputs];
    for (int i = 0; i < n; i++) {
      for (int t = 0; t < outputs; t++) {
        offset[t] += targets[train[i]][t] / n;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int t = 0; t < outputs; t++) {
        y.set(i, t, targets[train[i]][t] - offset[t]);
      }
    }
    DMatrixRMaj found = d <= n ? byColumns(x, y, z) : byRows(x, y, z);
    double[][] predictions = new double[test.length][outputs];
    for (int i = 0; i < test.length; i++) {
      for (int t = 0; t < outputs; t++) {
        predictions[i][t] = found.get(i, t) + offset[t];
      }
    }
    return predictions;
  }

  private static DMatrixRMaj standardised(
      float[][] rows, int[] chosen, double[] mean, double[] scale) {
    DMatrixRMaj x = new DMatrixRMaj(chosen.length, mean.length);
    for (int i = 0; i < chosen.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        x.set(i, j, (rows[chosen[i]][j] - mean[j]) * scale[j]);
      }
    }
    return x;
  }

  private static DMatrixRMaj byColumns(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj z) {
    DMatrixRMaj gram = new DMatrixRMaj(x.numCols, x.numCols);
    CommonOps_DDRM.multInner(x, gram);
    DMatrixRMaj right = new DMatrixRMaj(x.numCols, y.numCols);
    CommonOps_DDRM.multTransA(x, y, right);
    DMatrixRMaj weights = solve(gram, right, x.numRows);
    DMatrixRMaj out = new DMatrixRMaj(z.numRows, y.numCols);
    CommonOps_DDRM.mult(z, weights, out);
    return out;
  }

  private static DMatrixRMaj byRows(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj z) {
    DMatrixRMaj gram = new DMatrixRMaj(x.numRows, x.numRows);
    CommonOps_DDRM.multOuter(x, gram);
    DMatrixRMaj weights = solve(gram, y, x.numRows);
    DMatrixRMaj kernel = new DMatrixRMaj(z.numRows, x.numRows);
    CommonOps_DDRM.multTransB(z, x, kernel);
    DMatrixRMaj out = new DMatrixRMaj(z.numRows, y.numCols);
    CommonOps_DDRM.mult(kernel, weights, out);
    return out;
  }

  private static DMatrixRMaj solve(DMatrixRMaj gram, DMatrixRMaj right, int rows) {
    for (int i = 0; i < gram.numRows; i++) {
      gram.add(i, i, PENALTY * rows);
    }
    LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(gram.numRows);
    if (!solver.setA(gram)) {
      throw new IllegalStateException("a ridge matrix is always positive definite");
    }
    DMatrixRMaj out = new DMatrixRMaj(gram.numRows, right.numCols);
    solver.solve(right, out);
    return out;
  }
}
