package kiai.sources.mapperator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import kiai.analysis.DerivedTag;
import kiai.analysis.DerivedTags;
import kiai.analysis.SubmissionYear;
import kiai.analysis.play.MapPatterns;
import kiai.beatmap.GameMode;
import kiai.input.DamagedFileException;
import kiai.input.SkippedFile;
import kiai.json.stored.StoredJson;
import kiai.map.Days;
import kiai.map.KeyedMetadata;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.map.MetadataSource;
import kiai.map.OsuCodes;
import kiai.map.Rounding;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.map.TagVocabulary;
import kiai.parquet.ParquetBatch;
import kiai.parquet.ParquetTable;

/**
 * A table of maps in the layout of Mapperator's {@code metadata.parquet}, which the ready
 * embeddings of CM3P share: osu!'s API fields as columns, one row a map, {@code embedding} if it
 * has vectors.
 */
public final class MapperatorTable implements AutoCloseable {
  /** Name of the column with the vectors. */
  public static final String EMBEDDING = "embedding";

  /** Name of the column with vectors of whole numbers, of which only the direction counts. */
  static final String COMPACT_EMBEDDING = "embedding_int8";

  /**
   * What the name of the column with label profiles of whole numbers begins with; the first digits
   * of the hash of what made them follow.
   */
  private static final String LABELS_PREFIX = "label_profile_";

  private static final int HASH_DIGITS = 12;

  /**
   * What the name of the column with the vectors of windows begins with, one after the other; the
   * first digits of the model's hash follow, and its precision if that is not its own.
   */
  private static final String WINDOWS_PREFIX = "window_embeddings_";

  /** Name of the column with all that a map's file says, as JSON. */
  static final String RECORD = "kiai_record";

  /** Name of the column that says whether songs went into the vectors: 1, or 0. */
  static final String AUDIO = "kiai_audio";

  /** What the name of the column with label profiles of decimal numbers begins with. */
  private static final String FULL_LABELS_PREFIX = "label_profile_float_";

  /** What the names of columns with patterns begin with. */
  static final String PATTERN_PREFIX = "pattern_";

  static final String NOTES_KEY = "notes_key";
  static final String STARS_HARD_ROCK = "StarRatingHardRock";
  static final String STARS_EASY = "StarRatingEasy";

  private static final Set<String> DESCRIPTION =
      Set.of(
          "Id",
          "BeatmapSetId",
          "Checksum",
          "Title",
          "TitleUnicode",
          "Artist",
          "ArtistUnicode",
          "Creator",
          "Version",
          "Source",
          "Tags",
          "Mode",
          "ModeInt",
          "Bpm",
          "HitLength",
          "TotalLength",
          "Cs",
          "Ar",
          "Accuracy",
          "Drain",
          "CountCircles",
          "CountSliders",
          "CountSpinners",
          "BeatmapSetFolder",
          "BeatmapFile",
          "Ranked",
          "Status",
          "SubmittedDate",
          "RankedDate",
          "LastUpdated",
          "DifficultyRating",
          "StarRating",
          "UserId",
          "GenreName",
          "LanguageName",
          "FavouriteCount",
          "PlayCount",
          NOTES_KEY,
          RECORD,
          AUDIO,
          STARS_HARD_ROCK,
          STARS_EASY,
          "TopTagIds",
          "OmdbTags");

  /** StarRating holds seven speeds from 0.5 to 2.0; these are 1.5 and 0.75. */
  private static final int DOUBLE_TIME = 4;

  private static final int HALF_TIME = 1;
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final int SPEEDS = 7;

  /** A row without a mode: its file says it. No mode filter takes it. */
  private static final String MODE_OF_ITS_FILE = "";

  private final Path path;
  private final ParquetTable table;
  private final TagVocabulary vocabulary;

  private MapperatorTable(Path path, ParquetTable table, TagVocabulary vocabulary) {
    this.path = path;
    this.table = table;
    this.vocabulary = vocabulary;
  }

  /**
   * Opens a table.
   *
   * @throws DamagedFileException when it cannot be read or has no column {@code Id}
   */
  public static MapperatorTable open(Path path, TagVocabulary vocabulary) throws IOException {
    ParquetTable table = ParquetTable.open(path);
    try {
      table.mustHave("Id");
      // A table without rows has columns without types.
      if (table.rows() > 0 && table.columnNames().contains(EMBEDDING)) {
        table.mustBeNumbers(EMBEDDING);
      }
    } catch (DamagedFileException e) {
      table.close();
      throw e;
    }
    return new MapperatorTable(path, table, vocabulary);
  }

