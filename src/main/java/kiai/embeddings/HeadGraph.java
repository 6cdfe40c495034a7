package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model's graph for something other than embeddings: classes, or tokens at masked places. */
public final class HeadGraph implements AutoCloseable {
  private final OrtSession session;
  private final long padId;

  /**
   * Loads a graph; it runs on the CPU.
   *
   * @throws EncoderException when it cannot be loaded
   */
  public HeadGraph(ModelFolder model, Path graph) {
    CommandLineLength.check();
    this.padId = model.processor().beatmapTokenizer().vocabulary().id("[PAD]");
    try {
      this.session = BeatmapTower.cpuSession(BeatmapTower.environment(), graph);
    } catch (OrtException e) {
      throw new EncoderException(
          "ONNX Runtime cannot load %s: %s".formatted(graph, e.getMessage()), e);
    }
  }

  /** Scores [B, classes] of windows. */
  public float[][] classes(List<int[]> ids) {
    return (float[][]) run(ids);
  }

  /** Scores [B, L, vocabulary] of what stands at each place of windows. */
  public float[][][] tokens(List<int[]> ids) {
    return (float[][][]) run(ids);
  }

  private Object run(List<int[]> ids) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      Tensors.tokens(BeatmapTower.environment(), tensors, ids, padId);
      try (OrtSession.Result result = Inference.run(session, tensors)) {
        return result.get(0).getValue();
      }
    } catch (OrtException e) {
      throw new EncoderException("the model failed: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Scores as probabilities. */
  public static double[] probabilities(float[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp(scores[i] - highest);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new EncoderException("closing the model failed: " + e.getMessage(), e);
    }
  }
}
