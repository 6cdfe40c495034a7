package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.export.HitFile;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.sources.mapperator.EmbeddingTableWriter;
import kiai.sources.mapperator.MapperatorRow;
import kiai.sources.mapperator.MapperatorTable;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is known of maps besides their files, from tables to hits; and tables of ready embeddings.
 */
class SourcedMetadataTest {
  private static final Path FIXTURES = Path.of("src/test/resources/kiai/dataset");

  @TempDir private Path folder;
  private Path maps;
  private LuceneGenerations home;

  @BeforeEach
  void writeMaps() throws IOException {
    maps = folder.resolve("maps");
    home = new LuceneGenerations(folder.resolve("index"));
    for (int i = 0; i < 4; i++) {
      TestMaps.of(Style.values()[i], i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .ids(100 + i, 300_000 + i) // 2015 by their ids
          .writeTo(maps.resolve("set " + i));
    }
  }

  private static Dataset dataset(List<Path> roots, Path... labels) throws IOException {
    return Dataset.open(
        roots, List.of(labels), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
  }

  private IndexSummary index(Path... labels) throws Exception {
    return new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(dataset(List.of(maps), labels), IndexRequest.KEEP, IndexProgress.NONE);
  }

  private Path table(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private List<Hit> search(String text) throws IOException {
    try (LiveIndex index = home.openLive()) {
      return new SearchService(index, TestModel.encoder())
          .search(text, SearchOptions.first(50).folding(false))
          .hits();
    }
  }

  private MapRecord map(int id) throws IOException {
    return search("id=" + id).getFirst().map();
  }

  @Test
  void tablesWinOverWhatIsComputedAndSayWhoTheyAre() throws Exception {
    index(
        table(
            "labels.csv",
            "beatmap_id,stars,submit_date,status,descriptor,collection\n"
                + "100,7.77,2012-05-06,loved,jump aim,farm\n"));
    MapRecord known = map(100);
    assertThat(known.stars()).isEqualTo(7.77);
    assertThat(known.starsSource()).isEqualTo("labels.csv");
    assertThat(known.year()).isEqualTo(2012);
    assertThat(known.yearEstimated()).isFalse();
    assertThat(known.tags()).containsExactly("aim/jump");
    assertThat(known.content().analysis().ratings().stars()).isNotEqualTo(7.77);
    MapRecord other = map(101);
    assertThat(other.starsSource()).contains("rosu-pp");
    assertThat(other.yearEstimated()).isTrue();
    for (String filter :
        List.of(
            "status=loved",
            "tag=\"aim/jump\" stars>7",
            "collection=farm",
            "created=2012-05",
            "created<2013",
            "stars>7.7",
            "year=2012")) {
      assertThat(search(filter))
          .as(filter)
          .extracting(h -> h.map().beatmapId())
          .containsExactly(100);
    }
    assertThat(search("created=2015")).hasSize(3); // the others, by the year of their ids
    assertThat(search("status!=loved")).hasSize(3);
  }

  @Test
  void newLabelsChangeFieldsWithoutEmbeddingAgain() throws Exception {
    index(table("labels.csv", "beatmap_id,status\n100,loved\n101,ranked\n"));
    float[][] before = vectors();
    IndexSummary second =
        index(table("labels.csv", "beatmap_id,status\n100,graveyard\n101,ranked\n"));
    assertThat(second.updated()).isEqualTo(1);
    assertThat(second.indexed()).isZero();
    assertThat(second.windows()).isZero();
    assertThat(map(100).status()).isEqualTo("graveyard");
    assertThat(vectors()).isEqualTo(before);
    IndexSummary third = index(); // nobody speaks of labels.csv: what it said stays
    assertThat(third.updated()).isZero();
    assertThat(map(100).status()).isEqualTo("graveyard");
    IndexSummary fourth = index(table("labels.csv", "beatmap_id,status\n101,ranked\n"));
    assertThat(fourth.updated()).isEqualTo(1);
    assertThat(map(100).status()).isNull();
    try (LiveIndex index = home.openLive()) {
      assertThat(TestIndex.sizes(index).maps()).isEqualTo(4);
      assertThat(TestIndex.sizes(index).windows()).isPositive();
    }
  }

  private float[][] vectors() throws IOException {
    try (LiveIndex index = home.openLive()) {
      SearchService service = new SearchService(index, TestModel.encoder());
      List<float[]> scores = new ArrayList<>();
      for (int id = 100; id < 104; id++) {
        Answer answer = service.similar("" + id, "", SearchOptions.first(10)).orElseThrow();
        float[] row = new float[answer.hits().size()];
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) answer.hits().get(i).score();
        }
        scores.add(row);
      }
      return scores.toArray(float[][]::new);
    }
  }

  @Test
  void theClientsFilesSayWhatIsOwnedAndPlayed() throws Exception {
    Path samples = Path.of("samples/Metronome - Sample 1");
    new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            dataset(
                List.of(samples),
                FIXTURES.resolve("osu!-new.db"),
                FIXTURES.resolve("collection.db")),
            IndexRequest.KEEP,
            IndexProgress.NONE);
    List<Hit> played = search("played");
    assertThat(played).hasSize(1);
    assertThat(played.getFirst().map().status()).isEqualTo("ranked");
    assertThat(search("collection=\"farm\"")).hasSize(1);
    assertThat(search("lastplayed=2020-01")).hasSize(1);
    assertThat(search("unplayed")).hasSize(1);
    assertThat(search("owned")).hasSize(2);
  }

