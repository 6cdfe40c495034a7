package kiai.sources.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of files as Windows finds them, where osu!'s folders are from. */
public final class FileNames {
  private FileNames() {}

  /** The file whose name, and whose folders' names, differ by case at most. */
  public static Optional<Path> anyCase(Path file) {
    Path folder = file.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    if (!Files.isDirectory(folder)) {
      Optional<Path> real = anyCase(folder);
      if (real.isEmpty()) {
        return Optional.empty();
      }
      folder = real.get();
    }
    String wanted = file.getFileName().toString();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> p.getFileName().toString().equalsIgnoreCase(wanted))
          .min(Path::compareTo);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
