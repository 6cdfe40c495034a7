package kiai.sources.mapperator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import kiai.analysis.play.MapPatterns;
import kiai.beatmap.GameMode;
import kiai.json.stored.StoredJson;
import kiai.map.MapContent;
import kiai.map.OsuCodes;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.parquet.ParquetTableWriter;
import kiai.parquet.ParquetTableWriter.Column;
import kiai.parquet.ParquetTableWriter.ColumnType;

/**
 * Writes maps with their embeddings in the layout of CM3P's table of ready embeddings: Mapperator's
 * metadata columns, as far as they are known, and {@code embedding}, a list of floats. A compact
 * table has {@code embedding_int8} instead, numbers from -127 to 127 that keep the direction alone,
 * the label profile likewise in {@code label_profile_HASH}, and a column for each pattern.
 */
public final class EmbeddingTableWriter implements AutoCloseable {
  private static final int SPEEDS = 7; // from 0.5 to 2
  private static final int HALF_TIME = 1;
  private static final int PLAIN = 2;
  private static final int DOUBLE_TIME = 4;
  private static final double LARGEST_WHOLE = 127;
  private static final long MICROS_PER_SECOND = 1_000_000;

  private final TagIds tagIds;
  private final Map<Column, Function<MapperatorRow, Object>> columns = new LinkedHashMap<>();
  private final ParquetTableWriter writer;

  /** Ids of user tags; seven names exist once per mode. */
  @FunctionalInterface
  public interface TagIds {
    /** The id of a tag for a mode; 0 when there is none. */
    int of(String tag, int mode);
  }

  /**
   * Opens a file for writing; one that is there is replaced.
   *
   * @param tagIds ids of user tags by mode number and name; 0 for unknown ones
   */
  public EmbeddingTableWriter(Path path, TagIds tagIds) throws IOException {
    this(path, tagIds, false, "");
  }

  /**
   * Opens a file for writing; one that is there is replaced.
   *
   * @param tagIds ids of user tags by mode number and name; 0 for unknown ones
   * @param compact whether vectors are whole numbers, with patterns beside them
   * @param labels hash of what made the label profiles; empty when there are none
   */
  public EmbeddingTableWriter(Path path, TagIds tagIds, boolean compact, String labels)
      throws IOException {
    this(path, tagIds, compact, labels, null);
  }

  private EmbeddingTableWriter(
      Path path, TagIds tagIds, boolean compact, String labels, String modelHash)
      throws IOException {
    this.tagIds = tagIds;
    names();
    numbers();
    sourced();
    lists();
    text(MapperatorTable.NOTES_KEY, c -> c.analysis().notesKey());
    if (compact) {
      for (MapPatterns.Pattern pattern : MapPatterns.Pattern.values()) {
        real(
            MapperatorTable.PATTERN_PREFIX + pattern.key(),
            c -> c.analysis().patterns().get(pattern.key()));
      }
      column(
          MapperatorTable.COMPACT_EMBEDDING, ColumnType.INT64S, row -> wholeNumbers(row.vector()));
      if (!labels.isEmpty()) {
        column(
            MapperatorTable.labelColumn(labels),
            ColumnType.INT64S,
            row -> row.labels() == null ? null : wholeNumbers(row.labels()));
      }
    } else {
      column(MapperatorTable.EMBEDDING, ColumnType.FLOATS, MapperatorRow::vector);
    }
    if (modelHash != null) {
      embedded(labels, modelHash);
    }
    writer = new ParquetTableWriter(path, List.copyOf(columns.keySet()));
  }

  /**
   * Opens a file for maps that come into an index as if they had been embedded there.
   *
   * @param labels hash of what made the label profiles; empty when there are none
   * @param modelHash hash of the model
   */
  public static EmbeddingTableWriter forIndexes(
      Path path, TagIds tagIds, String labels, String modelHash) throws IOException {
    return new EmbeddingTableWriter(path, tagIds, false, labels, modelHash);
  }

  private void embedded(String labels, String modelHash) {
    column(
        MapperatorTable.RECORD,
        ColumnType.TEXT,
        row -> new String(StoredJson.write(row.embedded().record()), StandardCharsets.UTF_8));
    whole(MapperatorTable.AUDIO, row -> row.embedded().audio() ? 1 : 0);
    column(
        MapperatorTable.windowColumn(modelHash),
        ColumnType.FLOATS,
        row -> joined(row.embedded().windows()));
    if (!labels.isEmpty()) {
      column(MapperatorTable.fullLabelColumn(labels), ColumnType.FLOATS, MapperatorRow::labels);
    }
  }