  @Test
  void patternsAreFilters() throws Exception {
    index();
    assertThat(search("jumps>80%")).extracting(h -> h.map().beatmapId()).containsExactly(100);
    assertThat(search("jumps<=0.8")).hasSize(3);
    assertThat(search("peak_density>1")).hasSize(4);
  }

  private IndexSummary importTable(Path table) throws Exception {
    return Indexer.withoutModel(home, 16, InputLimits.DEFAULT)
        .run(dataset(List.of(table)), IndexRequest.KEEP, IndexProgress.NONE);
  }

  @Test
  void readyEmbeddingsBecomeAnIndexWithoutAModel() throws Exception {
    Path table = folder.resolve("ready.parquet");
    Files.copy(FIXTURES.resolve("embeddings-zstd.parquet"), table);
    IndexSummary first = importTable(table);
    assertThat(first.indexed()).isEqualTo(24);
    assertThat(first.skipped()).isEmpty();
    assertThat(importTable(table).unchanged()).isEqualTo(24);
    try (LiveIndex index = home.openLive()) {
      assertThat(TestIndex.manifest(index).withoutModel()).isTrue();
      SearchService service = new SearchService(index, null);
      Answer similar = service.similar("5003", "", SearchOptions.first(30)).orElseThrow();
      assertThat(similar.hits()).hasSize(5).allMatch(h -> h.map().mode().equals("mania"));
      assertThat(similar.hits().getFirst().score()).isLessThan(1);
      Answer text = service.search("title genre=anime mode=mania stars<3", SearchOptions.first(30));
      assertThat(text.hits()).extracting(h -> h.map().beatmapId()).containsExactlyInAnyOrder(5003);
      Answer second = service.search("id=5002", SearchOptions.first(1));
      assertThat(second.hits().getFirst().map().yearEstimated())
          .isFalse(); // the table has its date
      assertThat(second.hits().getFirst().map().content().analysis().estimatedYear())
          .isEqualTo(2008); // by its set
      assertThat(service.search("owned", SearchOptions.first(30)).hits()).isEmpty();
      assertThatThrownBy(() ->
              service.similar(
                  "5003", "", SearchOptions.first(5).similar(false, true, Aspects.STYLE)))
          .isInstanceOf(UnsupportedQuestionException.class);
    }
  }

