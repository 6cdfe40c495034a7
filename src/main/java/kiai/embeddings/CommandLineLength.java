package kiai.embeddings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * ONNX Runtime 1.29.0 for Linux ends the whole process with a segmentation fault when it starts in
 * a process whose command line has about 4,000 bytes or more (seen with class paths and with
 * arguments). The launcher keeps command lines short; a process started otherwise gets an error
 * instead of a crash.
 */
final class CommandLineLength {
  private static final int SAFE_BYTES = 3_800;
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private CommandLineLength() {}

  static void check() {
    if (!Files.isReadable(COMMAND_LINE)) {
      return;
    }
    int length;
    try (InputStream in = Files.newInputStream(COMMAND_LINE)) {
      length = in.readNBytes(SAFE_BYTES + 1).length;
    } catch (IOException e) {
      return; // nothing known against starting
    }
    if (length > SAFE_BYTES) {
      throw new EncoderException(
          "the command line of this Java is longer than %,d bytes, with which ONNX Runtime crashes; use the kiai launcher, or a class path with wildcards"
              .formatted(SAFE_BYTES),
          null);
    }
  }
}
