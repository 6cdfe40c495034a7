package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.tokens.MapMetadata;
import kiai.tokens.TokenWindow;

/**
 * Both towers of a model; the one owner of their sessions. Threads may share an encoder. The
 * metadata tower is small and always runs on the CPU.
 */
public final class Encoder implements AutoCloseable {
  private final ModelFolder model;
  private final BeatmapTower beatmapTower;
  private final OrtSession metadataTower;
  private final long metadataPadId;

  /**
   * Starts the towers of a model.
   *
   * @throws EncoderException when they cannot start, or CUDA was asked for and cannot
   */
  public Encoder(ModelFolder model, Device device, int threads) {
    this.model = model;
    this.metadataPadId = model.processor().metadataTokenizer().vocabulary().id("[PAD]");
    long padId = model.processor().beatmapTokenizer().vocabulary().id("[PAD]");
    this.beatmapTower = new BeatmapTower(model.beatmapEncoder(), padId, device, threads);
    try {
      this.metadataTower =
          BeatmapTower.cpuSession(BeatmapTower.environment(), model.metadataEncoder());
    } catch (OrtException e) {
      beatmapTower.close();
      throw new EncoderException(
          "ONNX Runtime cannot load the model in %s: %s".formatted(model.folder(), e.getMessage()),
          e);
    }
  }

  /** The model. */
  public ModelFolder model() {
    return model;
  }

  /** The beatmap tower. */
  public BeatmapTower beatmapTower() {
    return beatmapTower;
  }

  /** Where the beatmap tower runs: {@code cuda} or {@code cpu}. */
  public String deviceName() {
    return beatmapTower.onGpu() ? "cuda" : "cpu";
  }

  /** Embeds one map. */
  public MapEmbedding embed(PreparedMap map) {
    return embed(List.of(map)).getFirst();
  }

  /** Embeds several maps at once; windows of all of them share batches. */
  public List<MapEmbedding> embed(List<PreparedMap> maps) {
    List<int[]> ids = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (PreparedMap map : maps) {
      map.windows().stream().map(TokenWindow::ids).forEach(ids::add);
      features.addAll(map.features());
    }
    float[][] rows = beatmapTower.embed(ids, features);
    List<MapEmbedding> embedded = new ArrayList<>(maps.size());
    int from = 0;
    for (PreparedMap map : maps) {
      int to = from + map.windows().size();
      embedded.add(MapEmbedding.pool(map, Arrays.copyOfRange(rows, from, to), model));
      from = to;
    }
    return embedded;
  }

  /** Embeds rows of ids with their features; the raw door, also for the model's own check. */
  public float[][] run(List<int[]> ids, List<float[]> features) {
    return beatmapTower.run(ids, features);
  }

  /** Embeds metadata. */
  public float[] embed(MapMetadata metadata) {
    return runMetadata(List.of(model.processor().metadataIds(metadata)))[0];
  }

  /** Embeds rows of metadata ids. */
  public float[][] runMetadata(List<int[]> ids) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      Tensors.tokens(BeatmapTower.environment(), inputs, ids, metadataPadId);
      try (OrtSession.Result result = metadataTower.run(inputs)) {
        return Tensors.rows(result);
      }
    } catch (OrtException e) {
      throw new EncoderException("the metadata tower failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    beatmapTower.close();
    try {
      metadataTower.close();
    } catch (OrtException e) {
      throw new EncoderException("closing the model failed: " + e.getMessage(), e);
    }
  }
}
