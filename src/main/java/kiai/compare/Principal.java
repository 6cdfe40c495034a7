package kiai.compare;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Means, covariances and principal components of rows of numbers, in double precision. */
final class Principal {
  private Principal() {}

  static double[] mean(float[][] rows) {
    double[] mean = new double[rows[0].length];
    for (float[] row : rows) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += row[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= rows.length;
    }
    return mean;
  }

  private static DMatrixRMaj centred(float[][] rows, double[] mean) {
    DMatrixRMaj centred = new DMatrixRMaj(rows.length, mean.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        centred.set(i, j, rows[i][j] - mean[j]);
      }
    }
    return centred;
  }

  /** The covariance with n - 1 in the denominator; at least two rows. */
  static DMatrixRMaj covariance(float[][] rows, double[] mean) {
    DMatrixRMaj covariance = new DMatrixRMaj(mean.length, mean.length);
    CommonOps_DDRM.multInner(centred(rows, mean), covariance);
    CommonOps_DDRM.scale(1.0 / (rows.length - 1), covariance);
    return covariance;
  }

  /** Eigenvalues, and eigenvectors when they are wanted, of a symmetric matrix. */
  static EigenDecomposition_F64<DMatrixRMaj> eigen(DMatrixRMaj symmetric, boolean withVectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(symmetric.getNumRows(), withVectors, true);
    if (!eigen.decompose(symmetric.copy())) {
      throw new IllegalStateException("the covariance has no eigenvalues: not all are numbers");
    }
    return eigen;
  }

  /** Each row on the two directions of greatest variance, from the mean; at least two rows. */
  static double[][] plane(float[][] rows) {
    double[] mean = mean(rows);
    EigenDecomposition_F64<DMatrixRMaj> eigen = eigen(covariance(rows, mean), true);
    int first = largest(eigen, -1);
    int second = largest(eigen, first);
    double[][] plane = new double[rows.length][2];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < mean.length; j++) {
        double value = rows[i][j] - mean[j];
        plane[i][0] += value * eigen.getEigenVector(first).get(j);
        plane[i][1] += value * eigen.getEigenVector(second).get(j);
      }
    }
    return plane;
  }

  private static int largest(EigenDecomposition_F64<DMatrixRMaj> eigen, int besides) {
    int largest = besides == 0 ? 1 : 0;
    for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
      double value = eigen.getEigenvalue(i).real;
      if (i != besides && value > eigen.getEigenvalue(largest).real) {
        largest = i;
      }
    }
    return largest;
  }
}
