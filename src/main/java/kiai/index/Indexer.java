package kiai.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.dataset.DatasetWalker;
import kiai.dataset.InputLimits;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * Brings an index in line with folders of maps.
 *
 * <ol>
 *   <li>What the index knows of each file (size, time of change, maps) is read from its last
 *       commit.
 *   <li>The roots are walked; a file that is as it was costs no more than that look.
 *   <li>Other files go through {@link IndexPipeline}; a map whose bytes are in the index already,
 *       from another file or an interrupted run, is not embedded again.
 *   <li>Maps that no file holds any more are taken out, and the generation becomes the current one.
 * </ol>
 *
 * <p>Commits happen while the run goes on; a killed run loses at most the maps since the last one,
 * and the next run goes on from there.
 */
public final class Indexer {
  private static final double RAM_BUFFER_MB = 256;

  private final IndexHome home;
  private final ModelFolder model;
  private final Encoder encoder;
  private final InputLimits limits;
  private final int threads;

  /**
   * An indexer.
   *
   * @param encoder of the same model
   * @param threads readers and tokenisers that run beside the encoder
   */
  public Indexer(IndexHome home, Encoder encoder, InputLimits limits, int threads) {
    this.home = home;
    this.model = encoder.model();
    this.encoder = encoder;
    this.limits = limits;
    this.threads = threads;
  }

  /**
   * Runs once.
   *
   * @param prune also forget files below the roots that are gone
   * @throws IOException when the index itself cannot be written
   */
  public IndexSummary run(List<Path> roots, boolean prune, IndexProgress progress)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Files.createDirectories(home.folder());
    Path generation = home.generationFor(model.hash());
    try (FSDirectory directory = FSDirectory.open(generation);
        IndexWriter writer = open(directory)) {
      Known known = Known.read(directory);
      writer.setLiveCommitData(IndexFacts.of(model).toUserData().entrySet());
      List<SkippedFile> skipped = new ArrayList<>();
      List<SourceFile> changed = new ArrayList<>();
      Set<String> present = new HashSet<>();
      int[] unchanged = {0};
      new DatasetWalker(limits)
          .walk(
              roots,
              file -> {
                present.add(file.path().toString());
                FileState state = known.files.get(file.path().toString());
                if (known.isIntact(state)
                    && state.bytes() == file.bytes()
                    && state.modifiedMillis() == file.modifiedMillis()) {
                  unchanged[0] += state.maps().size();
                  skipped.addAll(state.skipped());
                } else {
                  changed.add(file);
                }
              },
              skipped::add);
      progress.found(changed.size());
      IndexPipeline pipeline =
          new IndexPipeline(writer, encoder, limits, threads, known.maps, progress);
      IndexPipeline.Result result = pipeline.run(changed);
      skipped.addAll(result.skipped());
      result.files().forEach(state -> known.files.put(state.path(), state));
      if (prune) {
        prune(writer, known, roots, present);
      }
      int removed = removeOrphans(writer, known, result.written());
      writer.commit();
      home.publish(generation);
      skipped.sort(Comparator.comparing(SkippedFile::path).thenComparing(SkippedFile::reason));
      return new IndexSummary(
          unchanged[0] + result.alreadyThere() + result.written().size() + skipped.size(),
          result.written().size(),
          unchanged[0] + result.alreadyThere(),
          removed,
          List.copyOf(skipped),
          result.windows(),
          (System.nanoTime() - started) / 1e9);
    }
  }

  private IndexWriter open(FSDirectory directory) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(Schema.analyzer(true))
            .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
            .setCodec(Schema.codec())
            .setRAMBufferSizeMB(RAM_BUFFER_MB)
            .setCommitOnClose(false);
    try {
      return new IndexWriter(directory, config);
    } catch (LockObtainFailedException e) {
      throw new IOException(
          "the index in %s is being written by another kiai; wait for it to end"
              .formatted(home.folder()),
          e);
    }
  }

  private static void prune(IndexWriter writer, Known known, List<Path> roots, Set<String> present)
      throws IOException {
    List<Path> absolute = roots.stream().map(r -> r.toAbsolutePath().normalize()).toList();
    for (String path : List.copyOf(known.files.keySet())) {
      Path file = Path.of(path);
      boolean below = absolute.stream().anyMatch(file::startsWith);
      if (below && !present.contains(path)) {
        known.files.remove(path);
        writer.deleteDocuments(new Term(Schema.FILE_PATH, FileState.key(path)));
      }
    }
  }

  private static int removeOrphans(IndexWriter writer, Known known, Set<String> written)
      throws IOException {
    Set<String> held = new HashSet<>();
    known.files.values().forEach(f -> f.maps().forEach(m -> held.add(m.md5())));
    int removed = 0;
    for (String md5 : known.maps) {
      if (!held.contains(md5) && !written.contains(md5)) {
        writer.deleteDocuments(new Term(Schema.MD5, md5));
        removed++;
      }
    }
    return removed;
  }

  /** What the last commit says. */
  private record Known(Map<String, FileState> files, Set<String> maps) {
    static Known read(FSDirectory directory) throws IOException {
      Map<String, FileState> files = new HashMap<>();
      Set<String> maps = new HashSet<>();
      if (DirectoryReader.indexExists(directory)) {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
          IndexSearcher searcher = new IndexSearcher(reader);
          for (Document file : all(searcher, Schema.FILE)) {
            FileState state = FileState.read(file);
            files.put(state.path(), state);
          }
          for (Document map : all(searcher, Schema.MAP)) {
            maps.add(map.get(Schema.MD5));
          }
        }
      }
      return new Known(files, maps);
    }

    private static List<Document> all(IndexSearcher searcher, String type) throws IOException {
      List<Document> documents = new ArrayList<>();
      int max = Math.max(1, searcher.getIndexReader().maxDoc());
      Set<String> fields =
          type.equals(Schema.FILE) ? Set.of(Schema.FILE_STATE) : Set.of(Schema.MD5);
      for (ScoreDoc hit :
          searcher.search(new TermQuery(new Term(Schema.TYPE, type)), max).scoreDocs) {
        documents.add(searcher.storedFields().document(hit.doc, fields));
      }
      return documents;
    }

    /** A file's state counts only when all its maps were committed too. */
    boolean isIntact(FileState state) {
      return state != null && state.maps().stream().allMatch(m -> maps.contains(m.md5()));
    }
  }
}
