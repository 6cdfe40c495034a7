package kiai.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.dataset.Dataset;
import kiai.dataset.InputLimits;
import kiai.dataset.Knowledge;
import kiai.dataset.MapFacts;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.Encoder;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
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
 *   <li>Tables of ready embeddings are imported as they are.
 *   <li>Maps that no file holds any more are taken out; maps of which sources say something else
 *       than before get new fields and keep their vectors; the generation becomes the current one.
 * </ol>
 *
 * <p>Commits happen while the run goes on; a killed run loses at most the maps since the last one,
 * and the next run goes on from there.
 */
public final class Indexer {
  private static final double RAM_BUFFER_MB = 256;

  private final IndexHome home;
  private final IndexFacts facts;
  private final Encoder encoder;
  private final InputLimits limits;
  private final int threads;

  /**
   * An indexer.
   *
   * @param encoder embeds maps; its model names the generation
   * @param threads readers and tokenisers that run beside the encoder
   */
  public Indexer(IndexHome home, Encoder encoder, InputLimits limits, int threads) {
    this(home, IndexFacts.of(encoder.model()), encoder, limits, threads);
  }

  private Indexer(
      IndexHome home, IndexFacts facts, Encoder encoder, InputLimits limits, int threads) {
    this.home = home;
    this.facts = facts;
    this.encoder = encoder;
    this.limits = limits;
    this.threads = threads;
  }

  /**
   * An indexer for tables of ready embeddings whose model is not at hand.
   *
   * @param dimension length of the embeddings
   */
  public static Indexer withoutModel(IndexHome home, int dimension, InputLimits limits) {
    return new Indexer(home, IndexFacts.ofReadyEmbeddings(dimension), null, limits, 1);
  }