  private static float[] joined(float[][] rows) {
    int length = rows.length == 0 ? 0 : rows[0].length;
    float[] all = new float[rows.length * length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * length, length);
    }
    return all;
  }

  private void column(String name, ColumnType type, Function<MapperatorRow, Object> value) {
    columns.put(new Column(name, type), value);
  }

  private void whole(String name, Function<MapperatorRow, ? extends Number> value) {
    column(
        name,
        ColumnType.INT64,
        row -> {
          Number number = value.apply(row);
          return number == null ? null : (Long) number.longValue();
        });
  }

  private void text(String name, Function<MapContent, String> value) {
    column(name, ColumnType.TEXT, row -> value.apply(row.content()));
  }

  private void real(String name, Function<MapContent, Double> value) {
    column(name, ColumnType.DOUBLE, row -> value.apply(row.content()));
  }

  private void sourced(String name, ColumnType type, SourcedField<?> field) {
    column(name, type, row -> row.metadata().get(field));
  }

  private void names() {
    whole("Id", row -> row.content().ids().beatmapId());
    whole("BeatmapSetId", row -> row.content().ids().setId());
    text("Checksum", c -> c.ids().md5());
    text("Title", c -> c.names().title());
    text("TitleUnicode", c -> c.names().titleUnicode());
    text("Artist", c -> c.names().artist());
    text("ArtistUnicode", c -> c.names().artistUnicode());
    text("Creator", c -> c.names().creator());
    text("Version", c -> c.names().version());
    text("Source", c -> c.names().source());
    text("Tags", c -> c.names().mapperTags());
    text("Mode", c -> c.settings().mode());
    whole("ModeInt", row -> mode(row.content()));
  }

  private void numbers() {
    whole("CountCircles", row -> row.content().counts().circles());
    // The website counts long notes as sliders.
    whole(
        "CountSliders",
        row -> row.content().counts().sliders() + row.content().counts().holdNotes());
    whole("CountSpinners", row -> row.content().counts().spinners());
    whole("TotalLength", row -> Math.round(row.content().timing().length()));
    whole("HitLength", row -> Math.round(played(row.content().timing())));
    real("Bpm", c -> c.timing().bpm());
    real("Cs", c -> c.settings().cs());
    real("Ar", c -> c.settings().ar());
    real("Accuracy", c -> c.settings().od());
    real("Drain", c -> c.settings().hp());
  }

  private void sourced() {
    sourced("Status", ColumnType.TEXT, SourcedField.STATUS);
    sourced("GenreName", ColumnType.TEXT, SourcedField.GENRE);
    sourced("LanguageName", ColumnType.TEXT, SourcedField.LANGUAGE);
    whole("Ranked", row -> OsuCodes.statusNumber(row.metadata().get(SourcedField.STATUS)));
    whole("UserId", row -> row.metadata().get(SourcedField.MAPPER_ID));
    whole("FavouriteCount", row -> row.metadata().get(SourcedField.FAVOURITES));
    whole("PlayCount", row -> row.metadata().get(SourcedField.PLAYS));
    sourced("DifficultyRating", ColumnType.DOUBLE, SourcedField.STARS);
    sourced(MapperatorTable.STARS_HARD_ROCK, ColumnType.DOUBLE, SourcedField.STARS_HARD_ROCK);
    sourced(MapperatorTable.STARS_EASY, ColumnType.DOUBLE, SourcedField.STARS_EASY);
    day("SubmittedDate", SourcedField.SUBMITTED);
    day("RankedDate", SourcedField.RANKED);
    day("LastUpdated", SourcedField.UPDATED);
  }

  private void lists() {
    column("StarRating", ColumnType.DOUBLES, row -> stars(row.metadata()));
    column("TopTagIds", ColumnType.INT64S, this::tags);
  }

  /** The vector scaled so that its largest number is 127. */
  private static List<Long> wholeNumbers(float[] vector) {
    double largest = 0;
    for (float number : vector) {
      largest = Math.max(largest, Math.abs(number));
    }
    List<Long> whole = new ArrayList<>(vector.length);
    for (float number : vector) {
      whole.add(largest == 0 ? 0L : Math.round(number / largest * LARGEST_WHOLE));
    }
    return whole;
  }

  private static double played(MapContent.Timing timing) {
    return timing.drain() == null ? timing.length() : timing.drain();
  }

  private static int mode(MapContent content) {
    return GameMode.ofApiName(content.settings().mode()).id();
  }

  private void day(String name, SourcedField<String> field) {
    column(
        name,
        ColumnType.TIME,
        row -> {
          String iso = row.metadata().get(field);
          return iso == null
              ? null
              : (Long)
                  (LocalDate.parse(iso).atStartOfDay().toEpochSecond(ZoneOffset.UTC)
                      * MICROS_PER_SECOND);
        });
  }

  /** Seven speeds; those that nobody rated are null. */
  private static List<Double> stars(SourcedMetadata metadata) {
    Double doubleTime = metadata.get(SourcedField.STARS_DOUBLE_TIME);
    Double halfTime = metadata.get(SourcedField.STARS_HALF_TIME);
    if (doubleTime == null && halfTime == null) {
      return null;
    }
    Double[] speeds = new Double[SPEEDS];
    speeds[HALF_TIME] = halfTime;
    speeds[PLAIN] = metadata.get(SourcedField.STARS);
    speeds[DOUBLE_TIME] = doubleTime;
    return Arrays.asList(speeds);
  }

  private List<Long> tags(MapperatorRow row) {
    List<String> tags = row.metadata().get(SourcedField.TAGS);
    return tags == null
        ? null
        : tags.stream()
            .map(tag -> (long) tagIds.of(tag, mode(row.content())))
            .filter(id -> id > 0)
            .toList();
  }

  /** Writes a map; its vector must be there. */
  public void write(MapperatorRow row) throws IOException {
    List<Object> values = new ArrayList<>(columns.size());
    columns.values().forEach(value -> values.add(value.apply(row)));
    writer.write(values);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
