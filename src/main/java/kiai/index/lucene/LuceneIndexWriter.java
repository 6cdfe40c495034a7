package kiai.index.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.embeddings.MapEmbedding;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.index.IndexRepairs;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;

/** Writes one generation on disk. Thread-safe, as Lucene's own writer is. */
final class LuceneIndexWriter implements IndexWriter {
  private static final double RAM_BUFFER_MB = 256;

  private final Path folder;
  private final IndexManifest manifest;
  private final HomeLock lock;
  private final IndexRepairs repairs;
  private final Directory directory;
  private final org.apache.lucene.index.IndexWriter writer;

  private LuceneIndexWriter(
      Path folder,
      IndexManifest manifest,
      HomeLock lock,
      IndexRepairs repairs,
      Directory directory,
      org.apache.lucene.index.IndexWriter writer) {
    this.folder = folder;
    this.manifest = manifest;
    this.lock = lock;
    this.repairs = repairs;
    this.directory = directory;
    this.writer = writer;
  }

  /**
   * Opens a generation.
   *
   * @param directory the files of the folder; closed with the writer
   * @param lock of the index; given back when the writer is closed
   */
  static LuceneIndexWriter open(
      Path folder, Directory directory, IndexManifest manifest, HomeLock lock, IndexRepairs repairs)
      throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(LuceneSchema.indexAnalyzer())
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
            .setCodec(LuceneSchema.codec())
            .setRAMBufferSizeMB(RAM_BUFFER_MB)
            .setCommitOnClose(false);
    try {
      org.apache.lucene.index.IndexWriter writer =
          new org.apache.lucene.index.IndexWriter(directory, config);
      return new LuceneIndexWriter(folder, manifest, lock, repairs, directory, writer);
    } catch (LockObtainFailedException e) {
      directory.close();
      throw new IOException(
          "the index in %s is being written by another kiai; wait for it to end"
              .formatted(folder.getParent()),
          e);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public IndexManifest manifest() {
    return manifest;
  }

  @Override
  public IndexRepairs repairs() {
    return repairs;
  }

  @Override
  public void settleRepairs(boolean complete) throws IOException {
    if (complete) {
      Repair.accept(folder.getParent());
    } else {
      Repair.mark(folder, repairs.mapsBefore());
    }
  }

  /** Work with a stored document. */
  @FunctionalInterface
  private interface Work {
    void with(Document document) throws IOException;
  }

  @Override
  public IndexContents contents() throws IOException {
    IndexContents contents = new IndexContents(new HashMap<>(), new HashSet<>(), new HashSet<>());
    if (!DirectoryReader.indexExists(directory)) {
      return contents;
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Query tables = new FieldExistsQuery(MapFields.IMPORTED_FROM.name());
      Query fromFiles =
          new BooleanQuery.Builder()
              .add(LuceneSchema.ofType(LuceneSchema.MAP), Occur.FILTER)
              .add(tables, Occur.MUST_NOT)
              .build();
      forEach(
          searcher,
          LuceneSchema.ofType(LuceneSchema.FILE),
          Set.of(LuceneSchema.FILE_STATE, LuceneSchema.FILE_ROWS),
          document -> {
            FileState state = MapDocuments.fileState(document);
            contents.files().put(state.path(), state);
          });
      forEach(
          searcher,
          fromFiles,
          Set.of(LuceneSchema.MD5),
          map -> contents.maps().add(map.get(LuceneSchema.MD5)));
      forEach(
          searcher,
          tables,
          Set.of(LuceneSchema.MD5),
          map -> contents.imported().add(map.get(LuceneSchema.MD5)));
      addRowsOfOldStates(searcher, contents);
    }
    return contents;
  }

  /**
   * Versions before 0.2 did not store which rows a table has: they are those maps that were
   * imported from it last.
   */
  private static void addRowsOfOldStates(IndexSearcher searcher, IndexContents contents)
      throws IOException {
    Set<String> owned = new HashSet<>();
    contents.files().values().forEach(state -> state.held().forEach(owned::add));
    if (owned.containsAll(contents.imported())) {
      return;
    }
    for (FileState state : List.copyOf(contents.files().values())) {
      if (!state.maps().isEmpty() || !state.rows().isEmpty()) {
        continue;
      }
      List<String> rows = new ArrayList<>();
      forEach(
          searcher,
          KeywordField.newExactQuery(
              MapFields.IMPORTED_FROM.name(), TextAnalysis.clip(state.path())),
          Set.of(LuceneSchema.MD5),
          map -> rows.add(map.get(LuceneSchema.MD5)));
      if (!rows.isEmpty()) {
        contents
            .files()
            .put(
                state.path(),
                new FileState(
                    state.path(), state.stamp(), state.maps(), List.copyOf(rows), state.skipped()));
      }
    }
  }

  private static void forEach(IndexSearcher searcher, Query query, Set<String> fields, Work work)
      throws IOException {
    int max = Math.max(1, searcher.getIndexReader().maxDoc());
    for (ScoreDoc hit : searcher.search(query, max).scoreDocs) {
      work.with(searcher.storedFields().document(hit.doc, fields));
    }
  }

  @Override
  public IndexSnapshot committed() throws IOException {
    if (!DirectoryReader.indexExists(directory)) {
      commit(); // an empty one
    }
    return new LuceneSnapshot(OpenGeneration.of(folder));
  }

  private static Term md5(String md5) {
    return new Term(LuceneSchema.MD5, md5);
  }

  @Override
  public void replace(MapRecord record, MapEmbedding embedding) throws IOException {
    writer.updateDocuments(md5(record.md5()), MapDocuments.block(record, embedding));
  }

  @Override
  public void add(MapRecord record, MapEmbedding embedding) throws IOException {
    writer.addDocuments(MapDocuments.block(record, embedding));
  }

  @Override
  public void remove(String md5) throws IOException {
    writer.deleteDocuments(md5(md5));
  }

  private static Term path(String path) {
    return new Term(LuceneSchema.FILE_PATH, LuceneSchema.pathKey(path));
  }

  @Override
  public void fileDone(FileState file) throws IOException {
    writer.updateDocument(path(file.path()), MapDocuments.file(file));
  }

  @Override
  public void forgetFile(String file) throws IOException {
    writer.deleteDocuments(path(file));
  }

  @Override
  public void attach(String name, Attachment content) throws IOException {
    Durable.writeChecked(folder.resolve(name), content);
  }

  @Override
  public boolean hasUncommittedChanges() {
    return writer.hasUncommittedChanges();
  }

  @Override
  public void commit() throws IOException {
    if (writer.hasUncommittedChanges()) { // else readers would reopen an index that did not change
      writer.setLiveCommitData(manifest.toUserData().entrySet());
      writer.commit();
    }
  }

  @Override
  public void compact() throws IOException {
    commit(); // what is written survives a kill while the pieces are joined
    writer.forceMerge(1);
    commit();
  }

  @Override
  public void close() throws IOException {
    try (lock;
        directory) {
      writer.close();
    }
  }
}
