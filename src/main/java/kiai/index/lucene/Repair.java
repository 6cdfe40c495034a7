package kiai.index.lucene;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
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
  // In a repaired generation: how many maps it had before. Goes when they are back or given up.
  private static final String INCOMPLETE = "incomplete";

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
    } catch (AccessDeniedException e) {
      throw e; // says nothing about the content
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage())); // storage that cannot be read any more
    } catch (RuntimeException | InternalError e) {
      // Lengths and offsets that make no sense; mapped memory behind which the storage fails.
      return Optional.of(e.toString());
    }
  }

  /** Number of maps that a generation had before it was repaired; 0 when none are missing. */
  static int mapsBefore(Path generation) {
    return number(generation.resolve(INCOMPLETE));
  }

  /** Notes in a generation how many maps it had before it was repaired. */
  static void mark(Path generation, int mapsBefore) throws IOException {
    if (mapsBefore > 0) {
      Durable.write(
          generation.resolve(INCOMPLETE),
          out -> out.write(Integer.toString(mapsBefore).getBytes(StandardCharsets.US_ASCII)));
    }
  }

  /** Takes all generations of an index as complete. */
  static void accept(Path home) throws IOException {
    try (Stream<Path> generations = Files.list(home)) {
      for (Path generation : generations.filter(Files::isDirectory).toList()) {
        Files.deleteIfExists(generation.resolve(INCOMPLETE));
      }
    }
  }

  /** The number that a small file holds; 0 for none, and where it is damaged too. */
  private static int number(Path file) {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return 0; // versions before 0.2 wrote no number
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
          copy(file, work.resolve(file.getFileName()));
        }
      }
    }
    int before =
        Math.max(mapsBefore(generation), number(generation.resolve(LuceneGenerations.PUBLISHED)));
    String lost = dropDamaged(work);
    mark(work, before);
    Path kept = kept(generation);
    Files.move(generation, kept);
    Files.move(work, generation);
    return "the index was damaged (%s): %s. Maps of folders that this run names are read again; name the others too. The damaged files are in %s and can be deleted"
        .formatted(damage, lost, kept.getFileName());
  }

  /** Copies a file; one that the storage does not give back is left out, as a damaged one is. */
  private static void copy(Path file, Path target) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      try (OutputStream out = Files.newOutputStream(target)) {
        while (true) {
          int read;
          try {
            read = in.read(buffer);
          } catch (IOException e) {
            break; // the check-sum of what was copied is wrong now
          }
          if (read < 0) {
            break;
          }
          out.write(buffer, 0, read);
        }
      }
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!e.getFile().equals(file.toString())) {
        throw e; // the copy cannot be written
      }
    }
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
