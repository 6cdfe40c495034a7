package kiai.index;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * The readable side of an index. {@link #refresh} moves to a newer commit, or to another generation
 * when one was published; readers in use keep what they have until they give it back.
 */
public final class BeatmapIndex implements AutoCloseable {
  /** Work with a searcher. */
  @FunctionalInterface
  public interface Work<T> {
    T with(IndexSearcher searcher) throws IOException;
  }

  private final IndexHome home;
  private volatile Opened opened;

  /**
   * A state of the index.
   *
   * @param bytes of its files, counted while they are there: another process may replace them
   */
  private record Opened(
      Path generation, FSDirectory directory, DirectoryReader reader, long bytes) {
    static Opened of(Path generation, FSDirectory directory, DirectoryReader reader)
        throws IOException {
      long bytes = 0;
      for (String file : reader.getIndexCommit().getFileNames()) {
        try {
          bytes += directory.fileLength(file);
        } catch (NoSuchFileException e) {
          // A later commit needs it no more, and this state holds it open.
        }
      }
      return new Opened(generation, directory, reader, bytes);
    }
  }

  private BeatmapIndex(IndexHome home, Opened opened) {
    this.home = home;
    this.opened = opened;
  }

  /**
   * Opens an index for reading.
   *
   * @throws IOException when there is none, saying how to make one, or it cannot be read
   */
  public static BeatmapIndex open(IndexHome home) throws IOException {
    Path generation =
        home.current()
            .orElseThrow(() ->
                new IOException(
                    "there is no index in %s; make one with: kiai index FOLDER"
                        .formatted(home.folder())));
    return new BeatmapIndex(home, open(generation));
  }

  private static Opened open(Path generation) throws IOException {
    FSDirectory directory = FSDirectory.open(generation);
    try {
      return Opened.of(generation, directory, DirectoryReader.open(directory));
    } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
      directory.close();
      throw new IOException(
          "the index in %s was written by a Lucene that this program cannot read; index again"
              .formatted(generation),
          e);
    } catch (IOException e) {
      directory.close();
      throw new IOException(
          "the index in %s cannot be read: %s".formatted(generation, e.getMessage()), e);
    }
  }

  /** Moves to the newest commit of the current generation. */
  public synchronized void refresh() throws IOException {
    Path current = home.current().orElse(opened.generation());
    Opened old = opened;
    if (!current.equals(old.generation())) {
      opened = open(current);
      old.reader().decRef();
      old.directory().close();
      return;
    }
    DirectoryReader newer = DirectoryReader.openIfChanged(old.reader());
    if (newer != null) {
      opened = Opened.of(old.generation(), old.directory(), newer);
      old.reader().decRef();
    }
  }

  /** Runs work on one consistent state of the index. */
  public <T> T search(Work<T> work) throws IOException {
    DirectoryReader reader = acquire();
    try {
      return work.with(new IndexSearcher(reader));
    } finally {
      reader.decRef();
    }
  }

  private DirectoryReader acquire() {
    while (true) {
      DirectoryReader reader = opened.reader();
      if (reader.tryIncRef()) {
        return reader;
      }
    }
  }

  /** Changes with every change of the index; caches use it as a part of their keys. */
  public String version() {
    return opened.generation().getFileName() + "@" + opened.reader().getVersion();
  }

  /** Version of the commit that is searched; grows with each. */
  public long commit() {
    return opened.reader().getVersion();
  }

  /** What made the index. */
  public IndexFacts facts() throws IOException {
    return IndexFacts.of(opened.reader().getIndexCommit().getUserData());
  }

  /** The file that holds a map: of several the first by name; empty when none is known. */
  public Optional<Path> fileOf(String md5) throws IOException {
    return search(searcher -> {
      Path first = null;
      for (ScoreDoc hit : searcher.search(new TermQuery(new Term("file_md5", md5)), 16).scoreDocs) {
        Path path = Path.of(FileState.read(searcher.storedFields().document(hit.doc)).path());
        first = first == null || path.compareTo(first) < 0 ? path : first;
      }
      return Optional.ofNullable(first);
    });
  }

  /** Number of maps. */
  public int maps() throws IOException {
    return count(Schema.MAP);
  }

  /** Number of windows. */
  public int windows() throws IOException {
    return count(Schema.WINDOW);
  }

  /** Number of source files. */
  public int files() throws IOException {
    return count(Schema.FILE);
  }

  /** Hands over what is known of every map. */
  public void forEachMap(Consumer<BeatmapRecord> maps) throws IOException {
    for (Document map : stored(Schema.MAP, Schema.RECORD)) {
      maps.accept(MapDocuments.record(map));
    }
  }

  /** Hands over every source file as it was when it was read. */
  public void forEachFile(Consumer<FileState> files) throws IOException {
    for (Document file : stored(Schema.FILE, Schema.FILE_STATE)) {
      files.accept(FileState.read(file));
    }
  }

  private List<Document> stored(String type, String field) throws IOException {
    return search(searcher -> {
      List<Document> documents = new ArrayList<>();
      TermQuery query = new TermQuery(new Term(Schema.TYPE, type));
      int max = Math.max(1, searcher.getIndexReader().maxDoc());
      for (ScoreDoc hit : searcher.search(query, max).scoreDocs) {
        documents.add(searcher.storedFields().document(hit.doc, Set.of(field)));
      }
      return documents;
    });
  }

  private int count(String type) throws IOException {
    return search(searcher -> searcher.count(new TermQuery(new Term(Schema.TYPE, type))));
  }

  /** Number of Lucene segments. */
  public int segments() {
    return opened.reader().leaves().size();
  }

  /** Bytes on disk of the commit that is searched. */
  public long bytes() {
    return opened.bytes();
  }

  /** Folder of the current generation. */
  public Path generation() {
    return opened.generation();
  }

  @Override
  public void close() throws IOException {
    opened.reader().decRef();
    opened.directory().close();
  }
}
