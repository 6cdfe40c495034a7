package kiai.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.input.SkippedFile;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.sources.mapperator.EmbeddingTableWriter;
import kiai.sources.mapperator.MapperatorRow;
import kiai.sources.mapperator.MapperatorTable;
import kiai.tokens.UserTags;

/** The maps of an index as a table of ready embeddings. */
public final class EmbeddingExport {
  private static final List<SourcedField<?>> PASSED_ON =
      List.of(
          SourcedField.SUBMITTED,
          SourcedField.RANKED,
          SourcedField.UPDATED,
          SourcedField.MAPPER_ID,
          SourcedField.GENRE,
          SourcedField.LANGUAGE,
          SourcedField.FAVOURITES,
          SourcedField.PLAYS);

  private final IndexSnapshot index;
  private final Condition which;
  private final boolean compact;

  /**
   * An export of one state of an index.
   *
   * @param which maps to write
   * @param compact whether vectors are written as whole numbers, a quarter as large, with the
   *     patterns of the maps beside them
   */
  public EmbeddingExport(IndexSnapshot index, Condition which, boolean compact) {
    this.index = index;
    this.which = which;
    this.compact = compact;
  }

  /**
   * What was written.
   *
   * @param maps maps of the index
   * @param merged maps of the other table that the index does not have
   */
  public record Exported(long maps, long merged) {}

  /**
   * Writes a table; it appears whole or not at all.
   *
   * @param mergeWith a table whose maps follow unless the index has them, by MD5; null for none
   * @param skipped takes rows of that table that are left out
   */
  public Exported write(Path target, Path mergeWith, Consumer<SkippedFile> skipped)
      throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Set<String> keys = new HashSet<>();
    try {
      long maps;
      long merged = 0;
      try (EmbeddingTableWriter writer =
          new EmbeddingTableWriter(part, UserTags::idOf, compact, index.manifest().labels())) {
        maps = write(writer, keys);
        if (mergeWith != null) {
          merged = merge(mergeWith, writer, keys, skipped);
        }
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      return new Exported(maps, merged);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private record Place(MapRef map, String md5, Integer id) {}

  private long write(EmbeddingTableWriter writer, Set<String> keys) throws IOException {
    List<Place> places = new ArrayList<>();
    for (MapRef map : index.top(which, Order.NEWEST, Integer.MAX_VALUE)) {
      MapContent.Ids ids = index.record(map).content().ids();
      places.add(new Place(map, ids.md5(), ids.beatmapId()));
    }
    // Ids first, ascending, as tables of the website are.
    places.sort(
        Comparator.comparingInt((Place p) -> p.id == null ? Integer.MAX_VALUE : p.id)
            .thenComparing(Place::md5));
    long written = 0;
    for (Place place : places) {
      float[] vector = index.vector(place.map);
      MapRecord map = index.record(place.map);
      if (vector != null && keys.add(key(map.content().ids()))) {
        writer.write(row(map, vector, index.labels(place.map)));
        written++;
      }
    }
    return written;
  }

  /** Several files may claim one beatmap id (copies that were edited); each is a map of its own. */
  private static String key(MapContent.Ids ids) {
    return ids.md5() != null ? ids.md5() : "id " + ids.beatmapId();
  }

  private long merge(
      Path path, EmbeddingTableWriter writer, Set<String> keys, Consumer<SkippedFile> skipped)
      throws IOException {
    long[] merged = {0};
    int dimension = index.manifest().dimension();
    try (MapperatorTable table = MapperatorTable.open(path, UserTags.vocabulary())) {
      if (!table.hasEmbeddings() || table.dimension() != dimension) {
        throw new IOException(
            "%s has no embeddings of %d numbers to merge with".formatted(path, dimension));
      }
      boolean ourLabels = table.hasLabelsOf(index.manifest().labels());
      table.read(
          true,
          rows -> {
            for (MapperatorRow row : rows) {
              boolean whole = row.vector() != null && row.vector().length == dimension;
              if (whole && keys.add(key(row.content().ids()))) {
                writer.write(ourLabels ? row : row.withoutLabels());
                merged[0]++;
              }
            }
          },
          skipped);
    }
    return merged[0];
  }

  /** A map as a row of a table. */
  static MapperatorRow row(MapRecord map, float[] vector, float[] labels) {
    SourcedMetadata.Builder metadata =
        SourcedMetadata.of("index", SourcedMetadata.Kind.METADATA)
            .put(SourcedField.STATUS, map.status())
            .put(SourcedField.YEAR, map.yearEstimated() ? null : map.year())
            .put(SourcedField.TAGS, map.tags().isEmpty() ? null : map.tags())
            .stars(map.stars(), map.starsDoubleTime(), map.starsHalfTime())
            .starsOfSettings(map.starsHardRock(), map.starsEasy());
    PASSED_ON.forEach(field -> pass(map, field, metadata));
    return new MapperatorRow(
        map.content(), metadata.build(), null, vector, labels.length == 0 ? null : labels);
  }

  private static <T> void pass(
      MapRecord map, SourcedField<T> field, SourcedMetadata.Builder metadata) {
    metadata.put(field, map.sourced(field).orElse(null));
  }
}
