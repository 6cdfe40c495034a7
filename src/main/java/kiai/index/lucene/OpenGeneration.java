package kiai.index.lucene;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import kiai.index.IndexManifest;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.FSDirectory;

/**
 * One commit of one generation that is open for reading. Users are counted by the reader's own
 * references: the last one closes the files. Thread-safe.
 */
final class OpenGeneration {
  private final Path folder;
  private final FSDirectory directory;
  private final DirectoryReader reader;
  private final IndexManifest manifest;
  private final long bytes;
  private final KeywordTerms terms = new KeywordTerms();
  private volatile LuceneVocabulary vocabulary;

  private OpenGeneration(Path folder, FSDirectory directory, DirectoryReader reader)
      throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.reader = reader;
    this.manifest = IndexManifest.of(reader.getIndexCommit().getUserData());
    this.bytes = bytes(directory, reader);
    // The directory is shared by the commits of a generation and needs no closing of its own.
  }

  /** Of the commit's files, counted while they are there: another process may replace them. */
  private static long bytes(FSDirectory directory, DirectoryReader reader) throws IOException {
    long bytes = 0;
    for (String file : reader.getIndexCommit().getFileNames()) {
      try {
        bytes += directory.fileLength(file);
      } catch (NoSuchFileException e) {
        // A later commit needs it no more, and this state holds it open.
      }
    }
    return bytes;
  }

  /** Opens the last commit of a generation. */
  static OpenGeneration of(Path folder) throws IOException {
    FSDirectory directory = FSDirectory.open(folder);
    try {
      return new OpenGeneration(
          folder, directory, DirectoryReader.open(Commits.readable(directory)));
    } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
      throw new IOException(
          "the index in %s was written by a Lucene that this program cannot read; index again"
              .formatted(folder),
          e);
    } catch (IOException e) {
      throw new IOException(
          "the index in %s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  /** A newer commit of the same generation; null when this one is the newest. */
  OpenGeneration newer() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(reader);
    return newer == null ? null : new OpenGeneration(folder, directory, newer);
  }

  Path folder() {
    return folder;
  }

  DirectoryReader reader() {
    return reader;
  }

  IndexManifest manifest() {
    return manifest;
  }

  long bytes() {
    return bytes;
  }

  String version() {
    return folder.getFileName() + "@" + reader.getVersion();
  }

  /** Terms of its keyword columns that were read already. */
  KeywordTerms terms() {
    return terms;
  }

  /** The words and names of the commit, read once. */
  LuceneVocabulary vocabulary() throws IOException {
    LuceneVocabulary known = vocabulary;
    if (known == null) {
      known = LuceneVocabulary.of(reader);
      vocabulary = known;
    }
    return known;
  }

  /** Takes part in using it; false when it is closed already. */
  boolean acquire() {
    return reader.tryIncRef();
  }

  /** Gives a use back. */
  void release() throws IOException {
    reader.decRef();
  }
}
