package kiai.dataset;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A table of maps in the layout of Mapperator's {@code metadata.parquet}, which the ready
 * embeddings of CM3P share: osu!'s API fields as columns, one row a map, {@code embedding} if it
 * has vectors.
 */
public final class MapperatorTable implements AutoCloseable {
  /** Name of the column with the vectors. */
  public static final String EMBEDDING = "embedding";

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
          "TopTagIds",
          "OmdbTags");

  /** StarRating holds seven speeds from 0.5 to 2.0; these are 1.5 and 0.75. */
  private static final int DOUBLE_TIME = 4;

  private static final int HALF_TIME = 1;
  private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
  private static final int SPEEDS = 7;

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
    return table.columnNames().contains(EMBEDDING);
  }

  /** Length of its vectors, by most of the first ones; 0 when no row has one. */
  public int dimension() throws IOException {
    return table.usualListLength(EMBEDDING);
  }

  /** Number of rows. */
  public long rows() {
    return table.rows();
  }

  /** Work with the maps of some rows. */
  @FunctionalInterface
  public interface RowsWork {
    /** Takes the maps in the order of the table. */
    void with(List<TableMap> maps) throws IOException;
  }

  /**
   * Reads all maps, some thousand at a time.
   *
   * @param vectors whether to read the vectors too
   * @param skipped takes rows that name no map
   */
  public void read(boolean vectors, RowsWork work, java.util.function.Consumer<SkippedFile> skipped)
      throws IOException {
    Set<String> columns = new HashSet<>(DESCRIPTION);
    if (vectors) {
      columns.add(EMBEDDING);
    }
    long[] row = {0};
    table.forEachBatch(
        columns,
        batch -> {
          List<TableMap> maps = new ArrayList<>(batch.rows());
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

  private TableMap map(ParquetBatch batch, int row, boolean vectors) {
    String mode = OsuCodes.mode(batch.whole("ModeInt", row), batch.text("Mode", row));
    if (mode == null) {
      throw new IllegalArgumentException("it has no game mode");
    }
    Long length = batch.whole("HitLength", row);
    return new TableMap(
        md5(batch.text("Checksum", row)),
        id(batch.whole("Id", row)),
        id(batch.whole("BeatmapSetId", row)),
        text(batch, "Title", row),
        text(batch, "TitleUnicode", row),
        text(batch, "Artist", row),
        text(batch, "ArtistUnicode", row),
        text(batch, "Creator", row),
        text(batch, "Version", row),
        text(batch, "Source", row),
        text(batch, "Tags", row),
        mode,
        number(batch, "Bpm", row),
        length != null ? length : number(batch, "TotalLength", row),
        number(batch, "Cs", row),
        number(batch, "Ar", row),
        number(batch, "Accuracy", row),
        number(batch, "Drain", row),
        (int) number(batch, "CountCircles", row),
        (int) number(batch, "CountSliders", row),
        (int) number(batch, "CountSpinners", row),
        file(batch.text("BeatmapSetFolder", row), batch.text("BeatmapFile", row)),
        facts(batch, row),
        vectors ? batch.floats(EMBEDDING, row) : null);
  }

  private MapFacts facts(ParquetBatch batch, int row) {
    double[] speeds = batch.numbers("StarRating", row);
    boolean rated = speeds != null && speeds.length == SPEEDS;
    Long favourites = batch.whole("FavouriteCount", row);
    return new MapFacts.Builder(String.valueOf(path.getFileName()), MapFacts.Kind.METADATA)
        .status(OsuCodes.status(batch.whole("Ranked", row), batch.text("Status", row)))
        .stars(
            finite(batch.number("DifficultyRating", row)),
            rated ? finite(speeds[DOUBLE_TIME]) : null,
            rated ? finite(speeds[HALF_TIME]) : null)
        .days(
            DatasetDates.day(batch.time("SubmittedDate", row)),
            DatasetDates.day(batch.time("RankedDate", row)),
            DatasetDates.day(batch.time("LastUpdated", row)))
        .mapperId(id(batch.whole("UserId", row)))
        .about(
            OsuCodes.plain(batch.text("GenreName", row)),
            OsuCodes.plain(batch.text("LanguageName", row)))
        .liked(
            favourites == null ? null : (Integer) favourites.intValue(),
            batch.whole("PlayCount", row))
        .tags(tags(batch, row))
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
