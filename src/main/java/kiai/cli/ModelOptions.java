package kiai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import kiai.embeddings.AudioUse;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.index.IndexHome;
import picocli.CommandLine.Option;

/** Options of every command that runs a model. */
final class ModelOptions {
  @Option(names = "--model", paramLabel = "DIR", description = "Model folder: onnx/default.")
  private Path model = Defaults.model();

  @Option(
      names = "--device",
      paramLabel = "auto|cpu|cuda",
      description = "Where the encoder runs: ${DEFAULT-VALUE}.")
  private Device device = Device.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores to use; all of them when left out.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "float32, float16 or int8; the index's, or the model's own, when left out.")
  private String precision;

  @Option(
      names = "--audio",
      paramLabel = "auto|on|off",
      description = "Whether a model that can hear is given the songs: ${DEFAULT-VALUE}.")
  private AudioUse audio = AudioUse.AUTO;

  ModelFolder folder() throws IOException {
    return ModelFolder.read(model, precision);
  }

  Encoder encoder() throws IOException {
    return encoder(folder());
  }

  Encoder encoder(ModelFolder folder) throws IOException {
    return new Encoder(folder, device, threads(), audio);
  }

  /** The model, at the precision that an index was made with unless another is named. */
  ModelFolder folder(IndexHome home) throws IOException {
    ModelFolder own = folder();
    Optional<String> made = precision == null ? home.precision(own.hash()) : Optional.empty();
    return made.isPresent() ? ModelFolder.read(model, made.get()) : own;
  }

  Device device() {
    return device;
  }

  int threads() {
    return Math.max(1, threads);
  }
}
