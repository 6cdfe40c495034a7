package kiai.sources.mapperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.parquet.ParquetTable;
import kiai.parquet.ParquetTableWriter;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixtures are written by pandas; make_fixtures.py beside them says how. */
class MapperatorTableTest {
  private static final Path FIXTURES = Path.of("src/test/resources/kiai/dataset");

  @TempDir private Path folder;
  private final List<SkippedFile> skipped = new ArrayList<>();

  private List<MapperatorRow> read(Path path) throws IOException {
    List<MapperatorRow> maps = new ArrayList<>();
    try (MapperatorTable table = MapperatorTable.open(path, UserTags.vocabulary())) {
      table.read(true, maps::addAll, skipped::add);
    }
    return maps;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"embeddings-snappy.parquet", "embeddings-zstd.parquet", "embeddings-gzip.parquet"})
  void tablesOfPandasAreReadWhole(String name) throws IOException {
    List<MapperatorRow> maps = read(FIXTURES.resolve(name));
    assertThat(skipped).isEmpty();
    assertThat(maps).hasSize(24);
    MapperatorRow map = maps.get(5);
    assertThat(map.content().ids().beatmapId()).isEqualTo(5005);
    assertThat(map.content().ids().setId()).isEqualTo(1001);
    assertThat(map.content().ids().md5()).isEqualTo("%032x".formatted(5));
    assertThat(map.content().settings().mode()).isEqualTo("taiko");
    assertThat(map.content().names().titleUnicode()).isEmpty();
    assertThat(map.content().timing().bpm()).isZero(); // NaN in the table
    assertThat(map.content().settings().od()).isEqualTo(8);
    assertThat(map.content().timing().length()).isEqualTo(80);
    SourcedMetadata facts = map.metadata();
    assertThat(facts.get(SourcedField.STATUS)).isEqualTo("loved");
    assertThat(facts.get(SourcedField.STARS)).isEqualTo(2.75);
    assertThat(facts.get(SourcedField.STARS_DOUBLE_TIME)).isEqualTo(3.85);
    assertThat(facts.get(SourcedField.STARS_HALF_TIME)).isEqualTo(2.2);
    assertThat(facts.get(SourcedField.SUBMITTED)).isEqualTo("2015-06-29");
    assertThat(facts.get(SourcedField.YEAR)).isEqualTo(2015);
    assertThat(facts.get(SourcedField.GENRE)).isEqualTo("anime");
    assertThat(facts.get(SourcedField.TAGS)).containsExactly("aim/jump", "tap/streams");
    assertThat(facts.get(SourcedField.FAVOURITES)).isEqualTo(50);
    assertThat(map.vector()).hasSize(16);
  }

  @Test
  void nullsOfListsAndTimesStayUnknown() throws IOException {
    List<MapperatorRow> maps = read(FIXTURES.resolve("embeddings-zstd.parquet"));
    assertThat(maps.get(7).metadata().get(SourcedField.STARS_DOUBLE_TIME)).isNull();
    assertThat(maps.get(2).metadata().get(SourcedField.RANKED)).isNull();
    assertThat(maps.get(3).metadata().get(SourcedField.TAGS)).isNull();
    assertThat(maps.get(0).metadata().get(SourcedField.TAGS))
        .containsExactly("aim/jump"); // OMDB's, without ids
    assertThat(maps.get(0).metadata().get(SourcedField.GENRE)).isNull();
  }

  @Test
  void bothCompressionsHoldTheSameVectors() throws IOException {
    List<MapperatorRow> one = read(FIXTURES.resolve("embeddings-snappy.parquet"));
    List<MapperatorRow> other = read(FIXTURES.resolve("embeddings-zstd.parquet"));
    for (int i = 0; i < one.size(); i++) {
      assertThat(one.get(i).vector()).containsExactly(other.get(i).vector());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 7, 100})
  void rowsAreTheSameHoweverManyAreReadAtOnce(int rows) throws IOException {
    List<String> read = new ArrayList<>();
    try (ParquetTable table =
        ParquetTable.open(FIXTURES.resolve("embeddings-snappy.parquet"), rows)) {
      table.forEachBatch(
          Set.of("Id", "TopTagIds", "StarRating", "embedding"),
          batch -> {
            for (int i = 0; i < batch.rows(); i++) {
              read.add(
                  batch.whole("Id", i)
                      + Arrays.toString(batch.numbers("TopTagIds", i))
                      + Arrays.toString(batch.numbers("StarRating", i))
                      + batch.floats("embedding", i)[15]);
            }
          });
    }
    List<MapperatorRow> maps = read(FIXTURES.resolve("embeddings-zstd.parquet"));
    assertThat(read).hasSize(24);
    for (int i = 0; i < 24; i++) {
      assertThat(read.get(i)).startsWith("" + (5000 + i)).endsWith("" + maps.get(i).vector()[15]);
    }
    assertThat(read.get(7)).contains("null");
    assertThat(read.get(8)).contains("[19.0, 26.0][2.1, ");
  }

  @Test
  void emptyAndOddTablesAreTables() throws IOException {
    assertThat(read(FIXTURES.resolve("no-rows.parquet"))).isEmpty();
    try (MapperatorTable table =
        MapperatorTable.open(FIXTURES.resolve("odd-first-row.parquet"), UserTags.vocabulary())) {
      assertThat(table.dimension()).isEqualTo(16);
    }
  }

  @Test
  void wrongColumnsAreNamed() throws IOException {
    assertThatThrownBy(() -> read(FIXTURES.resolve("wrong.parquet")))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("embedding")
        .hasMessageContaining("not a list of floats");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.999})
  void aTruncatedTableIsOneMessage(double share) throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("embeddings-zstd.parquet"));
    Path half = folder.resolve("half.parquet");
    Files.write(half, Arrays.copyOf(whole, (int) (whole.length * share)));
    assertThatThrownBy(() -> read(half))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("half.parquet");
  }

  @Test
  void damageInTheMiddleIsOneMessageOrWrongNumbersOnly() throws IOException {
    byte[] whole = Files.readAllBytes(FIXTURES.resolve("embeddings-zstd.parquet"));
    Path damaged = folder.resolve("damaged.parquet");
    java.util.Random random = new java.util.Random(3);
    for (int round = 0; round < 150; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 8; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, bytes);
      try {
        read(damaged);
      } catch (DamagedFileException e) {
        assertThat(e).hasMessageContaining("damaged.parquet");
      }
    }
  }

  @Test
  void aMapperatorDatasetIsItsRowsAndTheFilesTheyName() throws IOException {
    Path root = Files.createDirectories(folder.resolve("dataset"));
    Files.copy(FIXTURES.resolve("metadata.parquet"), root.resolve("metadata.parquet"));
    for (int i = 0; i < 24; i++) {
      // The table says "1000 Artist …"; Windows would not mind the case.
      String set =
          "%d %s %d - Title %d"
              .formatted(1000 + i / 3, i % 2 == 0 ? "artist" : "Artist", i % 5, i / 3);
      Path file = root.resolve("data").resolve(set).resolve("map %d.osu".formatted(i));
      Files.createDirectories(file.getParent());
      if (i != 4) {
        Files.writeString(file, "osu file format v14\n");
      }
    }
    Files.writeString(root.resolve("data/stray.osu"), "osu file format v14\n");
    assertThat(walk(root, DatasetFilters.ALL)).hasSize(23).noneMatch(f -> f.contains("stray"));
    assertThat(skipped)
        .singleElement()
        .extracting(SkippedFile::reason)
        .isEqualTo("metadata.parquet names it, but it is not there");
    assertThat(walk(root, new DatasetFilters(2014, 2014, null, null, Set.of(), null, null)))
        .hasSize(4);
    assertThat(walk(root, new DatasetFilters(null, null, 2.0, 3.0, Set.of(), null, null)))
        .hasSize(4); // one of five is the missing file
    assertThat(walk(root, new DatasetFilters(null, null, null, null, Set.of("mania"), null, null)))
        .hasSize(6);
    assertThat(walk(root, new DatasetFilters(null, null, null, null, Set.of(), 2, 4))).hasSize(6);
  }

  @Test
  void aRowWithoutAModeHasThatOfItsFile() throws IOException {
    Path root = Files.createDirectories(folder.resolve("modes"));
    Path set = Files.createDirectories(root.resolve("data/1"));
    Files.writeString(set.resolve("m.osu"), "osu file format v14\n");
    List<ParquetTableWriter.Column> columns =
        List.of(
            new ParquetTableWriter.Column("Id", ParquetTableWriter.ColumnType.INT64),
            new ParquetTableWriter.Column("ModeInt", ParquetTableWriter.ColumnType.INT64),
            new ParquetTableWriter.Column("BeatmapSetFolder", ParquetTableWriter.ColumnType.TEXT),
            new ParquetTableWriter.Column("BeatmapFile", ParquetTableWriter.ColumnType.TEXT));
    try (ParquetTableWriter table =
        new ParquetTableWriter(root.resolve("metadata.parquet"), columns)) {
      table.write(Arrays.asList(9_100_191L, null, "1", "m.osu"));
      table.write(Arrays.asList(9_100_192L, null, null, null));
    }
    assertThat(walk(root, DatasetFilters.ALL)).singleElement().asString().endsWith("m.osu");
    assertThat(skipped)
        .singleElement()
        .extracting(SkippedFile::reason)
        .isEqualTo("it has no game mode");
  }

  private List<String> walk(Path root, DatasetFilters filters) throws IOException {
    List<String> files = new ArrayList<>();
    skipped.clear();
    Dataset.open(List.of(root), List.of(), filters, InputLimits.DEFAULT, UserTags.vocabulary())
        .walk(file -> files.add(file.path().toString()), skipped::add);
    return files;
  }

  @Test
  void aDamagedTableDoesNotHideTheMaps() throws IOException {
    Path root = Files.createDirectories(folder.resolve("dataset/data/set"));
    Files.writeString(root.resolve("a.osu"), "osu file format v14\n");
    Files.writeString(folder.resolve("dataset/metadata.parquet"), "PAR1 not really");
    assertThat(walk(folder.resolve("dataset"), DatasetFilters.ALL)).hasSize(1);
    assertThat(skipped)
        .singleElement()
        .extracting(SkippedFile::reason)
        .asString()
        .contains("is not a readable parquet file");
  }
}
