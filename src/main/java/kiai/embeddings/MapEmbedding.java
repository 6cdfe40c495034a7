package kiai.embeddings;

/**
 * The vectors of a map; all have length 1.
 *
 * @param map mean of the windows that count, each part normalised
 * @param windows one row a window
 * @param startMs where each window begins
 * @param objects hit objects that start in each window
 * @param audioEmbedded whether the song went into them too
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way to the index
public record MapEmbedding(
    float[] map, float[][] windows, int[] startMs, int[] objects, boolean audioEmbedded) {

  /** Pools the windows of a map; windows with few objects count only when there are no others. */
  static MapEmbedding pool(PreparedMap prepared, float[][] windows, ModelFolder model) {
    float[] mean = mean(windows, prepared.objects(), model);
    int[] starts = new int[windows.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = prepared.windows().get(i).startMs();
    }
    return new MapEmbedding(mean, windows, starts, prepared.objects(), prepared.track() != null);
  }

  /** The vector of a map from those of its windows. */
  public static float[] mean(float[][] windows, int[] counts, ModelFolder model) {
    int n = windows.length;
    boolean anyFull = false;
    for (int objects : counts) {
      anyFull |= objects >= model.minObjects();
    }
    float[] mean = new float[n == 0 ? 0 : windows[0].length];
    for (int i = 0; i < n; i++) {
      if (anyFull && counts[i] < model.minObjects()) {
        continue;
      }
      for (int d = 0; d < mean.length; d++) {
        mean[d] += windows[i][d];
      }
    }
    if (n > 0) {
      EmbeddingPart.normalise(mean, model.parts());
    }
    return mean;
  }
}
