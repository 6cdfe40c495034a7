package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import kiai.embeddings.AudioUse;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.index.Generations;
import picocli.CommandLine.Option;

/** Options of every command that runs a model. */
public final class ModelOptions {
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
      description = "Whether a model with an audio input gets the songs: ${DEFAULT-VALUE}.")
  private AudioUse audio = AudioUse.AUTO;

  public ModelFolder folder() throws IOException {
    return ModelFolder.read(model, precision);
  }

  public Encoder encoder() throws IOException {
    return encoder(folder());
  }

  public Encoder encoder(ModelFolder folder) throws IOException {
    return new Encoder(folder, device, threads(), audio);
  }

  /** The model, at the precision that an index was made with unless another is named. */
  public ModelFolder folder(Generations generations) throws IOException {
    ModelFolder own = folder();
    String made =
        generations.currentManifest().map(manifest -> manifest.precisionOf(own.hash())).orElse("");
    return precision == null && !made.isEmpty() ? ModelFolder.read(model, made) : own;
  }

  public Device device() {
    return device;
  }

  public int threads() {
    return Math.max(1, threads);
  }
}
