package kiai.embeddings;

/**
 * The vectors of a map; all have length 1.
 *
 * @param map mean of the windows that count, normalised
 * @param windows one row a window
 * @param startMs where each window begins
 * @param objects hit objects that start in each window
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way to the index
public record MapEmbedding(float[] map, float[][] windows, int[] startMs, int[] objects) {

  /** Pools the windows of a map; windows with few objects count only when there are no others. */
  static MapEmbedding pool(PreparedMap prepared, float[][] windows, int minObjects) {
    int n = windows.length;
    boolean anyFull = false;
    for (int objects : prepared.objects()) {
      anyFull |= objects >= minObjects;
    }
    float[] mean = new float[n == 0 ? 0 : windows[0].length];
    for (int i = 0; i < n; i++) {
      if (anyFull && prepared.objects()[i] < minObjects) {
        continue;
      }
      for (int d = 0; d < mean.length; d++) {
        mean[d] += windows[i][d];
      }
    }
    normalise(mean);
    int[] starts = new int[n];
    for (int i = 0; i < n; i++) {
      starts[i] = prepared.windows().get(i).startMs();
    }
    return new MapEmbedding(mean, windows, starts, prepared.objects());
  }

  static void normalise(float[] vector) {
    double squares = 0;
    for (float v : vector) {
      squares += (double) v * v;
    }
    float scale = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < vector.length; i++) {
      vector[i] *= scale;
    }
  }
}