  /** True when its maps have vectors. */
  public boolean hasEmbeddings() {
    return table.columnNames().contains(vectors(table));
  }

  /** Length of its vectors, by most of the first ones; 0 when no row has one. */
  public int dimension() throws IOException {
    return table.usualListLength(vectors(table));
  }

  /** Name of the column for label profiles that something with this hash made. */
  static String labelColumn(String hash) {
    return LABELS_PREFIX + hash.substring(0, HASH_DIGITS);
  }

  /** Name of the column for windows that a model with this hash embedded. */
  static String windowColumn(String modelHash) {
    int precision = modelHash.indexOf('-');
    return WINDOWS_PREFIX
        + modelHash.substring(0, HASH_DIGITS)
        + (precision < 0 ? "" : modelHash.substring(precision));
  }

  /** Name of the column for label profiles of decimal numbers. */
  static String fullLabelColumn(String hash) {
    return FULL_LABELS_PREFIX + hash.substring(0, HASH_DIGITS);
  }

  private Optional<String> windowColumn() {
    return table.columnNames().stream().filter(name -> name.startsWith(WINDOWS_PREFIX)).findFirst();
  }

  /** Whether {@code kiai embed-table} wrote it: its maps have windows, and all their files say. */
  public boolean hasWindows() {
    return windowColumn().isPresent() && table.columnNames().contains(RECORD);
  }

  /** Whether its windows were embedded by the model with this hash. */
  public boolean hasWindowsOf(String modelHash) {
    return hasWindows() && windowColumn().get().equals(windowColumn(modelHash));
  }

  private Optional<String> labelColumn() {
    return table.columnNames().stream().filter(name -> name.startsWith(LABELS_PREFIX)).findFirst();
  }

  /** Whether its label profiles were made by what has this hash. */
  public boolean hasLabelsOf(String hash) {
    return !hash.isEmpty()
        && (table.columnNames().contains(labelColumn(hash))
            || table.columnNames().contains(fullLabelColumn(hash)));
  }

  private static String vectors(ParquetTable table) {
    return table.columnNames().contains(COMPACT_EMBEDDING) ? COMPACT_EMBEDDING : EMBEDDING;
  }

  /** What the table says of maps, without its vectors. */
  public static MetadataSource metadata(
      Path path, TagVocabulary vocabulary, RowsWork work, Consumer<SkippedFile> skipped)
      throws IOException {
    KeyedMetadata known = new KeyedMetadata(String.valueOf(path.getFileName()));
    try (MapperatorTable table = open(path, vocabulary)) {
      table.read(
          false,
          rows -> {
            for (MapperatorRow row : rows) {
              known.add(row.content().ids().md5(), row.content().ids().beatmapId(), row.metadata());
            }
            work.with(rows);
          },
          skipped);
    }
    return known;
  }

  /** Number of rows. */
  public long rows() {
    return table.rows();
  }

  /** Work with the maps of some rows. */
  @FunctionalInterface
  public interface RowsWork {
    /** Takes the maps in the order of the table. */
    void with(List<MapperatorRow> maps) throws IOException;
  }

  /**
   * Reads all maps, some thousand at a time.
   *
   * @param vectors whether to read the vectors too
   * @param skipped takes rows that name no map
   */
  public void read(boolean vectors, RowsWork work, Consumer<SkippedFile> skipped)
      throws IOException {
    Set<String> columns = new HashSet<>(DESCRIPTION);
    for (MapPatterns.Pattern pattern : MapPatterns.Pattern.values()) {
      columns.add(PATTERN_PREFIX + pattern.key());
    }
    if (vectors) {
      columns.add(vectors(table));
      labelColumn().ifPresent(columns::add);
      windowColumn().ifPresent(columns::add);
    }
    long[] row = {0};
    table.forEachBatch(
        columns,
        batch -> {
          List<MapperatorRow> maps = new ArrayList<>(batch.rows());
          for (int i = 0; i < batch.rows(); i++, row[0]++) {
            try {
              maps.add(map(batch, i, vectors));
            } catch (IllegalArgumentException e) {
              skipped.accept(
                  new SkippedFile("%s, row %,d".formatted(path, row[0]), e.getMessage()));
            }
          }
          work.with(maps);
        });
  }

