package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import kiai.embeddings.cuda.NvidiaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A beatmap tower in ONNX Runtime: windows to vectors. It takes those of {@code input_ids}, {@code
 * attention_mask} and {@code features} that its graph declares.
 *
 * <p>Windows are sorted by length and put into batches of a bounded number of tokens, padding
 * included, so that short windows do not pay for long ones. On a CPU every core runs batches of its
 * own: small graphs gain little from several threads inside one run (measured with the default
 * model: 3.0 ms a window on one thread, 2.2 ms on two). On a GPU runs wait for one another.
 *
 * <p>Threads may share a tower.
 */
public final class BeatmapTower implements AutoCloseable {
  private static final int TOKENS_PER_BATCH_CPU = 12_288;
  private static final int TOKENS_PER_BATCH_CUDA = 262_144;
  private static final int MAX_BATCH = 256;
  private static final int BATCHES_A_THREAD = 4; // so that cores end at about the same time

  private static final Logger LOG = LoggerFactory.getLogger(BeatmapTower.class);

  private final OrtEnvironment environment;
  private final Path file;
  private final OrtSession session;
  private final Set<String> inputs;
  private final boolean onGpu;
  private final int threads;
  private final ExecutorService workers;
  private final long padId;
  private OrtSession onCpu;

  /**
   * Starts a tower.
   *
   * @param padId the beatmap tokenizer's padding
   * @throws EncoderException when it cannot start, or CUDA was asked for and cannot
   */
  public BeatmapTower(Path file, long padId, Device device, int threads) {
    CommandLineLength.check();
    this.environment = environment();
    this.padId = padId;
    this.file = file;
    this.threads = threads;
    try {
      OrtSession gpu = device == Device.CPU ? null : cudaSession(environment, file, device);
      this.onGpu = gpu != null;
      this.session = onGpu ? gpu : cpuSession(environment, file);
      this.inputs = session.getInputNames();
    } catch (OrtException e) {
      throw new EncoderException(
          "ONNX Runtime cannot load %s: %s".formatted(file, e.getMessage()), e);
    }
    this.workers =
        Executors.newFixedThreadPool(
            onGpu ? 1 : threads, Thread.ofPlatform().daemon().name("encoder-", 0).factory());
  }

