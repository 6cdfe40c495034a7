package kiai.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.analysis.stars.StarRating;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.embeddings.Encoder;
import kiai.embeddings.EncoderException;
import kiai.embeddings.ModelFolder;
import kiai.embeddings.cuda.CudaLibraries;
import kiai.embeddings.cuda.NvidiaDriver;
import kiai.explorer.MapProjection;
import kiai.explorer.ProjectionBuilder;
import kiai.index.Generations;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kiai doctor}: what this machine offers, and whether model and index are whole. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks Java, vector instructions, ONNX Runtime, the model and the index.")
public final class DoctorCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double TOLERANCE = 1e-4; // of float32
  private static final double LEAST_COSINE = 0.99; // of what is coarser

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  private static final double TONE = 0.3; // loudness
  private final ObjectNode report = JSON.createObjectNode();
  private int faults;

  @Override
  public Integer call() {
    report.put("java", Runtime.version().toString());
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    report.put(
        "vector_instructions",
        vectors ? "on" : "off: start with --add-modules jdk.incubator.vector, as ./kiai does");
    report.put("cores", Runtime.getRuntime().availableProcessors());
    report.put("heap_mib", Runtime.getRuntime().maxMemory() >> 20);
    report.put("nvidia_driver", NvidiaDriver.present() ? "found" : "none");
    if (NvidiaDriver.present()) {
      List<String> missing = CudaLibraries.missing();
      report.put(
          "cuda_libraries",
          missing.isEmpty()
              ? "found"
              : "missing: %s. Install CUDA 12 and cuDNN 9 (from PyPI: the nvidia-*-cu12 packages) and put their lib folders on LD_LIBRARY_PATH"
                  .formatted(String.join(", ", missing)));
    }
    report.put("star_algorithm", StarRating.ALGORITHM);
    checkModel();
    checkIndex();
    report.put("faults", faults);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report);
    } else {
      report.properties().forEach(e -> out.printf("%-20s %s%n", e.getKey(), e.getValue().asText()));
    }
    out.flush();
    return faults == 0 ? 0 : 1;
  }

  private void checkModel() {
    ModelFolder folder;
    try {
      folder = model.folder();
      report.put("model", folder.name() + " " + folder.version() + ", check-sums right");
      if (folder.beatmapEncoder() == null) {
        report.put("model_outputs", "none to compare: it makes no embeddings");
        return;
      }
    } catch (IOException e) {
      fault("model", e.getMessage());
      return;
    }
    try (Encoder encoder = model.encoder(folder)) {
      report.put("onnx_runtime_device", encoder.deviceName());
      checkGolden(encoder);
    } catch (IOException | EncoderException e) {
      fault("model", e.getMessage());
    }
  }

  /** Compares with the outputs that the exporter stored beside the model. */
  private void checkGolden(Encoder encoder) throws IOException {
    java.nio.file.Path golden = encoder.model().folder().resolve("golden.json");
    if (!java.nio.file.Files.exists(golden)) {
      report.put("model_outputs", "not checked: the model folder has no golden.json");
      return;
    }
    JsonNode node = JSON.readTree(golden.toFile());
    List<int[]> ids = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (JsonNode window : node.path("windows")) {
      ids.add(JSON.convertValue(window.path("ids"), int[].class));
      features.add(JSON.convertValue(window.path("features"), float[].class));
      expected.add(JSON.convertValue(window.path("embedding"), float[].class));
    }
    float[][] actual = encoder.run(ids, features);
    List<float[]> heard = heard(encoder, node.path("audio_windows"), expected);
    actual =
        java.util.stream.Stream.concat(java.util.Arrays.stream(actual), heard.stream())
            .toArray(float[][]::new);
    double worst = 0;
    double leastCosine = 1;
    for (int i = 0; i < actual.length; i++) {
      double product = 0;
      double ours = 0;
      double theirs = 0;
      for (int d = 0; d < actual[i].length; d++) {
        double a = actual[i][d];
        double b = expected.get(i)[d];
        worst = Math.max(worst, Math.abs(a - b));
        product += a * b;
        ours += a * a;
        theirs += b * b;
      }
      leastCosine = Math.min(leastCosine, product / Math.sqrt(ours * theirs));
    }
    String precision = encoder.model().precision();
    if (!precision.equals("float32") && leastCosine >= LEAST_COSINE) {
      report.put(
          "model_outputs",
          "near PyTorch's for %s, least cosine %.4f".formatted(precision, leastCosine));
    } else if (worst <= TOLERANCE) {
      report.put("model_outputs", "as PyTorch's, largest difference %.1e".formatted(worst));
    } else {
      fault(
          "model_outputs",
          "differ from PyTorch's by up to %.1e, least cosine %.4f".formatted(worst, leastCosine));
    }
  }

  /** The windows with audio, of a tone that both sides make themselves. */
  private static List<float[]> heard(Encoder encoder, JsonNode windows, List<float[]> expected) {
    if (windows.isEmpty() || encoder.model().audio() == null) {
      return List.of();
    }
    List<int[]> ids = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    List<float[]> audio = new ArrayList<>();
    for (JsonNode window : windows) {
      ids.add(JSON.convertValue(window.path("ids"), int[].class));
      features.add(new float[0]);
      float[] samples = new float[encoder.model().audio().samples()];
      double step =
          2 * Math.PI * window.path("tone_hz").asDouble() / encoder.model().audio().rate();
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (TONE * Math.sin(step * i));
      }
      audio.add(samples);
      expected.add(JSON.convertValue(window.path("embedding"), float[].class));
    }
    return List.of(encoder.run(ids, features, audio));
  }

  private void checkIndex() {
    try {
      Generations generations = index.generations();
      if (generations.current().isEmpty()) {
        List<String> problems = generations.problems();
        if (problems.isEmpty()) {
          report.put("index", "none in " + generations.location());
        } else {
          fault("index", String.join("; ", problems));
        }
        return;
      }
      try (LiveIndex opened = generations.openLive();
          IndexSnapshot snapshot = opened.snapshot()) {
        IndexSizes sizes = snapshot.sizes();
        report.put("index", "%,d maps, %,d windows".formatted(sizes.maps(), sizes.windows()));
        List<String> problems = new ArrayList<>(generations.problems());
        if (problems.stream().noneMatch(problem -> problem.contains(MapProjection.FILE))) {
          ProjectionBuilder.problem(snapshot).ifPresent(problems::add);
        }
        if (problems.isEmpty()) {
          report.put("index_files", "whole");
        } else {
          fault("index_files", String.join("; ", problems));
        }
      }
    } catch (IOException e) {
      fault("index", e.getMessage());
    }
  }

  private void fault(String what, String message) {
    faults++;
    report.put(what, "FAULT: " + message);
  }
}