  private MapperatorRow map(ParquetBatch batch, int row, boolean vectors) {
    String mode = OsuCodes.mode(batch.whole("ModeInt", row), batch.text("Mode", row));
    if (mode == null) {
      if (vectors || batch.text("BeatmapFile", row) == null) {
        throw new IllegalArgumentException("it has no game mode");
      }
      mode = MODE_OF_ITS_FILE;
    }
    return new MapperatorRow(
        content(batch, row, mode),
        metadata(batch, row),
        file(batch.text("BeatmapSetFolder", row), batch.text("BeatmapFile", row)),
        vectors ? vector(batch, row) : null,
        vectors && labelColumn().isPresent() ? wholeNumbers(batch, labelColumn().get(), row) : null,
        vectors && hasWindows() ? embedded(batch, row) : null);
  }

  private MapperatorRow.Embedded embedded(ParquetBatch batch, int row) {
    String json = batch.text(RECORD, row);
    float[] all = batch.floats(windowColumn().orElseThrow(), row);
    float[] vector = vector(batch, row);
    if (json == null || vector == null || (all != null && all.length % vector.length != 0)) {
      throw new IllegalArgumentException("its windows cannot be read");
    }
    float[][] windows = new float[all == null ? 0 : all.length / vector.length][];
    for (int i = 0; i < windows.length; i++) {
      windows[i] = Arrays.copyOfRange(all, i * vector.length, (i + 1) * vector.length);
    }
    try {
      byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
      MapRecord record = StoredJson.readMap(utf8, 0, utf8.length);
      if (record.windowStarts().size() != windows.length) {
        throw new IllegalArgumentException("its windows cannot be read");
      }
      Long audio = batch.whole(AUDIO, row);
      return new MapperatorRow.Embedded(
          new MapRecord(
              record.content().from(MapContent.Origin.of(path.toString())), record.sources()),
          windows,
          audio != null && audio > 0);
    } catch (IOException e) {
      throw new IllegalArgumentException("what its file says cannot be read", e);
    }
  }

  private float[] vector(ParquetBatch batch, int row) {
    if (vectors(table).equals(EMBEDDING)) {
      return batch.floats(EMBEDDING, row);
    }
    return wholeNumbers(batch, COMPACT_EMBEDDING, row);
  }