  @Test
  void mapsThatLeaveATableLeaveTheIndex() throws Exception {
    Path table = folder.resolve("ready.parquet");
    Files.copy(FIXTURES.resolve("embeddings-zstd.parquet"), table);
    importTable(table);
    List<MapperatorRow> rows = new ArrayList<>();
    try (MapperatorTable read = MapperatorTable.open(table, UserTags.vocabulary())) {
      read.read(true, rows::addAll, _ -> {});
    }
    try (EmbeddingTableWriter shorter = new EmbeddingTableWriter(table, UserTags::idOf)) {
      for (MapperatorRow row : rows.subList(0, 10)) {
        shorter.write(row);
      }
    }
    assertThat(importTable(table).indexed()).isEqualTo(10);
    try (LiveIndex index = home.openLive()) {
      assertThat(TestIndex.sizes(index).maps()).isEqualTo(10);
    }
    Files.copy(FIXTURES.resolve("wrong.parquet"), table, StandardCopyOption.REPLACE_EXISTING);
    IndexSummary damaged = importTable(table);
    assertThat(damaged.skipped())
        .singleElement()
        .extracting(SkippedFile::reason)
        .asString()
        .contains("not a list of floats");
    try (LiveIndex index = home.openLive()) {
      assertThat(TestIndex.sizes(index).maps()).as("a damaged table loses no map").isEqualTo(10);
    }
  }

  @Test
  void anExportedTableIsTheSameIndexAgain() throws Exception {
    index(
        table(
            "labels.csv",
            "beatmap_id,stars,submit_date,status,tag\n100,7.5,2012-05-06,loved,aim/jump\n"));
    Path exported = folder.resolve("mine.parquet");
    try (LiveIndex live = home.openLive();
        IndexSnapshot index = live.snapshot()) {
      EmbeddingExport.Exported done =
          new EmbeddingExport(index, new kiai.query.Condition.Everything(), false)
              .write(exported, null, _ -> {});
      assertThat(done.maps()).isEqualTo(4);
    }
    List<Integer> before = similarTo100();
    home = new LuceneGenerations(folder.resolve("again"));
    IndexSummary summary =
        new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
            .run(dataset(List.of(exported)), IndexRequest.KEEP, IndexProgress.NONE);
    assertThat(summary.indexed()).isEqualTo(4);
    MapRecord map = map(100);
    assertThat(map.stars()).isEqualTo(7.5);
    assertThat(map.status()).isEqualTo("loved");
    assertThat(map.year()).isEqualTo(2012);
    assertThat(map.tags()).containsExactly("aim/jump");
    assertThat(similarTo100()).hasSameElementsAs(before);
  }

  private List<Integer> similarTo100() throws IOException {
    try (LiveIndex index = home.openLive()) {
      return new SearchService(index, TestModel.encoder())
          .similar("100", "", SearchOptions.first(10)).orElseThrow().hits().stream()
              .map(h -> h.map().beatmapId())
              .toList();
    }
  }

  @Test
  void mergingKeepsTheIndexsOwnRows() throws Exception {
    Path ready = folder.resolve("ready.parquet");
    Files.copy(FIXTURES.resolve("embeddings-zstd.parquet"), ready);
    importTable(ready);
    Path merged = folder.resolve("merged.parquet");
    try (LiveIndex live = home.openLive();
        IndexSnapshot index = live.snapshot()) {
      EmbeddingExport.Exported done =
          new EmbeddingExport(index, new kiai.query.Condition.Everything(), false)
              .write(merged, FIXTURES.resolve("embeddings-snappy.parquet"), _ -> {});
      assertThat(done.maps()).isEqualTo(24);
      assertThat(done.merged()).isZero(); // the same ids
      assertThatThrownBy(() ->
              new EmbeddingExport(index, new kiai.query.Condition.Everything(), false)
                  .write(merged, FIXTURES.resolve("metadata.parquet"), _ -> {}))
          .hasMessageContaining("has no embeddings of 16 numbers");
    }
    assertThat(folder.resolve("merged.parquet.part")).doesNotExist();
  }

  @Test
  void hitsGoIntoOtherProgramsFiles() throws Exception {
    index();
    List<Hit> hits = search("song");
    assertThat(text(HitFile.CSV, hits).lines())
        .hasSize(5)
        .first()
        .asString()
        .startsWith("beatmap_id,set_id,md5");
    assertThat(text(HitFile.IDS, hits).lines())
        .containsExactlyInAnyOrder("100", "101", "102", "103");
    assertThat(text(HitFile.JSON_LINES, hits).lines())
        .hasSize(4)
        .allMatch(l -> l.startsWith("{\"beatmap_id\":"));
  }

  private static String text(HitFile form, List<Hit> hits) throws IOException {
    return new String(form.bytes(hits, "", true), StandardCharsets.UTF_8);
  }
}
