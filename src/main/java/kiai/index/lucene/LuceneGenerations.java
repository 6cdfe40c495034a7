package kiai.index.lucene;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexUpgrader;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * The folder of an index: one folder for each generation, and {@code CURRENT}, which names the one
 * that searches use and is replaced in one move.
 */
public final class LuceneGenerations implements Generations {
  private static final String CURRENT = "CURRENT";
  private static final String PREFIX = "generation-";
  private static final int SHA_256 = 64; // digits; what follows them names a precision
  private static final int SHOWN_DIGITS = 12;

  private final Path folder;

  /** The index in a folder, which need not exist yet. */
  public LuceneGenerations(Path folder) {
    this.folder = folder;
  }

  @Override
  public String location() {
    return folder.toString();
  }

  @Override
  public String nameFor(IndexManifest manifest) {
    String hash = manifest.modelHash();
    String precision = hash.length() > SHA_256 ? hash.substring(SHA_256) : "";
    return PREFIX + manifest.schema() + "-" + hash.substring(0, SHOWN_DIGITS) + precision;
  }

  @Override
  public Optional<String> current() throws IOException {
    return currentFolder().map(generation -> generation.getFileName().toString());
  }

  Optional<Path> currentFolder() throws IOException {
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

  @Override
  public Optional<IndexManifest> currentManifest() throws IOException {
    Optional<Path> current = currentFolder();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    OpenGeneration opened = OpenGeneration.of(current.get());
    opened.release();
    return Optional.of(opened.manifest());
  }

  @Override
  public IndexSnapshot open(String name) throws IOException {
    return new LuceneSnapshot(OpenGeneration.of(folder.resolve(name)));
  }

  @Override
  public LiveIndex openLive() throws IOException {
    Path generation =
        currentFolder()
            .orElseThrow(() ->
                new IOException(
                    "there is no index in %s; make one with: kiai index FOLDER".formatted(folder)));
    return new LuceneLiveIndex(this, OpenGeneration.of(generation));
  }

  @Override
  public IndexWriter begin(IndexManifest manifest) throws IOException {
    Files.createDirectories(folder);
    return LuceneIndexWriter.open(folder.resolve(nameFor(manifest)), manifest);
  }

  @Override
  public void publish(String name) throws IOException {
    Path next = folder.resolve(CURRENT + ".next");
    Files.writeString(next, name + "\n");
    Path pointer = folder.resolve(CURRENT);
    try {
      Files.move(
          next, pointer, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, pointer, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Path other : generations()) {
      if (!other.getFileName().toString().equals(name)) {
        delete(other);
      }
    }
  }

  private List<Path> generations() throws IOException {
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

  @Override
  public Optional<String> problem() throws IOException {
    Optional<Path> current = currentFolder();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    try (FSDirectory directory = FSDirectory.open(current.get());
        CheckIndex check = new CheckIndex(directory)) {
      check.setInfoStream(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      CheckIndex.Status status = check.checkIndex();
      return status.clean
          ? Optional.empty()
          : Optional.of(
              "%d of %d segments are damaged; index the maps again"
                  .formatted(status.numBadSegments, status.numSegments));
    } catch (LockObtainFailedException e) {
      return Optional.of("not checked: another kiai is writing the index");
    }
  }

  @Override
  public void upgradeFormat() throws IOException {
    Path current =
        currentFolder().orElseThrow(() -> new IOException("there is no index in " + folder));
    try (FSDirectory directory = FSDirectory.open(current)) {
      if (DirectoryReader.indexExists(directory)) {
        new IndexUpgrader(
                directory,
                new IndexWriterConfig(LuceneSchema.indexAnalyzer()).setCodec(LuceneSchema.codec()),
                false)
            .upgrade();
      }
    }
  }
}
