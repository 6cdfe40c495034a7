package kiai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;

/** The default model, started once for all tests. */
public final class TestModel {
  /** A precision of {@link #inTwoPrecisions} beside float32. */
  public static final String ROUNDED = "bfloat16";

  private static final Path FOLDER = Path.of("onnx/default");
  private static final Encoder ENCODER = start();

  private TestModel() {}

  private static Encoder start() {
    try {
      return new Encoder(ModelFolder.read(FOLDER), Device.CPU, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Encoder encoder() {
    return ENCODER;
  }

  /** The default model at another precision: its vectors are close to the default's, not equal. */
  public static Encoder rounded(int threads) throws IOException {
    return new Encoder(ModelFolder.read(inTwoPrecisions(), ROUNDED), Device.CPU, threads);
  }

  /** A folder with the default model in two precisions, float32 (its own) and {@link #ROUNDED}. */
  public static synchronized Path inTwoPrecisions() throws IOException {
    Path copy =
        Path.of("target/models/two-precisions-" + ProcessHandle.current().pid()).toAbsolutePath();
    if (Files.exists(copy.resolve("model.json"))) {
      return copy;
    }
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = copy.resolve(FOLDER.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!file.endsWith("model.json")) {
          Files.copy(file, target);
        }
      }
    }
    String tower = "beatmap_encoder." + ROUNDED + ".onnx";
    byte[] graph = Files.readAllBytes(FOLDER.resolve("beatmap_encoder.onnx"));
    Files.write(copy.resolve(tower), RoundedWeights.of(graph));
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode description = (ObjectNode) mapper.readTree(FOLDER.resolve("model.json").toFile());
    description.withObject("/precisions").put(ROUNDED, tower);
    // Without a check-sum of its own the model is the default one: the same vectors at float32.
    mapper.writeValue(copy.resolve("model.json").toFile(), description);
    return copy;
  }
}
