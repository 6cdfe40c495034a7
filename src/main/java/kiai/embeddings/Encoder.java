package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import kiai.analysis.WindowFeatures;
import kiai.tokens.MapMetadata;
import kiai.tokens.TokenWindow;

/**
 * The towers of a model in ONNX Runtime; the one owner of their sessions.
 *
 * <p>Windows are sorted by length and put into batches of a bounded number of tokens, padding
 * included, so that short windows do not pay for long ones. On a CPU every core runs batches of its
 * own: small graphs gain little from several threads inside one run (measured with the default
 * model: 3.0 ms a window on one thread, 2.2 ms on two). On a GPU runs wait for one another.
 *
 * <p>Threads may share an encoder.
 */
public final class Encoder implements AutoCloseable {
  private static final int TOKENS_PER_BATCH_CPU = 12_288;
  private static final int TOKENS_PER_BATCH_CUDA = 262_144;
  private static final int MAX_BATCH = 256;

  private final ModelFolder model;
  private final OrtEnvironment environment;
  private final OrtSession beatmapTower;
  private final OrtSession metadataTower;
  private final boolean onGpu;
  private final int threads;
  private final ExecutorService workers;
  private final long padId;
  private final long metadataPadId;

  /**
   * Starts the towers of a model.
   *
   * @throws EncoderException when they cannot start, or CUDA was asked for and cannot
   */
  public Encoder(ModelFolder model, Device device, int threads) {
    this.model = model;
    this.threads = threads;
    CommandLineLength.check();
    this.environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "kiai");
    this.padId = model.processor().beatmapTokenizer().vocabulary().id("[PAD]");
    this.metadataPadId = model.processor().metadataTokenizer().vocabulary().id("[PAD]");
    try {
      OrtSession gpu = device == Device.CPU ? null : cudaSession(device);
      this.onGpu = gpu != null;
      this.beatmapTower = onGpu ? gpu : cpuSession(model.beatmapEncoder().toString());
      this.metadataTower = cpuSession(model.metadataEncoder().toString());
    } catch (OrtException e) {
      throw new EncoderException(
          "ONNX Runtime cannot load the model in %s: %s".formatted(model.folder(), e.getMessage()),
          e);
    }
    this.workers =
        Executors.newFixedThreadPool(
            onGpu ? 1 : threads, Thread.ofPlatform().daemon().name("encoder-", 0).factory());
  }

  private OrtSession cpuSession(String file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(file, options);
    }
  }

  /** A session on the GPU; null when there is none and none was demanded. */
  private OrtSession cudaSession(Device device) {
    if (device == Device.AUTO && !NvidiaDriver.present()) {
      return null;
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      options.addCUDA(cuda);
      return environment.createSession(model.beatmapEncoder().toString(), options);
    } catch (OrtException e) {
      if (device == Device.AUTO) {
        return null;
      }
      throw new EncoderException(
          ("CUDA was asked for and cannot start: %s. It needs an NVIDIA driver, CUDA 12 and cuDNN 9 "
                  + "on the library path, and a build with the GPU library (mvn -Dkiai.gpu=true "
                  + "package); or run with --device cpu")
              .formatted(e.getMessage()),
          e);
    }
  }

  /** The model. */
  public ModelFolder model() {
    return model;
  }

  /** Where the beatmap tower runs: {@code cuda} or {@code cpu}. */
  public String deviceName() {
    return onGpu ? "cuda" : "cpu";
  }

  /** Embeds one map. */
  public MapEmbedding embed(PreparedMap map) {
    return embed(List.of(map)).getFirst();
  }

  /** Embeds several maps at once; windows of all of them share batches. */
  public List<MapEmbedding> embed(List<PreparedMap> maps) {
    record Place(PreparedMap map, int window, int owner) {
      TokenWindow tokens() {
        return map.windows().get(window);
      }
    }
    List<Place> places = new ArrayList<>();
    List<float[][]> vectors = new ArrayList<>();
    for (int m = 0; m < maps.size(); m++) {
      PreparedMap map = maps.get(m);
      vectors.add(new float[map.windows().size()][]);
      for (int w = 0; w < map.windows().size(); w++) {
        places.add(new Place(map, w, m));
      }
    }
    places.sort(Comparator.comparingInt(p -> p.tokens().ids().length));
    int budget = onGpu ? TOKENS_PER_BATCH_CUDA : TOKENS_PER_BATCH_CPU;
    if (!onGpu) { // a few windows are shared among the cores too
      int tokens = places.stream().mapToInt(p -> p.tokens().ids().length).sum();
      budget = Math.clamp(tokens / threads + 1, 1, budget);
    }
    List<Callable<Void>> batches = new ArrayList<>();
    int from = 0;
    while (from < places.size()) {
      int to = from + 1;
      while (to < places.size()
          && to - from < MAX_BATCH
          && (to - from + 1) * places.get(to).tokens().ids().length <= budget) {
        to++;
      }
      List<Place> batch = places.subList(from, to);
      batches.add(() -> {
        float[][] rows =
            run(
                batch.stream().map(p -> p.tokens().ids()).toList(),
                batch.stream().map(p -> p.map().features().get(p.window())).toList());
        for (int i = 0; i < batch.size(); i++) {
          vectors.get(batch.get(i).owner())[batch.get(i).window()] = rows[i];
        }
        return null;
      });
      from = to;
    }
    await(batches);
    return IntStream.range(0, maps.size())
        .mapToObj(m -> MapEmbedding.pool(maps.get(m), vectors.get(m), model.minObjects()))
        .toList();
  }

  private void await(List<Callable<Void>> batches) {
    try {
      for (Future<Void> batch : workers.invokeAll(batches)) {
        batch.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EncoderException failure) {
        throw failure;
      }
      throw new EncoderException("the beatmap tower failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EncoderException("interrupted while embedding", e);
    }
  }

  /** Embeds rows of ids with their features; the raw door, also for the model's own check. */
  public float[][] run(List<int[]> ids, List<float[]> features) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      tokens(inputs, ids, padId);
      if (model.usesFeatures()) {
        int width = WindowFeatures.count();
        FloatBuffer rows = direct(4L * ids.size() * width).asFloatBuffer();
        features.forEach(rows::put);
        inputs.put(
            "features",
            OnnxTensor.createTensor(environment, rows.flip(), new long[] {ids.size(), width}));
      }
      try (OrtSession.Result result = runBeatmapTower(inputs)) {
        return rows(result);
      }
    } catch (OrtException e) {
      throw new EncoderException("the beatmap tower failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private OrtSession.Result runBeatmapTower(Map<String, OnnxTensor> inputs) throws OrtException {
    if (!onGpu) {
      return beatmapTower.run(inputs);
    }
    synchronized (beatmapTower) { // one batch at a time has the GPU's memory to itself
      return beatmapTower.run(inputs);
    }
  }

  /** Embeds metadata. */
  public float[] embed(MapMetadata metadata) {
    return runMetadata(List.of(model.processor().metadataIds(metadata)))[0];
  }

  /** Embeds rows of metadata ids. */
  public float[][] runMetadata(List<int[]> ids) {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      tokens(inputs, ids, metadataPadId);
      try (OrtSession.Result result = metadataTower.run(inputs)) {
        return rows(result);
      }
    } catch (OrtException e) {
      throw new EncoderException("the metadata tower failed: " + e.getMessage(), e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private void tokens(Map<String, OnnxTensor> inputs, List<int[]> ids, long pad)
      throws OrtException {
    int length = ids.stream().mapToInt(row -> row.length).max().orElse(1);
    LongBuffer padded = direct(8L * ids.size() * length).asLongBuffer();
    LongBuffer mask = direct(8L * ids.size() * length).asLongBuffer();
    for (int[] row : ids) {
      for (int i = 0; i < length; i++) {
        padded.put(i < row.length ? row[i] : pad);
        mask.put(i < row.length ? 1 : 0);
      }
    }
    long[] shape = {ids.size(), length};
    inputs.put("input_ids", OnnxTensor.createTensor(environment, padded.flip(), shape));
    inputs.put("attention_mask", OnnxTensor.createTensor(environment, mask.flip(), shape));
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  private static float[][] rows(OrtSession.Result result) throws OrtException {
    return (float[][]) result.get(0).getValue();
  }

  @Override
  public void close() {
    workers.shutdownNow();
    try {
      beatmapTower.close();
      metadataTower.close();
    } catch (OrtException e) {
      throw new EncoderException("closing the model failed: " + e.getMessage(), e);
    }
  }
}
