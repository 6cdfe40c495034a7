package kiai.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.embeddings.Encoder;
import kiai.explorer.ProjectionBuilder;
import kiai.index.FileState;
import kiai.index.Generations;
import kiai.index.IndexContents;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MetadataSources;
import kiai.map.SourcedMetadata;
import kiai.sources.Dataset;
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
        && current.get().schema() != manifest.schema();
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
    Map<String, List<SourcedMetadata>> earlier = metadataOfOtherModel();
    try (IndexWriter writer = generations.begin(manifest)) {
      long upgraded = upgrade(writer, progress);
      IndexContents known = writer.contents();
      List<SkippedFile> skipped = new ArrayList<>();
      List<SourceFile> changed = new ArrayList<>();
      Set<String> present = new HashSet<>();
      int unchanged = look(dataset, known, present, changed, skipped);
      MetadataSources metadata = dataset.metadata();
      IndexPipeline.Result result = embed(writer, changed, known, metadata, earlier, progress);
      skipped.addAll(result.skipped());
      result.files().forEach(state -> known.files().put(state.path(), state));
      EmbeddingImport tables = new EmbeddingImport(writer, metadata, known, progress);
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
      commit(writer, progress);
      int updated = new MetadataUpdate(metadata, progress).run(writer, written);
      commit(writer, progress);
      if (!written.isEmpty() || removed > 0 || upgraded > 0 || !hasProjection(writer)) {
        ProjectionBuilder.update(writer, placing(progress));
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
          List.copyOf(skipped),
          result.notes(),
          result.windows(),
          (System.nanoTime() - started) / 1e9);
    }
  }

  private static void commit(IndexWriter writer, IndexProgress progress) throws IOException {
    if (writer.hasUncommittedChanges()) {
      progress.began(IndexProgress.Phase.COMMITTING, 0);
      writer.commit();
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

  private static boolean hasProjection(IndexWriter writer) throws IOException {
    try (IndexSnapshot committed = writer.committed()) {
      return ProjectionBuilder.exists(committed);
    }
  }

  /** Brings the current generation forward when it has the same vectors in another schema. */
  private long upgrade(IndexWriter writer, IndexProgress progress) throws IOException {
    if (!isBehind()) {
      return 0;
    }
    try (IndexSnapshot old = generations.open(generations.current().orElseThrow())) {
      return new SchemaUpgrade(old, writer, limits, progress).run();
    }
  }

  /** Walks the dataset; answers how many maps lie in files that are as they were. */
  private int look(
      Dataset dataset,
      IndexContents known,
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
            new IndexPipeline.Reading(limits, threads, metadata),
            known.maps(),
            earlier,
            progress)
        .run(changed);
  }

  /**
   * A generation of another model begins with what sources said about the maps of the one before.
   */
  private Map<String, List<SourcedMetadata>> metadataOfOtherModel() throws IOException {
    Map<String, List<SourcedMetadata>> metadata = new HashMap<>();
    Optional<String> current = generations.current();
    if (current.isEmpty() || current.get().equals(generations.nameFor(manifest)) || isBehind()) {
      return metadata;
    }
    try (IndexSnapshot old = generations.open(current.get())) {
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
    Path folder = root.toAbsolutePath().normalize();
    try (IndexWriter writer = generations.begin(manifest)) {
      IndexContents known = writer.contents();
      int before = known.maps().size() + known.imported().size();
      int files = known.files().size();
      prune(writer, known, List.of(folder), Set.of());
      if (known.files().size() == files) {
        return 0; // nothing lies there: pages of answers stay valid
      }
      removeOrphans(writer, known, Set.of());
      writer.commit();
      IndexContents after = writer.contents();
      ProjectionBuilder.update(writer, ProjectionBuilder.Progress.NONE);
      return before - after.maps().size() - after.imported().size();
    }
  }

  private static void prune(
      IndexWriter writer, IndexContents known, List<Path> roots, Set<String> present)
      throws IOException {
    List<Path> absolute = roots.stream().map(r -> r.toAbsolutePath().normalize()).toList();
    for (String path : List.copyOf(known.files().keySet())) {
      Path file = Path.of(path);
      boolean below = absolute.stream().anyMatch(file::startsWith);
      if (below && !present.contains(path)) {
        known.files().remove(path);
        writer.forgetFile(path);
        writer.removeImported(path, null);
      }
    }
  }

  private static int removeOrphans(IndexWriter writer, IndexContents known, Set<String> written)
      throws IOException {
    Set<String> held = new HashSet<>();
    known.files().values().forEach(f -> f.maps().forEach(m -> held.add(m.md5())));
    int removed = 0;
    for (String md5 : known.maps()) {
      if (!held.contains(md5) && !written.contains(md5)) {
        writer.remove(md5);
        removed++;
      }
    }
    return removed;
  }
}