  static OrtEnvironment environment() {
    Telemetry.forbid();
    NativeLibraries.unpack();
    OrtEnvironment environment =
        OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "kiai");
    try {
      environment.setTelemetry(false); // nobody is told what is indexed here
    } catch (OrtException e) {
      throw new EncoderException("ONNX Runtime cannot start: " + e.getMessage(), e);
    }
    return environment;
  }

  static OrtSession cpuSession(OrtEnvironment environment, Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return Inference.load(() -> environment.createSession(file.toString(), options));
    }
  }

  /** A session on the GPU; null when there is none and none was demanded. */
  private static OrtSession cudaSession(OrtEnvironment environment, Path file, Device device)
      throws OrtException {
    if (device == Device.AUTO && !NvidiaDriver.present()) {
      return null;
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      // Not TF32, which rounds to 10 bits; float16 models keep theirs. Memory grows as it is asked
      // for, since batches differ in length; the search for the best convolution would be repeated
      // for every length.
      cuda.add("use_tf32", "0");
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      cuda.add("cudnn_conv_algo_search", "HEURISTIC");
      options.addCUDA(cuda);
      return Inference.load(() -> environment.createSession(file.toString(), options));
    } catch (OrtException e) {
      if (device == Device.AUTO) {
        LOG.warn(
            "there is an NVIDIA driver, but CUDA does not start ({}); the CPU is used",
            e.getMessage());
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

  boolean onGpu() {
    return onGpu;
  }

  /**
   * Embeds any number of windows.
   *
   * @param ids token ids of each window
   * @param features window features of each, empty arrays when the graph takes none
   * @return one row a window, in the order given
   */
  public float[][] embed(List<int[]> ids, List<float[]> features) {
    return embed(ids, features, null);
  }

  /**
   * Embeds any number of windows with their audio.
   *
   * @param audio samples of a window by its place, null when the graph takes none
   */
  public float[][] embed(List<int[]> ids, List<float[]> features, IntFunction<float[]> audio) {
    float[][] rows = new float[ids.size()][];
    List<Integer> order =
        IntStream.range(0, ids.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> ids.get(i).length))
            .toList();
    int budget = onGpu ? TOKENS_PER_BATCH_CUDA : TOKENS_PER_BATCH_CPU;
    if (!onGpu) { // a few windows are shared among the cores too
      int tokens = ids.stream().mapToInt(row -> row.length).sum();
      budget = Math.clamp(tokens / (BATCHES_A_THREAD * threads) + 1, 1, budget);
    }
    List<Callable<Void>> batches = new ArrayList<>();
    int from = 0;
    while (from < order.size()) {
      int to = from + 1;
      while (to < order.size()
          && to - from < MAX_BATCH
          && (to - from + 1) * ids.get(order.get(to)).length <= budget) {
        to++;
      }
      List<Integer> batch = order.subList(from, to);
      batches.add(() -> {
        float[][] found =
            run(
                batch.stream().map(ids::get).toList(),
                batch.stream().map(features::get).toList(),
                audio == null ? null : batch.stream().map(audio::apply).toList());
        for (int i = 0; i < found.length; i++) {
          rows[batch.get(i)] = found[i];
        }
        return null;
      });
      from = to;
    }
    await(batches);
    return rows;
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

  /** Embeds one batch as it is. */
  public float[][] run(List<int[]> ids, List<float[]> features) {
    return run(ids, features, null);
  }

  /**
   * Embeds one batch with its audio.
   *
   * @param audio samples of each window, null when the graph takes none
   */
  public float[][] run(List<int[]> ids, List<float[]> features, List<float[]> audio) {
    if (!onGpu) {
      return attempt(session, ids, features, audio);
    }
    return SmallerBatches.embed(
        0,
        ids.size(),
        (from, to) -> part(session, ids, features, audio, from, to),
        (from, to) -> part(cpu(), ids, features, audio, from, to));
  }

  private float[][] part(
      OrtSession where,
      List<int[]> ids,
      List<float[]> features,
      List<float[]> audio,
      int from,
      int to) {
    return attempt(
        where,
        ids.subList(from, to),
        features.subList(from, to),
        audio == null ? null : audio.subList(from, to));
  }

  private synchronized OrtSession cpu() {
    try {
      if (onCpu == null) {
        onCpu = cpuSession(environment, file);
      }
      return onCpu;
    } catch (OrtException e) {
      throw new EncoderException(
          "ONNX Runtime cannot load %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private float[][] attempt(
      OrtSession where, List<int[]> ids, List<float[]> features, List<float[]> audio) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      if (inputs.contains("input_ids")) {
        Tensors.tokens(environment, tensors, ids, padId);
      }
      if (inputs.contains("features")) {
        int width = features.getFirst().length;
        FloatBuffer rows = Tensors.direct(4L * features.size() * width).asFloatBuffer();
        features.forEach(rows::put);
        tensors.put(
            "features",
            OnnxTensor.createTensor(environment, rows.flip(), new long[] {features.size(), width}));
      }
      if (audio != null) {
        int samples = audio.getFirst().length;
        FloatBuffer rows = Tensors.direct(4L * audio.size() * samples).asFloatBuffer();
        audio.forEach(rows::put);
        tensors.put(
            "audio",
            OnnxTensor.createTensor(environment, rows.flip(), new long[] {audio.size(), samples}));
      }
      try (OrtSession.Result result = run(where, tensors)) {
        return Tensors.rows(result);
      }
    } catch (OrtException e) {
      throw new EncoderException("the beatmap tower failed: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OrtSession.Result run(OrtSession where, Map<String, OnnxTensor> tensors)
      throws OrtException {
    if (!onGpu) {
      return Inference.run(where, tensors);
    }
    synchronized (session) { // one batch at a time has the GPU's memory to itself
      return Inference.run(where, tensors);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
    try {
      session.close();
      if (onCpu != null) {
        onCpu.close();
      }
    } catch (OrtException e) {
      throw new EncoderException("closing the model failed: " + e.getMessage(), e);
    }
  }
}
