package kiai.index;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of an index: one folder for each generation, and {@code CURRENT}, which names the one
 * that searches use. A generation belongs to one schema and one model; a new model fills a new
 * folder beside the old one, and then {@code CURRENT} is replaced in one move.
 */
public final class IndexHome {
  private static final String CURRENT = "CURRENT";
  private static final String PREFIX = "generation-";
  private static final int SHA_256 = 64; // digits; what follows them names a precision

  private final Path folder;

  /** The index in a folder, which need not exist yet. */
  public IndexHome(Path folder) {
    this.folder = folder;
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** The generation that belongs to a model, and to a precision when it is not the model's own. */
  public Path generationFor(String modelHash) {
    String precision = modelHash.length() > SHA_256 ? modelHash.substring(SHA_256) : "";
    return folder.resolve(PREFIX + Schema.VERSION + "-" + modelHash.substring(0, 12) + precision);
  }

  /** At which other precision of a model the current generation was made; empty for its own. */
  public Optional<String> precision(String ownHash) throws IOException {
    String prefix = generationFor(ownHash).getFileName() + "-";
    return current()
        .map(generation -> generation.getFileName().toString())
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()));
  }

  /** The generation that searches use, if there is one. */
  public Optional<Path> current() throws IOException {
    Path pointer = folder.resolve(CURRENT);
    if (!Files.exists(pointer)) {
      return Optional.empty();
    }
    String name = Files.readString(pointer).strip();
    Path generation = folder.resolve(name).normalize();
    if (!name.startsWith(PREFIX) || !generation.startsWith(folder.normalize())) {
      throw new IOException(pointer + " names no generation of this index");
    }
    return Files.isDirectory(generation) ? Optional.of(generation) : Optional.empty();
  }

  /** Makes a generation the current one and removes the others. */
  public void publish(Path generation) throws IOException {
    Path next = folder.resolve(CURRENT + ".next");
    Files.writeString(next, generation.getFileName() + "\n");
    Path pointer = folder.resolve(CURRENT);
    try {
      Files.move(
          next, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, pointer, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Path other : generations()) {
      if (!other.equals(generation)) {
        delete(other);
      }
    }
  }

  /** All generations on disk. */
  List<Path> generations() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> p.getFileName().toString().startsWith(PREFIX) && Files.isDirectory(p))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path generation) throws IOException {
    try (Stream<Path> files = Files.walk(generation)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
