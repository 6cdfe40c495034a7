package kiai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;

/** The default model, started once for all tests. */
public final class TestModel {
  private static final Encoder ENCODER = start();

  private TestModel() {}

  private static Encoder start() {
    try {
      return new Encoder(ModelFolder.read(Path.of("onnx/default")), Device.CPU, 2);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Encoder encoder() {
    return ENCODER;
  }
}
