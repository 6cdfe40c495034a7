package kiai.explorer;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import kiai.embeddings.VectorMath;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Places vectors on a plane so that alike ones lie together: UMAP (McInnes, Healy and Melville
 * 2018), begun from the first two principal components.
 *
 * <ol>
 *   <li>The exact nearest neighbours of each point by cosine.
 *   <li>Fuzzy weights of the edges: the nearest neighbour weighs 1, the others fall so that the sum
 *       is log2(neighbours); made symmetric by probabilistic union.
 *   <li>Stochastic gradient descent: edges attract in the measure of their weight, random pairs
 *       repel.
 * </ol>
 */
final class PlaneLayout {
  private static final int NEIGHBOURS = 15;
  private static final int EPOCHS = 300;
  private static final int REPULSIONS = 5; // for each attraction
  // The curve 1 / (1 + a d^2b) for a least distance of 0.1, as in the paper's own program.
  private static final double A = 1.577;
  private static final double B = 0.895;
  private static final double CLIP = 4;
  private static final double EXTENT = 10; // of the first component, before the descent
  private static final int SIGMA_STEPS = 40;

  private PlaneLayout() {}

  /** Two coordinates for each vector of length 1. */
  static float[][] of(float[][] points, Random random) {
    double[][] at = principal(points);
    if (points.length > NEIGHBOURS) {
      descend(at, edges(points), random);
    }
    float[][] plane = new float[points.length][2];
    for (int i = 0; i < points.length; i++) {
      plane[i][0] = (float) at[i][0];
      plane[i][1] = (float) at[i][1];
    }
    return plane;
  }

  /** The first two principal components, the first from -10 to 10. */
  private static double[][] principal(float[][] points) {
    double[][] at = new double[points.length][2];
    if (points.length < 3) {
      for (int i = 0; i < at.length; i++) {
        at[i][0] = i;
      }
      return at;
    }
    int dimension = points[0].length;
    double[] mean = new double[dimension];
    for (float[] point : points) {
      for (int d = 0; d < dimension; d++) {
        mean[d] += point[d] / points.length;
      }
    }
    DMatrixRMaj data = new DMatrixRMaj(points.length, dimension);
    for (int i = 0; i < points.length; i++) {
      for (int d = 0; d < dimension; d++) {
        data.set(i, d, points[i][d] - mean[d]);
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(dimension, dimension);
    CommonOps_DDRM.multInner(data, covariance);
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(dimension, dimension, true, false, true);
    svd.decompose(covariance);
    DMatrixRMaj axes = svd.getU(null, false);
    SingularOps_DDRM.descendingOrder(axes, false, svd.getW(null), null, false);
    double largest = 1e-9;
    for (int i = 0; i < points.length; i++) {
      for (int axis = 0; axis < 2; axis++) {
        double sum = 0;
        for (int d = 0; d < dimension; d++) {
          sum += data.get(i, d) * axes.get(d, axis);
        }
        at[i][axis] = sum;
        largest = Math.max(largest, Math.abs(sum));
      }
    }
    for (double[] place : at) {
      place[0] *= EXTENT / largest;
      place[1] *= EXTENT / largest;
    }
    return at;
  }

  @SuppressWarnings("ArrayRecordComponent") // a table in columns
  private record Edges(int[] from, int[] to, double[] weight) {}

  private static Edges edges(float[][] points) {
    int n = points.length;
    int[][] near = new int[n][];
    double[][] weights = new double[n][];
    IntStream.range(0, n)
        .parallel()
        .forEach(i -> {
          near[i] = Landmarks.mostAlike(points[i], points, NEIGHBOURS, i);
          double[] distances = new double[near[i].length];
          for (int j = 0; j < distances.length; j++) {
            distances[j] = Math.max(0, 1 - VectorMath.dot(points[i], points[near[i][j]]));
          }
          weights[i] = fuzzy(distances);
        });
    int count = Arrays.stream(near).mapToInt(a -> a.length).sum();
    Edges edges = new Edges(new int[count], new int[count], new double[count]);
    int e = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < near[i].length; j++) {
        double back = 0;
        for (int k = 0; k < near[near[i][j]].length; k++) {
          back = near[near[i][j]][k] == i ? weights[near[i][j]][k] : back;
        }
        edges.from()[e] = i;
        edges.to()[e] = near[i][j];
        // An edge that both ends have is walked from both, so each walk carries half of it.
        double union = weights[i][j] + back - weights[i][j] * back;
        edges.weight()[e++] = back > 0 ? union / 2 : union;
      }
    }
    return edges;
  }

  private static double[] fuzzy(double[] distances) {
    double nearest = distances[0];
    double wanted = Math.log(distances.length) / Math.log(2);
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double sigma = 1;
    for (int step = 0; step < SIGMA_STEPS; step++) {
      double sum = 0;
      for (double distance : distances) {
        sum += Math.exp(-Math.max(0, distance - nearest) / sigma);
      }
      if (sum > wanted) {
        high = sigma;
        sigma = (low + high) / 2;
      } else {
        low = sigma;
        sigma = Double.isInfinite(high) ? sigma * 2 : (low + high) / 2;
      }
    }
    double[] weights = new double[distances.length];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = Math.exp(-Math.max(0, distances[j] - nearest) / Math.max(sigma, 1e-9));
    }
    return weights;
  }

  private static void descend(double[][] at, Edges edges, Random random) {
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      double rate = 1.0 - (double) epoch / EPOCHS;
      for (int e = 0; e < edges.weight().length; e++) {
        if (random.nextDouble() >= edges.weight()[e]) {
          continue;
        }
        double[] a = at[edges.from()[e]];
        attract(a, at[edges.to()[e]], rate);
        for (int r = 0; r < REPULSIONS; r++) {
          int other = random.nextInt(at.length);
          if (other != edges.from()[e]) {
            repel(a, at[other], rate);
          }
        }
      }
    }
  }

  private static void attract(double[] a, double[] b, double rate) {
    double distance2 = squared(a, b);
    if (distance2 == 0) {
      return;
    }
    double pull = -2 * A * B * Math.pow(distance2, B - 1) / (1 + A * Math.pow(distance2, B));
    for (int d = 0; d < 2; d++) {
      double step = clipped(pull * (a[d] - b[d])) * rate;
      a[d] += step;
      b[d] -= step;
    }
  }

  private static void repel(double[] a, double[] b, double rate) {
    double distance2 = squared(a, b);
    double push = 2 * B / ((0.001 + distance2) * (1 + A * Math.pow(distance2, B)));
    for (int d = 0; d < 2; d++) {
      a[d] += (distance2 == 0 ? CLIP : clipped(push * (a[d] - b[d]))) * rate;
    }
  }

  private static double squared(double[] a, double[] b) {
    double x = a[0] - b[0];
    double y = a[1] - b[1];
    return x * x + y * y;
  }

  private static double clipped(double value) {
    return Math.max(-CLIP, Math.min(CLIP, value));
  }
}
