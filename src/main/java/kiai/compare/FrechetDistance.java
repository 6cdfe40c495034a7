package kiai.compare;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The squared Fréchet distance between two normal distributions with the means and covariances of
 * two sets of vectors, as "FID" is defined (Heusel and others, 2017): {@code |m1 - m2|² + tr(C1 +
 * C2 - 2 (C1 C2)^½)}. It needs many more vectors than they have numbers; of fewer it says too much.
 */
final class FrechetDistance {
  private FrechetDistance() {}

  /**
   * The distance, 0 or more.
   *
   * @param first at least two rows
   * @param second at least two rows
   */
  static double between(float[][] first, float[][] second) {
    double[] mean1 = Principal.mean(first);
    double[] mean2 = Principal.mean(second);
    DMatrixRMaj covariance1 = Principal.covariance(first, mean1);
    DMatrixRMaj covariance2 = Principal.covariance(second, mean2);
    double distance = 0;
    for (int i = 0; i < mean1.length; i++) {
      distance += (mean1[i] - mean2[i]) * (mean1[i] - mean2[i]);
    }
    distance += CommonOps_DDRM.trace(covariance1) + CommonOps_DDRM.trace(covariance2);
    // The roots of the eigenvalues of C1 C2 are those of the symmetric R C2 R with R R = C1.
    DMatrixRMaj root = root(covariance1);
    int n = mean1.length;
    DMatrixRMaj half = new DMatrixRMaj(n, n);
    DMatrixRMaj product = new DMatrixRMaj(n, n);
    CommonOps_DDRM.mult(root, covariance2, half);
    CommonOps_DDRM.mult(half, root, product);
    EigenDecomposition_F64<DMatrixRMaj> eigen = Principal.eigen(product, false);
    for (int i = 0; i < n; i++) {
      distance -= 2 * Math.sqrt(Math.max(0, eigen.getEigenvalue(i).real));
    }
    return Math.max(0, distance);
  }

  private static DMatrixRMaj root(DMatrixRMaj symmetric) {
    int n = symmetric.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> eigen = Principal.eigen(symmetric, true);
    DMatrixRMaj scaled = new DMatrixRMaj(n, n); // row i is the i-th eigenvector times its ⁴√
    for (int i = 0; i < n; i++) {
      double scale = Math.sqrt(Math.sqrt(Math.max(0, eigen.getEigenvalue(i).real)));
      DMatrixRMaj vector = eigen.getEigenVector(i);
      for (int j = 0; j < n; j++) {
        scaled.set(i, j, scale * vector.get(j));
      }
    }
    DMatrixRMaj root = new DMatrixRMaj(n, n);
    CommonOps_DDRM.multInner(scaled, root);
    return root;
  }
}
