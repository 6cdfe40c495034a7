package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import kiai.analysis.play.WindowFeatures;
import kiai.beatmap.Beatmap;

/** Computes label profiles of maps; the one owner of the session. Threads may share it. */
final class LabelProfiler implements AutoCloseable {
  private final OrtSession session;

  /**
   * Loads the graph; it runs on the CPU.
   *
   * @throws EncoderException when it cannot be loaded
   */
  LabelProfiler(ModelFolder.LabelProfile profile) {
    try {
      session = BeatmapTower.cpuSession(BeatmapTower.environment(), profile.graph());
    } catch (OrtException e) {
      throw new EncoderException(
          "ONNX Runtime cannot load %s: %s".formatted(profile.graph(), e.getMessage()), e);
    }
  }

  /**
   * The profile of a map, of length 1.
   *
   * @param windows embeddings of the windows that count for the map, at least one
   * @param features of the same windows
   */
  float[] of(float[][] windows, float[][] features) {
    try (OnnxTensor w = OnnxTensor.createTensor(BeatmapTower.environment(), windows);
        OnnxTensor f = OnnxTensor.createTensor(BeatmapTower.environment(), features);
        OrtSession.Result result = Inference.run(session, Map.of("windows", w, "features", f))) {
      return Tensors.rows(result)[0];
    } catch (OrtException e) {
      throw new EncoderException("the label profile failed: " + e.getMessage(), e);
    }
  }

  /** The same of a map whose windows were embedded before; no numbers when it has none. */
  float[] of(Beatmap beatmap, MapEmbedding map, ModelFolder model) {
    int[] counted = MapEmbedding.counted(map.objects(), model);
    if (counted.length == 0 || map.windows().length != map.objects().length) {
      return new float[0];
    }
    double lengthMs = model.processor().config().windows().lengthSec() * 1000;
    WindowFeatures plays = new WindowFeatures(beatmap);
    float[][] windows = new float[counted.length][];
    float[][] features = new float[counted.length][];
    for (int i = 0; i < counted.length; i++) {
      windows[i] = map.windows()[counted[i]];
      features[i] = plays.of(map.startMs()[counted[i]], lengthMs);
    }
    return of(windows, features);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EncoderException("closing the label profile failed: " + e.getMessage(), e);
    }
  }
}
