package kiai.index.lucene;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.FSDirectory;

/**
 * Finds damage in the files of a generation, and makes a whole one of what is left: segments that
 * are damaged go, and the next run reads their maps again from their files. The damaged files are
 * kept beside it under another name.
 */
final class Repair {
  private static final String KEPT = "damaged-";
  private static final String WORK = "repair-";

  private Repair() {}

  /** What is damaged in a generation; empty when it is whole or holds nothing yet. */
  static Optional<String> damage(Path generation) throws IOException {
    if (!Files.isDirectory(generation)) {
      return Optional.empty();
    }
    try (FSDirectory directory = FSDirectory.open(generation)) {
      if (!DirectoryReader.indexExists(directory)) {
        return Files.exists(generation.resolve(LuceneGenerations.PUBLISHED))
            ? Optional.of("its list of segments is gone")
            : Optional.empty();
      }
      if (!Commits.unreadable(directory).isEmpty()) {
        return Optional.of("its last commit cannot be read");
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          ((CodecReader) leaf.reader()).checkIntegrity(); // the check-sum of every file
        }
        return Optional.empty();
      }
    } catch (CorruptIndexException | EOFException | NoSuchFileException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IndexFormatTooNewException | IndexFormatTooOldException e) {
      try (FSDirectory directory = FSDirectory.open(generation)) {
        return Commits.isWhole(directory) ? Optional.empty() : Optional.of(e.getMessage());
      }
    } catch (RuntimeException e) {
      return Optional.of(e.toString()); // lengths and offsets that make no sense
    }
  }

  /**
   * Makes a generation whole.
   *
   * @return what was lost, for the user
   */
  static String repair(Path generation, String damage) throws IOException {
    Path work = generation.resolveSibling(WORK + generation.getFileName());
    delete(work);
    Files.createDirectory(work);
    try (Stream<Path> files = Files.list(generation)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("write.lock")) {
          Files.copy(file, work.resolve(file.getFileName()));
        }
      }
    }
    String lost = dropDamaged(work);
    Path kept = kept(generation);
    Files.move(generation, kept);
    Files.move(work, generation);
    return "the index was damaged (%s): %s. Maps of folders that this run names are read again; name the others too. The damaged files are in %s and can be deleted"
        .formatted(damage, lost, kept.getFileName());
  }

  /** Drops damaged segments; everything when not even their list can be read. */
  private static String dropDamaged(Path work) throws IOException {
    try (FSDirectory directory = FSDirectory.open(work)) {
      for (String list : Commits.unreadable(directory)) {
        directory.deleteFile(list);
      }
    } catch (IOException | RuntimeException e) {
      // No commit can be read: below.
    }
    try (FSDirectory directory = FSDirectory.open(work);
        CheckIndex check = new CheckIndex(directory)) {
      check.setInfoStream(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      CheckIndex.Status status = check.checkIndex();
      if (!status.missingSegments && status.numBadSegments < status.numSegments) {
        if (!status.clean) {
          check.exorciseIndex(status);
          // The list of the damaged commit names files that may be gone.
          for (String list : Commits.olderLists(directory)) {
            directory.deleteFile(list);
          }
        }
        return "%,d of %,d segments with %,d documents were lost"
            .formatted(status.numBadSegments, status.numSegments, status.totLoseDocCount);
      }
    } catch (IOException | RuntimeException e) {
      // Nothing of it can be read.
    }
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return "nothing of it could be read";
  }

  private static Path kept(Path generation) throws IOException {
    for (int i = 0; ; i++) {
      Path kept =
          generation.resolveSibling(KEPT + generation.getFileName() + (i == 0 ? "" : "-" + i));
      if (!Files.exists(kept)) {
        return kept;
      }
      if (i > 1_000) {
        throw new FileAlreadyExistsException(kept.toString());
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }
}
