package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for one command, deleted with what is in it when it is closed. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;

  public TemporaryFolder(String prefix) throws IOException {
    this.path = Files.createTempDirectory(prefix);
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(path)) {
      all = files.sorted(Comparator.reverseOrder()).toList(); // what is inside comes first
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
  }
}
