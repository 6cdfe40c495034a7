package kiai.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.VectorMath;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.IndexWriter;
import kiai.input.SkippedFile;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.MetadataSources;
import kiai.map.SourcedMetadata;
import kiai.sources.Dataset;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;
import kiai.sources.mapperator.MapperatorRow;
import kiai.sources.mapperator.MapperatorTable;

/**
 * Tables of ready embeddings into an index: each row becomes a map with its vector and no windows.
 * A map that the index has from its own file stays as it is, since that one knows more.
 */
final class EmbeddingImport {
  private static final int NAMED_SKIPS = 1_000;
  private static final long COMMIT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final IndexWriter writer;
  private final int dimension;
  private final MetadataSources metadata;
  private final IndexContents known;
  private final IndexProgress progress;
  private final Set<String> written = new HashSet<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private int alreadyThere;
  private int twice;
  private boolean ourLabels; // whether the table's label profiles are those of this index
  private long lastCommit = System.nanoTime();

  EmbeddingImport(
      IndexWriter writer, MetadataSources metadata, IndexContents known, IndexProgress progress) {
    this.writer = writer;
    this.dimension = writer.manifest().dimension();
    this.metadata = metadata;
    this.known = known;
    this.progress = progress;
  }

  /**
   * Imports a table unless it is as it was.
   *
   * @throws IOException when the index cannot be written; a damaged table is only reported
   */
  void run(Dataset dataset, Path path) throws IOException {
    String name = PathNames.of(path);
    FileState before = known.files().get(name);
    FileState.Stamp stamp = Indexer.stamp(SourceFile.of(path));
    if (before != null && before.stamp().matches(stamp) && known.isIntact(before)) {
      alreadyThere += before.rows().size();
      return;
    }
    Set<String> rows = new HashSet<>();
    List<String> held = new ArrayList<>();
    boolean whole = false;
    boolean resumed = before != null && before.stamp().interruptedAt(stamp);
    try (MapperatorTable table = dataset.openTable(path)) {
      progress.began(IndexProgress.Phase.IMPORTING, table.rows());
      ourLabels = table.hasLabelsOf(writer.manifest().labels());
      if (table.hasWindows() && !table.hasWindowsOf(writer.manifest().modelHash())) {
        skip(
            SkippedFile.passing(
                path.toString(),
                "its maps were embedded by another model than %s %s; name that model with --model"
                    .formatted(writer.manifest().modelName(), writer.manifest().modelVersion())));
        return;
      }
      long[] read = {0};
      boolean fresh = known.isEmpty() && written.isEmpty();
      table.read(
          true,
          maps -> {
            for (MapperatorRow row : maps) {
              if (add(path, row, rows, fresh, resumed)) {
                held.add(row.content().ids().md5());
              }
            }
            commitNowAndThen(new FileState(name, stamp, List.of(), held, List.of()), before);
            read[0] += maps.size();
            progress.done(read[0], written.size(), 0);
          },
          this::skip);
      whole = true;
    } catch (kiai.input.DamagedFileException e) {
      skipped.add(SkippedFile.passing(path.toString(), e.getMessage()));
    }
    FileState now = new FileState(name, stamp, List.of(), List.copyOf(held), List.of());
    if (!whole) {
      now = now.incomplete(before); // what came before the damage stays; it is read again next time
    }
    if (whole || !now.rows().isEmpty()) {
      writer.fileDone(now);
      known.files().put(now.path(), now);
    }
  }

