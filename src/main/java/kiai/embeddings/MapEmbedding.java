package kiai.embeddings;

import java.util.stream.IntStream;

/**
 * The vectors of a map; all have length 1.
 *
 * @param map mean of the windows that count, each part normalised
 * @param windows one row a window
 * @param startMs where each window begins
 * @param objects hit objects that start in each window
 * @param audioEmbedded whether the song went into them too
 * @param labels the label profile, no numbers when the model has none or it is not known
 */
@SuppressWarnings("ArrayRecordComponent") // vectors on their way to the index
public record MapEmbedding(
    float[] map,
    float[][] windows,
    int[] startMs,
    int[] objects,
    boolean audioEmbedded,
    float[] labels) {
  private static final float[] NO_LABELS = {};

  /** Vectors without a label profile. */
  public MapEmbedding(
      float[] map, float[][] windows, int[] startMs, int[] objects, boolean audioEmbedded) {
    this(map, windows, startMs, objects, audioEmbedded, NO_LABELS);
  }

  /** The same with another label profile. */
  public MapEmbedding withLabels(float[] others) {
    return new MapEmbedding(map, windows, startMs, objects, audioEmbedded, others);
  }

  /**
   * Pools the windows of a map; windows with few objects count only when there are no others.
   *
   * @param profiler null for a model without label profiles
   */
  static MapEmbedding pool(
      PreparedMap prepared, float[][] windows, ModelFolder model, LabelProfiler profiler) {
    float[] mean = mean(windows, prepared.objects(), model);
    int[] starts = new int[windows.length];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = prepared.windows().get(i).startMs();
    }
    return new MapEmbedding(
        mean,
        windows,
        starts,
        prepared.objects(),
        prepared.track() != null,
        profiler == null || windows.length == 0
            ? NO_LABELS
            : labels(prepared, windows, model, profiler));
  }

  private static float[] labels(
      PreparedMap prepared, float[][] windows, ModelFolder model, LabelProfiler profiler) {
    int[] counted = counted(prepared.objects(), model);
    float[][] vectors = new float[counted.length][];
    float[][] features = new float[counted.length][];
    for (int i = 0; i < counted.length; i++) {
      vectors[i] = windows[counted[i]];
      features[i] = prepared.features().get(counted[i]);
    }
    return profiler.of(vectors, features);
  }

  /** Windows that count for the map: those with enough objects, or all when none has. */
  static int[] counted(int[] objects, ModelFolder model) {
    int[] full =
        IntStream.range(0, objects.length).filter(i -> objects[i] >= model.minObjects()).toArray();
    return full.length > 0 ? full : IntStream.range(0, objects.length).toArray();
  }

  /** The vector of a map from those of its windows. */
  public static float[] mean(float[][] windows, int[] counts, ModelFolder model) {
    int n = windows.length;
    float[] mean = new float[n == 0 ? 0 : windows[0].length];
    for (int i : counted(counts, model)) {
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
