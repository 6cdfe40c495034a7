package kiai.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.VectorMath;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.index.MapSink;
import kiai.input.DamagedFileException;
import kiai.map.MapRecord;
import kiai.sources.mapperator.EmbeddingTableWriter;
import kiai.sources.mapperator.MapperatorRow;
import kiai.sources.mapperator.MapperatorTable;
import kiai.tokens.UserTags;

/**
 * Maps with their embeddings and windows in tables of bounded size, which {@code kiai index} takes
 * in as if it had embedded them itself. A table appears whole or not at all, so that a run that is
 * broken off loses at most the last maps. One task writes at a time; the tables of several tasks
 * may lie in one folder.
 */
final class EmbeddingShards implements MapSink, Closeable {
  private static final double UNIT_TOLERANCE = 1e-3; // of squared length
  private static final int MOST_MAPS = 4_000; // of a table: some 100 MB
  private static final int WORTH_A_TABLE = 1_000; // maps, at a commit
  private static final String TABLE = ".parquet";
  private static final String UNFINISHED = ".part";
  private static final Duration ABANDONED = Duration.ofHours(6); // a table is written in minutes

  private final Path folder;
  private final String task;
  private final IndexManifest manifest;
  // Two runs of one task, as of a machine that was thought to be lost, must not write one file.
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private final Set<String> known = new HashSet<>();
  private EmbeddingTableWriter table;
  private Path part;
  private int inTable;
  private int number; // of the next table of this run

  private EmbeddingShards(Path folder, String task, IndexManifest manifest) {
    this.folder = folder;
    this.task = task;
    this.manifest = manifest;
  }

  /**
   * Opens a folder, and reads which maps its tables have.
   *
   * @param task what the names of new tables begin with
   * @param manifest of the model that embeds
   * @throws IOException when a table of another model lies there
   */
  static EmbeddingShards open(Path folder, String task, IndexManifest manifest) throws IOException {
    Files.createDirectories(folder);
    EmbeddingShards shards = new EmbeddingShards(folder, task, manifest);
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path file : entries.sorted().toList()) {
        String name = file.getFileName().toString();
        boolean unfinished = name.startsWith(task + "-") && name.endsWith(UNFINISHED);
        if (unfinished && isAbandoned(file)) {
          Files.deleteIfExists(file); // of a run that was broken off
        } else if (name.endsWith(TABLE)) {
          shards.read(file);
        }
      }
    }
    return shards;
  }

  private static boolean isAbandoned(Path file) throws IOException {
    Instant written = Files.getLastModifiedTime(file).toInstant();
    return written.isBefore(Instant.now().minus(ABANDONED));
  }

  /** Rows that are damaged are not known, so that their maps are embedded again. */
  private void read(Path file) throws IOException {
    try (MapperatorTable other = MapperatorTable.open(file, UserTags.vocabulary())) {
      if (!other.hasWindowsOf(manifest.modelHash())) {
        throw new IOException(
            "%s is not of the model %s %s; take another folder"
                .formatted(file, manifest.modelName(), manifest.modelVersion()));
      }
      other.read(
          true,
          rows ->
              rows.stream()
                  .filter(EmbeddingShards::isWhole)
                  .forEach(row -> known.add(row.content().ids().md5())),
          _ -> {});
    } catch (DamagedFileException e) {
      throw new IOException(
          "%s; delete it, and its maps are embedded again".formatted(e.getMessage()), e);
    }
  }

  /** Whether a row says the same of its map everywhere, and its vectors have length 1. */
  static boolean isWhole(MapperatorRow row) {
    MapperatorRow.Embedded embedded = row.embedded();
    return embedded != null
        && embedded.record().md5().equals(row.content().ids().md5())
        && isUnit(row.vector())
        && Arrays.stream(embedded.windows()).allMatch(EmbeddingShards::isUnit);
  }

  private static boolean isUnit(float[] vector) {
    return vector != null && Math.abs(VectorMath.dot(vector, vector) - 1) < UNIT_TOLERANCE;
  }

  /** MD5 sums of the maps that the folder has. */
  Set<String> known() {
    return known;
  }

  @Override
  public synchronized void replace(MapRecord record, MapEmbedding embedding) throws IOException {
    if (table == null) {
      part = folder.resolve(name() + UNFINISHED);
      table =
          EmbeddingTableWriter.forIndexes(
              part, UserTags::idOf, manifest.labels(), manifest.modelHash());
      inTable = 0;
    }
    MapperatorRow row = EmbeddingExport.row(record, embedding.map(), embedding.labels());
    table.write(
        new MapperatorRow(
            row.content(),
            row.metadata(),
            null,
            row.vector(),
            row.labels(),
            new MapperatorRow.Embedded(record, embedding.windows(), embedding.audioEmbedded())));
    if (++inTable >= MOST_MAPS) {
      finish();
    }
  }

  /** Which file a map came from is known where it lies alone. */
  @Override
  public void fileDone(FileState file) {
    // nothing to keep
  }

  @Override
  public synchronized void commit() throws IOException {
    if (inTable >= WORTH_A_TABLE) {
      finish();
    }
  }

  private void finish() throws IOException {
    table.close();
    table = null;
    inTable = 0;
    Files.move(part, folder.resolve(name()), StandardCopyOption.ATOMIC_MOVE);
    number++;
  }

  private String name() {
    return "%s-%s-%05d%s".formatted(task, run, number, TABLE);
  }

  /** Ends the last table with the maps that it has. */
  synchronized void complete() throws IOException {
    if (table != null) {
      finish();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (table != null) { // broken off: what is whole stays
      complete();
    }
  }

  /** Names of the tables. */
  List<Path> tables() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(file -> file.toString().endsWith(TABLE)).sorted().toList();
    }
  }
}