  /** Takes a row in; false when it is left out. */
  private boolean add(
      Path path, MapperatorRow row, Set<String> rows, boolean fresh, boolean resumed)
      throws IOException {
    MapContent.Ids ids = row.content().ids();
    String shown = path + ", beatmap " + ids.beatmapId();
    if (ids.md5() == null) {
      skip(new SkippedFile(shown, "it has no check-sum"));
      return false;
    }
    if (!rows.add(ids.md5())) {
      skip(new SkippedFile(shown, "another row has the same check-sum"));
      return false;
    }
    float[] vector = row.vector();
    if (vector == null || vector.length != dimension) {
      skip(
          new SkippedFile(
              shown,
              vector == null
                  ? "it has no embedding"
                  : "its embedding has %d numbers, not %d".formatted(vector.length, dimension)));
      return false;
    }
    double length = Math.sqrt(VectorMath.dot(vector, vector));
    if (!(length > 1e-6) || Double.isInfinite(length)) {
      skip(new SkippedFile(shown, "its embedding has no direction"));
      return false;
    }
    if (row.embedded() != null && !EmbeddingShards.isWhole(row)) {
      skip(
          SkippedFile.passing(
              shown, "its row is damaged; delete the table and embed its maps again"));
      return false;
    }
    if (known.maps().contains(ids.md5()) || (resumed && known.imported().contains(ids.md5()))) {
      alreadyThere++;
      return true;
    }
    if (row.embedded() == null) { // else it has length 1, to the last bit
      VectorMath.scale(vector, 1 / length);
    }
    write(row, vector, fresh);
    if (!written.add(ids.md5())) {
      twice++;
    }
    return true;
  }

  private void write(MapperatorRow row, float[] vector, boolean fresh) throws IOException {
    MapContent.Ids ids = row.content().ids();
    MapperatorRow.Embedded embedded = row.embedded();
    List<SourcedMetadata> own =
        embedded == null ? List.of(row.metadata()) : embedded.record().sources();
    List<SourcedMetadata> sources =
        metadata.isEmpty() ? own : metadata.of(ids.md5(), ids.beatmapId(), ids.setId(), own);
    MapContent content = embedded == null ? row.content() : embedded.record().content();
    MapRecord record = new MapRecord(content, sources);
    MapEmbedding embedding =
        new MapEmbedding(
            vector,
            embedded == null ? new float[0][] : embedded.windows(),
            content.windows().startsMs().stream().mapToInt(Integer::intValue).toArray(),
            content.windows().objects().stream().mapToInt(Integer::intValue).toArray(),
            embedded != null && embedded.audio(),
            ourLabels ? labels(row) : new float[0]);
    if (fresh) {
      writer.add(record, embedding);
    } else {
      writer.replace(record, embedding);
    }
  }

  /** A label profile of length 1; no numbers when the row has none. */
  private static float[] labels(MapperatorRow row) {
    float[] given = row.labels();
    if (row.embedded() != null) {
      return given == null ? new float[0] : given;
    }
    double length = given == null ? 0 : Math.sqrt(VectorMath.dot(given, given));
    if (!(length > 1e-6) || Double.isInfinite(length)) {
      return new float[0];
    }
    VectorMath.scale(given, 1 / length);
    return given;
  }

  /** What was imported so far survives a run that is killed, which the next one goes on from. */
  private void commitNowAndThen(FileState soFar, FileState before) throws IOException {
    if (System.nanoTime() - lastCommit > COMMIT_EVERY_NANOS) {
      writer.fileDone(soFar.incomplete(before));
      writer.commit();
      lastCommit = System.nanoTime();
    }
  }

  private void skip(SkippedFile row) {
    if (skipped.size() < NAMED_SKIPS) {
      skipped.add(row);
    } else if (skipped.size() == NAMED_SKIPS) {
      skipped.add(new SkippedFile(row.path(), row.reason() + "; further rows are not named"));
    }
  }

  /** MD5 sums of the maps that were written. */
  Set<String> written() {
    return written;
  }

  /** Rows that were left out. */
  List<SkippedFile> skipped() {
    return skipped;
  }

  /** Maps that several tables of this run have: the last one counts. */
  int twice() {
    return twice;
  }

  /** Maps that were in the index already. */
  int alreadyThere() {
    return alreadyThere;
  }
}