  /** Whoever takes these numbers in brings them to length 1; null when the row has none. */
  private static float[] wholeNumbers(ParquetBatch batch, String column, int row) {
    double[] numbers = batch.numbers(column, row);
    if (numbers == null) {
      return null;
    }
    float[] vector = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      vector[i] = (float) numbers[i];
    }
    return vector;
  }

  private static Map<String, Double> patterns(ParquetBatch batch, int row) {
    Map<String, Double> patterns = new LinkedHashMap<>();
    for (MapPatterns.Pattern pattern : MapPatterns.Pattern.values()) {
      Double value = finite(batch.number(PATTERN_PREFIX + pattern.key(), row));
      if (value != null) {
        patterns.put(pattern.key(), value);
      }
    }
    return patterns;
  }

  /** The tags that the patterns suggest; none where these are not known. */
  private static List<DerivedTag> derived(
      ParquetBatch batch, int row, String mode, Map<String, Double> patterns) {
    if (patterns.isEmpty() || mode.equals(MODE_OF_ITS_FILE)) {
      return List.of();
    }
    Map<String, Double> numbers = new HashMap<>(patterns);
    numbers.put("stars", number(batch, "DifficultyRating", row));
    numbers.put("length", number(batch, "TotalLength", row));
    numbers.put("bpm", number(batch, "Bpm", row));
    numbers.put("ar", number(batch, "Ar", row));
    return DerivedTags.of(GameMode.ofApiName(mode), numbers);
  }

  private MapContent content(ParquetBatch batch, int row, String mode) {
    Map<String, Double> patterns = patterns(batch, row);
    boolean mania = mode.equals(GameMode.MANIA.apiName());
    Integer setId = id(batch.whole("BeatmapSetId", row));
    OptionalInt year = SubmissionYear.ofSetId(setId == null ? 0 : setId);
    double cs = number(batch, "Cs", row);
    int circles = (int) number(batch, "CountCircles", row);
    int sliders = (int) number(batch, "CountSliders", row);
    boolean longNotes = mania && circles + sliders > 0; // the website counts them as sliders
    return new MapContent(
        new MapContent.Ids(md5(batch.text("Checksum", row)), id(batch.whole("Id", row)), setId),
        new MapContent.Names(
            text(batch, "Title", row),
            text(batch, "TitleUnicode", row),
            text(batch, "Artist", row),
            text(batch, "ArtistUnicode", row),
            text(batch, "Creator", row),
            text(batch, "Version", row),
            text(batch, "Source", row),
            text(batch, "Tags", row)),
        new MapContent.Settings(
            mode,
            cs,
            number(batch, "Ar", row),
            number(batch, "Accuracy", row),
            number(batch, "Drain", row),
            mania ? (int) Math.round(cs) : 0,
            null),
        timing(batch, row),
        new MapContent.Counts(
            circles,
            mania ? 0 : sliders,
            (int) number(batch, "CountSpinners", row),
            mania ? sliders : 0),
        new MapContent.Analysis(
            MapContent.Ratings.NONE,
            year.isPresent() ? (Integer) year.getAsInt() : null,
            longNotes ? Rounding.four((double) sliders / (circles + sliders)) : 0,
            Map.copyOf(patterns),
            derived(batch, row, mode, patterns),
            batch.text(NOTES_KEY, row)),
        MapContent.Windows.NONE,
        MapContent.Origin.of(path.toString()));
  }

  private static MapContent.Timing timing(ParquetBatch batch, int row) {
    double bpm = Rounding.four(number(batch, "Bpm", row));
    Long played = batch.whole("HitLength", row);
    double length = played != null ? played : number(batch, "TotalLength", row);
    return new MapContent.Timing(
        bpm, bpm, bpm, Rounding.four(length), played == null ? null : (Double) (double) played);
  }

  private SourcedMetadata metadata(ParquetBatch batch, int row) {
    double[] speeds = batch.numbers("StarRating", row);
    boolean rated = speeds != null && speeds.length == SPEEDS;
    Long favourites = batch.whole("FavouriteCount", row);
    return SourcedMetadata.of(String.valueOf(path.getFileName()), SourcedMetadata.Kind.METADATA)
        .put(
            SourcedField.STATUS,
            OsuCodes.status(batch.whole("Ranked", row), batch.text("Status", row)))
        .stars(
            finite(batch.number("DifficultyRating", row)),
            rated ? finite(speeds[DOUBLE_TIME]) : null,
            rated ? finite(speeds[HALF_TIME]) : null)
        .starsOfSettings(
            finite(batch.number(STARS_HARD_ROCK, row)), finite(batch.number(STARS_EASY, row)))
        .days(
            Days.day(batch.time("SubmittedDate", row)),
            Days.day(batch.time("RankedDate", row)),
            Days.day(batch.time("LastUpdated", row)))
        .put(SourcedField.MAPPER_ID, id(batch.whole("UserId", row)))
        .put(SourcedField.GENRE, OsuCodes.plain(batch.text("GenreName", row)))
        .put(SourcedField.LANGUAGE, OsuCodes.plain(batch.text("LanguageName", row)))
        .put(SourcedField.FAVOURITES, favourites == null ? null : (Integer) favourites.intValue())
        .put(SourcedField.PLAYS, batch.whole("PlayCount", row))
        .put(SourcedField.TAGS, tags(batch, row))
        .build();
  }

  private List<String> tags(ParquetBatch batch, int row) {
    double[] ids = batch.numbers("TopTagIds", row);
    if (ids == null) {
      List<String> described = batch.texts("OmdbTags", row);
      if (described == null) {
        return null;
      }
      List<String> named =
          described.stream().map(vocabulary::named).filter(tag -> tag != null).toList();
      return named.isEmpty() ? null : named;
    }
    List<String> names = new ArrayList<>();
    for (double id : ids) {
      String name = Double.isNaN(id) ? null : vocabulary.of((int) id);
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  private static String text(ParquetBatch batch, String column, int row) {
    String value = batch.text(column, row);
    return value == null ? "" : value;
  }

  private static double number(ParquetBatch batch, String column, int row) {
    Double value = finite(batch.number(column, row));
    return value == null ? 0 : value;
  }

  private static Double finite(Double value) {
    return value != null && Double.isFinite(value) ? value : null;
  }

  private static Integer id(Long value) {
    return value == null || value < 1 || value > Integer.MAX_VALUE
        ? null
        : (Integer) value.intValue();
  }

  private static String md5(String checksum) {
    if (checksum == null) {
      return null;
    }
    String lower = checksum.strip().toLowerCase(Locale.ROOT);
    return MD5.matcher(lower).matches() ? lower : null;
  }

  /** A path inside of the dataset; null for names that would lead out of it. */
  private static Path file(String folder, String name) {
    if (folder == null || name == null) {
      return null;
    }
    try {
      Path path = Path.of(folder, name).normalize();
      return path.isAbsolute() || path.startsWith("..") ? null : path;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    table.close();
  }
}
