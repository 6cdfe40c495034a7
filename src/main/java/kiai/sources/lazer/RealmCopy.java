package kiai.sources.lazer;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kiai.input.BoundedInput;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;
import kiai.input.TimedReading;

/**
 * Reads a file that the game may be writing: it is taken only when two readings a moment apart are
 * the same. Nothing is opened for writing, and no file is made beside it.
 */
final class RealmCopy {
  private static final int TRIES = 8;
  private static final long MOMENT_MS = 20;
  private static final long PAUSE_MS = 150;

  private RealmCopy() {}

  /**
   * The whole file.
   *
   * @throws DamagedFileException when it does not stop changing
   */
  static byte[] of(Path file) throws IOException {
    byte[] before = read(file);
    for (int i = 0; i < TRIES; i++) {
      sleep(MOMENT_MS);
      byte[] now = read(file);
      if (Arrays.equals(before, now)) {
        return now;
      }
      sleep(PAUSE_MS);
      before = read(file);
    }
    throw new DamagedFileException("it changes all the time; close osu! and try again");
  }

  private static byte[] read(Path file) throws IOException {
    return TimedReading.of(
        file.toString(),
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            return BoundedInput.readAll(in, InputLimits.MAX_CLIENT_BYTES, "the file");
          }
        });
  }

  private static void sleep(long ms) throws IOException {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading was stopped");
    }
  }
}