  /**
   * Runs once.
   *
   * @param prune also forget files below the roots that are gone
   * @throws IOException when the index itself cannot be written, or maps lie in the dataset and
   *     there is no model
   */
  public IndexSummary run(Dataset dataset, boolean prune, IndexProgress progress)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    Files.createDirectories(home.folder());
    Path generation = home.generationFor(facts.modelHash());
    Map<String, List<MapFacts>> earlier = factsOfOther(generation);
    try (FSDirectory directory = FSDirectory.open(generation);
        IndexWriter writer = open(directory)) {
      KnownIndex known = KnownIndex.read(directory);
      writer.setLiveCommitData(facts.toUserData().entrySet());
      List<SkippedFile> skipped = new ArrayList<>();
      List<SourceFile> changed = new ArrayList<>();
      Set<String> present = new HashSet<>();
      int unchanged = look(dataset, known, present, changed, skipped);
      progress.found(changed.size());
      Knowledge knowledge = dataset.knowledge();
      IndexPipeline.Result result = embed(writer, changed, known, knowledge, earlier, progress);
      skipped.addAll(result.skipped());
      result.files().forEach(state -> known.files().put(state.path(), state));
      EmbeddingImport tables =
          new EmbeddingImport(writer, facts.dimension(), knowledge, known, progress);
      for (Path table : dataset.embeddings()) {
        tables.run(dataset, table);
      }
      skipped.addAll(tables.skipped());
      Set<String> written = new HashSet<>(result.written());
      written.addAll(tables.written());
      if (prune) {
        prune(writer, known, dataset.roots(), present);
      }
      int removed = removeOrphans(writer, known, written);
      writer.commit();
      int updated = new FactUpdate(knowledge).run(writer, written);
      writer.commit();
      if (!written.isEmpty() || removed > 0 || !MapProjection.exists(generation)) {
        ProjectionBuilder.update(generation);
      }
      home.publish(generation);
      skipped.sort(Comparator.comparing(SkippedFile::path).thenComparing(SkippedFile::reason));
      unchanged += result.alreadyThere() + tables.alreadyThere();
      return new IndexSummary(
          unchanged + written.size() + skipped.size(),
          written.size(),
          unchanged,
          updated,
          removed,
          List.copyOf(skipped),
          result.notes(),
          result.windows(),
          (System.nanoTime() - started) / 1e9);
    }
  }

  /** Walks the dataset; answers how many maps lie in files that are as they were. */
  private int look(
      Dataset dataset,
      KnownIndex known,
      Set<String> present,
      List<SourceFile> changed,
      List<SkippedFile> skipped) {
    int[] unchanged = {0};
    dataset.walk(
        file -> {
          present.add(file.path().toString());
          FileState state = known.files().get(file.path().toString());
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
    return unchanged[0];
  }

  private IndexPipeline.Result embed(
      IndexWriter writer,
      List<SourceFile> changed,
      KnownIndex known,
      Knowledge knowledge,
      Map<String, List<MapFacts>> earlier,
      IndexProgress progress)
      throws IOException, InterruptedException {
    if (encoder != null) {
      return new IndexPipeline(
              writer, encoder, limits, threads, known.maps(), knowledge, earlier, progress)
          .run(changed);
    }
    if (!changed.isEmpty()) {
      throw new IOException(
          ("there are %,d files of maps beside the ready embeddings; name the model of these"
                  + " embeddings with --model, or index the maps into a folder of their own")
              .formatted(changed.size()));
    }
    return IndexPipeline.Result.NOTHING;
  }

  /** A new generation begins with what sources said about the maps of the one before. */
  private Map<String, List<MapFacts>> factsOfOther(Path generation) throws IOException {
    Optional<Path> current = home.current();
    return current.isEmpty() || current.get().equals(generation)
        ? Map.of()
        : KnownIndex.factsOf(current.get());
  }

  private IndexWriter open(FSDirectory directory) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(Schema.indexAnalyzer())
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

  /**
   * Takes everything out of the index that a file or folder brought in.
   *
   * @return how many maps are gone
   */
  public int forget(Path root) throws IOException {
    Path generation = home.generationFor(facts.modelHash());
    Path folder = root.toAbsolutePath().normalize();
    int removed;
    try (FSDirectory directory = FSDirectory.open(generation);
        IndexWriter writer = open(directory)) {
      KnownIndex known = KnownIndex.read(directory);
      writer.setLiveCommitData(facts.toUserData().entrySet());
      int before = known.maps().size() + known.imported().size();
      int files = known.files().size();
      prune(writer, known, List.of(folder), Set.of());
      removeOrphans(writer, known, Set.of());
      if (!writer.hasUncommittedChanges() || known.files().size() == files) {
        writer.rollback(); // nothing lies there: pages of answers stay valid
        return 0;
      }
      writer.commit();
      KnownIndex after = KnownIndex.read(directory);
      removed = before - after.maps().size() - after.imported().size();
    }
    ProjectionBuilder.update(generation);
    return removed;
  }

  private static void prune(
      IndexWriter writer, KnownIndex known, List<Path> roots, Set<String> present)
      throws IOException {
    List<Path> absolute = roots.stream().map(r -> r.toAbsolutePath().normalize()).toList();
    for (String path : List.copyOf(known.files().keySet())) {
      Path file = Path.of(path);
      boolean below = absolute.stream().anyMatch(file::startsWith);
      if (below && !present.contains(path)) {
        known.files().remove(path);
        writer.deleteDocuments(new Term(Schema.FILE_PATH, FileState.key(path)));
        writer.deleteDocuments(KeywordField.newExactQuery(Schema.IMPORTED_FROM, path));
      }
    }
  }

  private static int removeOrphans(IndexWriter writer, KnownIndex known, Set<String> written)
      throws IOException {
    Set<String> held = new HashSet<>();
    known.files().values().forEach(f -> f.maps().forEach(m -> held.add(m.md5())));
    int removed = 0;
    for (String md5 : known.maps()) {
      if (!held.contains(md5) && !written.contains(md5)) {
        writer.deleteDocuments(new Term(Schema.MD5, md5));
        removed++;
      }
    }
    return removed;
  }
}
