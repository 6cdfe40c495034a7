package kiai.embeddings;

import java.util.List;

/**
 * A part of an embedding with a meaning of its own, such as play with its tempo or play at any
 * tempo. The parts of one embedding have equal lengths, so that the cosine of whole embeddings is
 * the mean of the parts' cosines.
 *
 * @param name of the part
 * @param from first dimension
 * @param size number of dimensions
 */
public record EmbeddingPart(String name, int from, int size) {

  /** Scales every part of a vector to the same length, so that the whole has length 1. */
  public static void normalise(float[] vector, List<EmbeddingPart> parts) {
    for (EmbeddingPart part : parts) {
      double squares = 0;
      for (int i = part.from(); i < part.from() + part.size(); i++) {
        squares += (double) vector[i] * vector[i];
      }
      float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares * parts.size()));
      for (int i = part.from(); i < part.from() + part.size(); i++) {
        vector[i] *= scale;
      }
    }
  }

  /**
   * A query that asks for some parts more than for others: its dot product with an embedding is the
   * weighted mean of the parts' cosines.
   *
   * @param weights one a part, none negative, not all 0
   */
  public static float[] weighted(float[] vector, List<EmbeddingPart> parts, double[] weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    float[] query = vector.clone();
    for (int p = 0; p < parts.size(); p++) {
      float scale = (float) (parts.size() * weights[p] / sum);
      EmbeddingPart part = parts.get(p);
      for (int i = part.from(); i < part.from() + part.size(); i++) {
        query[i] *= scale;
      }
    }
    return query;
  }
}
