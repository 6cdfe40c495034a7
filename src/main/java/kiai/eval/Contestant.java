package kiai.eval;

import java.util.List;

/** Something that turns windows into vectors: a model, a part of one, or a baseline. */
interface Contestant extends AutoCloseable {
  /** Short name for JSON. */
  String name();

  /** What tables call it. */
  String title();

  /**
   * Vectors of windows; their lengths do not matter.
   *
   * @param ids token ids of each window
   * @param features window features of each
   */
  float[][] vectors(List<int[]> ids, List<float[]> features);

  @Override
  default void close() {}
}
