package kiai.ingest;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.analysis.stars.StarCalculator;
import kiai.embeddings.Encoder;
import kiai.explorer.ProjectionBuilder;
import kiai.index.FileState;
import kiai.index.Generations;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.MapRef;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MetadataSources;
import kiai.map.SourcedMetadata;
import kiai.sources.Dataset;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;

/**
 * Brings an index in line with folders of maps.
 *
 * <ol>
 *   <li>An index of an older schema is brought forward by {@link SchemaUpgrade}, beside the old
 *       one.
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
  private static final int MUCH_OF_ALL = 5; // from a fifth of all maps on pieces are joined

  private final Generations generations;
  private final IndexManifest manifest;
  private final Encoder encoder;
  private final InputLimits limits;
  private final int threads;

  /**
   * An indexer.
   *
   * @param encoder embeds maps; its model names the generation
   * @param threads readers and tokenisers that run beside the encoder
   */
  public Indexer(Generations generations, Encoder encoder, InputLimits limits, int threads) {
    this(generations, IndexManifest.of(encoder.model()), encoder, limits, threads);
  }

  private Indexer(
      Generations generations,
      IndexManifest manifest,
      Encoder encoder,
      InputLimits limits,
      int threads) {
    this.generations = generations;
    this.manifest = manifest;
    this.encoder = encoder;
    this.limits = limits;
    this.threads = threads;
  }

  /**
   * An indexer for tables of ready embeddings whose model is not at hand.
   *
   * @param dimension length of the embeddings
   */
  public static Indexer withoutModel(Generations generations, int dimension, InputLimits limits) {
    return new Indexer(generations, IndexManifest.ofReadyEmbeddings(dimension), null, limits, 1);
  }

  /** Whether the index has vectors of this model but documents of another schema. */
  public boolean isBehind() throws IOException {
    Optional<IndexManifest> current = generations.currentManifest();
    return current.isPresent()
        && current.get().sameVectors(manifest)
        && !current.get().sameDocuments(manifest);
  }

  /**
   * Runs once.
   *
   * @param request what the run may give up
   * @throws IOException when the index itself cannot be written, maps lie in the dataset and there
   *     is no model, or the index is of another model and cannot be exchanged as the request says
   */
  public IndexSummary run(Dataset dataset, IndexRequest request, IndexProgress progress)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    if (isOfOtherModel() && !request.exchange()) {
      throw new IOException(
          "the index is of another model or precision than this program was started with; stop it"
              + " and start it again");
    }
    try (IndexWriter writer = generations.begin(manifest)) {
      boolean exchanged = isOfOtherModel(); // after repairs
      if (exchanged || isUnreadable()) {
        mustBeComplete(writer, request);
      }
      Map<String, List<SourcedMetadata>> earlier = exchanged ? metadataOfOther() : Map.of();
      long upgraded = upgrade(writer, progress);
      IndexContents known = writer.contents();
      List<SkippedFile> skipped = new ArrayList<>();
      List<SourceFile> changed = new ArrayList<>();
      Set<String> present = new HashSet<>();
      int unchanged = look(dataset, writer, known, present, changed, skipped);
      Takeover takeover = takeover(dataset, request, exchanged, known, present, progress);
      changed.addAll(takeover.files());
      MetadataSources metadata = dataset.metadata();
      IndexPipeline.Result result = embed(writer, changed, known, metadata, earlier, progress);
      skipped.addAll(result.skipped());
      result.files().forEach(state -> known.files().put(state.path(), state));
      known.maps().addAll(result.written()); // a table's row of such a map adds nothing
      EmbeddingImport tables = new EmbeddingImport(writer, metadata, known, progress);
      for (Path table : dataset.embeddings()) {
        tables.run(dataset, table);
      }
      for (Path table : takeover.tables()) {
        tables.run(dataset, table);
      }
      skipped.addAll(tables.skipped());
      Set<String> written = new HashSet<>(result.written());
      written.addAll(tables.written());
      List<SkippedFile> notes = new ArrayList<>();
      writer
          .repairs()
          .notes()
          .forEach(repair -> notes.add(new SkippedFile(generations.location(), repair)));
      notes.addAll(result.notes());
      if (tables.twice() > 0) {
        notes.add(
            new SkippedFile(
                "tables",
                "%,d maps are in more than one of them; the last one counts"
                    .formatted(tables.twice())));
      }
      if (request.prune()) {
        Pruning pruning = pruning(known, dataset, present, request);
        notes.addAll(pruning.kept());
        forget(writer, known, pruning.gone());
      }
      int removed = removeOrphans(writer, known, written);
      metadata
          .absentFromCollections(held(known, written))
          .forEach((source, absent) -> notes.add(new SkippedFile(source, absent)));
      commit(writer, progress);
      takeover.checkArrived(known, request);
      int updated = new MetadataUpdate(metadata, progress).run(writer, written);
      commit(writer, progress);
      if (!written.isEmpty() || removed > 0 || upgraded > 0 || hasProjectionProblem(writer)) {
        ProjectionBuilder.update(writer, placing(progress));
      }
      int missing = missing(writer, removed, request);
      if (wroteMuch(writer, written.size() + upgraded)) {
        progress.began(IndexProgress.Phase.JOINING, 0);
        writer.compact();
      }
      generations.publish(generations.nameFor(manifest));
      skipped.sort(Comparator.comparing(SkippedFile::path).thenComparing(SkippedFile::reason));
      unchanged += result.alreadyThere() + tables.alreadyThere();
      return new IndexSummary(
          unchanged + written.size() + skipped.size(),
          written.size(),
          unchanged,
          updated,
          removed,
          missing,
          List.copyOf(skipped),
          List.copyOf(notes),
          result.windows(),
          (System.nanoTime() - started) / 1e9);
    }
  }

  /** Whether the current generation has vectors that cannot be compared with this model's. */
  private boolean isOfOtherModel() throws IOException {
    return generations.currentManifest().filter(m -> !m.sameVectors(manifest)).isPresent();
  }

  /**
   * Sources that a repair lost are not known any more, so that they could not be brought along into
   * an index of another model.
   */
  private void mustBeComplete(IndexWriter writer, IndexRequest request) throws IOException {
    int before = writer.repairs().mapsBefore();
    int now = 0;
    if (!isUnreadable()) {
      try (IndexSnapshot old = generations.open(generations.current().orElseThrow())) {
        now = old.sizes().maps();
      }
    }
    if (now < before && !request.drop()) {
      throw new IOException(
          ("the index in %s was damaged: %,d of its %,d maps are left. Index all its folders again"
                  + " with the model and precision that it has, or go on without the others with"
                  + " --yes")
              .formatted(generations.location(), now, before));
    }
  }

  /** Whether the current generation is another one of which nothing is left. */
  private boolean isUnreadable() throws IOException {
    return generations.currentManifest().isEmpty()
        && generations
            .current()
            .filter(name -> !name.equals(generations.nameFor(manifest)))
            .isPresent();
  }

  /** How many maps a repair lost that are not back. */
  private static int missing(IndexWriter writer, int removed, IndexRequest request)
      throws IOException {
    int before = writer.repairs().mapsBefore();
    if (before == 0) {
      return 0;
    }
    try (IndexSnapshot committed = writer.committed()) {
      int missing = before - removed - committed.sizes().maps();
      writer.settleRepairs(missing <= 0 || request.drop());
      return Math.max(0, missing);
    }
  }

  private Takeover takeover(
      Dataset dataset,
      IndexRequest request,
      boolean exchanged,
      IndexContents known,
      Set<String> present,
      IndexProgress progress)
      throws IOException {
    if (!exchanged) {
      return Takeover.none();
    }
    try (IndexSnapshot old = generations.open(generations.current().orElseThrow())) {
      Set<String> gone = new HashSet<>();
      if (request.prune()) {
        List<FileState> states = new ArrayList<>();
        old.forEachFile(states::add);
        gone.addAll(Pruning.of(states, dataset.roots(), present, request.drop()).gone());
      }
      Takeover takeover = Takeover.of(generations.location(), old, known, present, gone);
      takeover.check(request);
      progress.exchanges(old.manifest(), takeover.sources());
      return takeover;
    }
  }

  /** Size and times of a file. */
  static FileState.Stamp stamp(SourceFile file) {
    return new FileState.Stamp(file.bytes(), file.modifiedMillis(), file.changedNanos());
  }

  private static void commit(IndexWriter writer, IndexProgress progress) throws IOException {
    if (writer.hasUncommittedChanges()) {
      progress.began(IndexProgress.Phase.COMMITTING, 0);
      writer.commit();
    }
  }

  private static boolean wroteMuch(IndexWriter writer, long written) throws IOException {
    try (IndexSnapshot committed = writer.committed()) {
      IndexSizes sizes = committed.sizes();
      return sizes.segments() > 1 && written * MUCH_OF_ALL >= sizes.maps();
    }
  }

  private static ProjectionBuilder.Progress placing(IndexProgress progress) {
    return new ProjectionBuilder.Progress() {
      @Override
      public void began(int maps) {
        progress.began(IndexProgress.Phase.PLACING, maps);
      }

      @Override
      public void placed(int maps) {
        progress.done(maps, 0, 0);
      }
    };
  }

  private static boolean hasProjectionProblem(IndexWriter writer) throws IOException {
    try (IndexSnapshot committed = writer.committed()) {
      return ProjectionBuilder.problem(committed).isPresent();
    }
  }

  /** Brings the current generation forward when it has the same vectors in another schema. */
  private long upgrade(IndexWriter writer, IndexProgress progress) throws IOException {
    if (!isBehind()) {
      return 0;
    }
    try (IndexSnapshot old = generations.open(generations.current().orElseThrow());
        StarCalculator stars = new StarCalculator(1)) {
      return new SchemaUpgrade(old, writer, encoder, stars, limits, progress).run();
    }
  }

  /** Walks the dataset; answers how many maps lie in files that are as they were. */
  private static int look(
      Dataset dataset,
      IndexWriter writer,
      IndexContents known,
      Set<String> present,
      List<SourceFile> changed,
      List<SkippedFile> skipped)
      throws IOException {
    int[] unchanged = {0};
    List<FileState> restamped = new ArrayList<>();
    dataset.walk(
        file -> {
          String name = PathNames.of(file.path());
          present.add(name);
          FileState state = known.files().get(name);
          if (known.isIntact(state) && state.stamp().matches(stamp(file))) {
            unchanged[0] += state.maps().size();
            skipped.addAll(state.skipped());
            if (!state.stamp().equals(stamp(file))) {
              restamped.add(
                  state.withStamp(stamp(file))); // an older version did not note all times
            }
          } else {
            changed.add(file);
          }
        },
        skipped::add);
    for (FileState state : restamped) {
      known.files().put(state.path(), state);
      writer.fileDone(state);
    }
    dataset.embeddings().forEach(table -> present.add(PathNames.of(table)));
    return unchanged[0];
  }

  private IndexPipeline.Result embed(
      IndexWriter writer,
      List<SourceFile> changed,
      IndexContents known,
      MetadataSources metadata,
      Map<String, List<SourcedMetadata>> earlier,
      IndexProgress progress)
      throws IOException, InterruptedException {
    if (changed.isEmpty()) {
      return IndexPipeline.Result.NOTHING;
    }
    if (encoder == null) {
      throw new IOException(
          ("there are %,d files of maps beside the ready embeddings; name the model of these"
                  + " embeddings with --model, or index the maps into a folder of their own")
              .formatted(changed.size()));
    }
    progress.began(IndexProgress.Phase.READING, changed.size());
    return new IndexPipeline(
            writer,
            encoder,
            new IndexPipeline.Reading(limits, threads, metadata, md5 -> hasSong(writer, md5)),
            known,
            earlier,
            progress)
        .run(changed);
  }

  private static boolean hasSong(IndexWriter writer, String md5) throws IOException {
    try (IndexSnapshot committed = writer.committed()) {
      Optional<MapRef> ref = committed.find(md5);
      return ref.isEmpty() || committed.audioEmbedded(ref.get());
    }
  }

  /** What sources said about the maps of the generation before. */
  private Map<String, List<SourcedMetadata>> metadataOfOther() throws IOException {
    Map<String, List<SourcedMetadata>> metadata = new HashMap<>();
    try (IndexSnapshot old = generations.open(generations.current().orElseThrow())) {
      old.forEachMap(map -> {
        if (!map.sources().isEmpty()) {
          metadata.put(map.md5(), map.sources());
        }
      });
    }
    return metadata;
  }

  /**
   * Takes everything out of the index that a file or folder brought in.
   *
   * @return how many maps are gone
   */
  public int forget(Path root) throws IOException {
    Path folder = PathNames.absolute(root);
    if (isOfOtherModel()) {
      throw new IOException("the index is of another model or precision than this program");
    }
    try (IndexWriter writer = generations.begin(manifest)) {
      IndexContents known = writer.contents();
      int before = known.maps().size() + known.imported().size();
      List<String> below =
          known.files().keySet().stream().filter(path -> isBelow(path, folder)).toList();
      if (below.isEmpty()) {
        return 0; // nothing lies there: pages of answers stay valid
      }
      forget(writer, known, below);
      removeOrphans(writer, known, Set.of());
      writer.commit();
      IndexContents after = writer.contents();
      ProjectionBuilder.update(writer, ProjectionBuilder.Progress.NONE);
      return before - after.maps().size() - after.imported().size();
    }
  }

  private static boolean isBelow(String path, Path folder) {
    try {
      return PathNames.toPath(path).startsWith(folder);
    } catch (InvalidPathException e) {
      return false; // a path of another system
    }
  }

  private static Pruning pruning(
      IndexContents known, Dataset dataset, Set<String> present, IndexRequest request) {
    return Pruning.of(known.files().values(), dataset.roots(), present, request.drop());
  }

  private static void forget(IndexWriter writer, IndexContents known, List<String> paths)
      throws IOException {
    for (String path : paths) {
      known.files().remove(path);
      writer.forgetFile(path);
    }
  }

  /** MD5 sums of the maps that the sources of the index hold. */
  private static Set<String> held(IndexContents known, Set<String> written) {
    Set<String> held = new HashSet<>(written);
    known.files().values().forEach(file -> file.held().forEach(held::add));
    return held;
  }

  /** A map goes when no file and no table holds it any more. */
  private static int removeOrphans(IndexWriter writer, IndexContents known, Set<String> written)
      throws IOException {
    Set<String> held = held(known, written);
    int removed = 0;
    for (Set<String> maps : List.of(known.maps(), known.imported())) {
      for (String md5 : maps) {
        if (!held.contains(md5)) {
          writer.remove(md5);
          removed++;
        }
      }
    }
    return removed;
  }
}
