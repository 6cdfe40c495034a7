package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import kiai.audio.Track;
import kiai.beatmap.Beatmap;
import kiai.tokens.MapMetadata;
import kiai.tokens.TokenWindow;

/**
 * Both towers of a model; the one owner of their sessions. Threads may share an encoder. The
 * metadata tower is small and always runs on the CPU.
 */
public final class Encoder implements AutoCloseable {
  private final ModelFolder model;
  private final Device device;
  private final int threads;
  private final Tracks tracks;
  private final BeatmapTower beatmapTower;
  private BeatmapTower audioTower;
  private final OrtSession metadataTower;
  private final LabelProfiler labelProfiler;
  private final long metadataPadId;

  /**
   * Starts the towers of a model.
   *
   * @throws EncoderException when they cannot start, or CUDA was asked for and cannot
   */
  public Encoder(ModelFolder model, Device device, int threads) {
    this(model, device, threads, AudioUse.AUTO);
  }

  /**
   * Starts the towers of a model.
   *
   * @param audio whether it is given the songs
   * @throws EncoderException when they cannot start, CUDA was asked for and cannot, or audio was
   *     and the model has no audio input
   */
  public Encoder(ModelFolder model, Device device, int threads, AudioUse audio) {
    if (model.beatmapEncoder() == null) {
      throw new EncoderException(
          "the model %s makes no embeddings; it is for kiai classify".formatted(model.name()));
    }
    if (audio == AudioUse.ON && model.audio() == null) {
      throw new EncoderException(
          "the model %s has no audio input; leave out --audio on".formatted(model.name()));
    }
    this.device = device;
    this.threads = threads;
    this.tracks =
        audio == AudioUse.OFF || model.audio() == null ? null : new Tracks(model.audio().rate());
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
    this.labelProfiler =
        model.labelProfile() == null ? null : new LabelProfiler(model.labelProfile());
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
    List<PreparedMap> silent = maps.stream().filter(map -> map.track() == null).toList();
    List<PreparedMap> heard = maps.stream().filter(map -> map.track() != null).toList();
    IdentityHashMap<PreparedMap, MapEmbedding> embedded = new IdentityHashMap<>();
    pool(silent, rows(silent, beatmapTower, null), embedded);
    if (!heard.isEmpty()) {
      List<Slice> slices = new ArrayList<>();
      heard.forEach(map ->
          map.windows().forEach(window -> slices.add(new Slice(map.track(), window.startMs()))));
      int samples = model.audio().samples();
      pool(heard, rows(heard, audioTower(), i -> slices.get(i).samples(samples)), embedded);
    }
    return maps.stream().map(embedded::get).toList();
  }

  /** A window's place in its song. */
  private record Slice(Track track, int startMs) {
    float[] samples(int count) {
      return track.slice(startMs / 1000.0, count);
    }
  }

  private static float[][] rows(
      List<PreparedMap> maps, BeatmapTower tower, IntFunction<float[]> audio) {
    List<int[]> ids = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (PreparedMap map : maps) {
      map.windows().stream().map(TokenWindow::ids).forEach(ids::add);
      features.addAll(map.features());
    }
    return tower.embed(ids, features, audio);
  }

  private void pool(
      List<PreparedMap> maps, float[][] rows, IdentityHashMap<PreparedMap, MapEmbedding> embedded) {
    int from = 0;
    for (PreparedMap map : maps) {
      int to = from + map.windows().size();
      embedded.put(
          map, MapEmbedding.pool(map, Arrays.copyOfRange(rows, from, to), model, labelProfiler));
      from = to;
    }
  }

  /**
   * The label profile of a map from its vectors; no numbers when the model has none.
   *
   * @param map with windows that this model made
   */
  public float[] labels(Beatmap beatmap, MapEmbedding map) {
    return labelProfiler == null ? new float[0] : labelProfiler.of(beatmap, map, model);
  }

  /** The songs for this model; null when it embeds without audio. */
  public Tracks tracks() {
    return tracks;
  }

  /** The beatmap tower with audio input, started when it is first needed. */
  private synchronized BeatmapTower audioTower() {
    if (audioTower == null) {
      long padId = model.processor().beatmapTokenizer().vocabulary().id("[PAD]");
      audioTower = new BeatmapTower(model.audio().encoder(), padId, device, threads);
    }
    return audioTower;
  }

  /** Embeds rows of ids that begin with audio placeholders, with their samples. */
  public float[][] run(List<int[]> ids, List<float[]> features, List<float[]> audio) {
    return audioTower().run(ids, features, audio);
  }

  /**
   * Embeds rows of ids with their features, without pooling; {@code kiai doctor} checks a model so.
   */
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
      try (OrtSession.Result result = Inference.run(metadataTower, inputs)) {
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
    if (audioTower != null) {
      audioTower.close();
    }
    if (labelProfiler != null) {
      labelProfiler.close();
    }
    try {
      metadataTower.close();
    } catch (OrtException e) {
      throw new EncoderException("closing the model failed: " + e.getMessage(), e);
    }
  }
}
