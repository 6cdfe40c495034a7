package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.embeddings.MapEmbedding;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.map.MapContent;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.sources.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingTaskTest {
  private static final int MAPS = 12;

  @TempDir private Path folder;
  private Path maps;
  private Path tables;

  @BeforeEach
  void writeMaps() throws IOException {
    maps = folder.resolve("maps");
    tables = folder.resolve("tables");
    for (int i = 0; i < MAPS; i++) {
      TestMaps.of(TestMaps.Style.values()[i % 6], i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .writeTo(maps.resolve("set " + i / 2));
    }
  }

  private EmbeddingTask.Done embed(int number, int of) throws Exception {
    return new EmbeddingTask(TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(maps), InputLimits.DEFAULT),
            new EmbeddingTask.Part(number, of),
            tables,
            IndexProgress.NONE);
  }

  private IndexSummary index(Path home, Path... roots) throws Exception {
    return new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(CollectionFixture.open(roots), IndexRequest.KEEP, IndexProgress.NONE);
  }

  private Path[] written() throws IOException {
    try (Stream<Path> files = Files.list(tables)) {
      return files.sorted().toArray(Path[]::new);
    }
  }

  /** All that an index knows of a map but where it came from. */
  @SuppressWarnings("ArrayRecordComponent") // compared number by number
  private record Known(MapRecord map, boolean audio, List<float[]> vectors) {}

  private static Map<String, Known> dump(Path home) throws IOException {
    Map<String, Known> dump = new TreeMap<>();
    try (LiveIndex live = new LuceneGenerations(home).openLive();
        IndexSnapshot index = live.snapshot()) {
      for (MapRef ref : index.all()) {
        MapRecord map = index.record(ref);
        List<float[]> vectors = new ArrayList<>(List.of(index.windows(ref)));
        vectors.add(index.vector(ref));
        vectors.add(index.labels(ref));
        MapRecord nowhere =
            new MapRecord(map.content().from(MapContent.Origin.of(null)), map.sources());
        dump.put(map.md5(), new Known(nowhere, index.audioEmbedded(ref), vectors));
      }
    }
    return dump;
  }

  /** Maps that are embedded together share their sums, which rounds the last digits otherwise. */
  private static void assertAlike(Map<String, Known> actual, Map<String, Known> expected) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((md5, known) -> {
      assertThat(actual.get(md5).map()).isEqualTo(known.map());
      assertThat(actual.get(md5).audio()).isEqualTo(known.audio());
      assertThat(actual.get(md5).vectors()).hasSameSizeAs(known.vectors());
      for (int i = 0; i < known.vectors().size(); i++) {
        assertThat(actual.get(md5).vectors().get(i))
            .usingComparatorWithPrecision(1e-3f) // label profiles have three digits
            .containsExactly(known.vectors().get(i));
      }
    });
  }

  @Test
  void threePartsMakeTheIndexOfOneMachine() throws Exception {
    int embedded = 0;
    for (int i = 1; i <= 3; i++) {
      embedded += embed(i, 3).embedded();
    }
    assertThat(embedded).isEqualTo(MAPS);
    IndexSummary merged = index(folder.resolve("merged"), written());
    assertThat(merged.indexed()).isEqualTo(MAPS);
    assertThat(merged.skipped()).isEmpty();
    index(folder.resolve("alone"), maps);
    assertAlike(dump(folder.resolve("merged")), dump(folder.resolve("alone")));
  }

  @Test
  void setsStayTogether() throws Exception {
    for (int i = 1; i <= 3; i++) {
      assertThat(embed(i, 3).embedded() % 2).isZero();
    }
  }

  @Test
  void aSecondRunEmbedsWhatIsNew() throws Exception {
    assertThat(embed(1, 1).embedded()).isEqualTo(MAPS);
    EmbeddingTask.Done again = embed(1, 1);
    assertThat(again.embedded()).isZero();
    assertThat(again.known()).isEqualTo(MAPS);
    assertThat(written()).hasSize(1);
    TestMaps.of(TestMaps.Style.STREAMS, 99)
        .named("New", "Artist", "Mapper", "Hard")
        .writeTo(maps.resolve("new"));
    assertThat(embed(1, 1).embedded()).isEqualTo(1);
    assertThat(written()).hasSize(2);
    assertThat(index(folder.resolve("merged"), written()).indexed()).isEqualTo(MAPS + 1);
  }

  @Test
  void whatABrokenRunLeftIsClearedAway() throws Exception {
    Files.createDirectories(tables);
    Path old = Files.writeString(tables.resolve("maps-1-of-1-x-00000.parquet.part"), "half");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
    Path other = Files.writeString(tables.resolve("maps-1-of-1-y-00000.parquet.part"), "half");
    assertThat(embed(1, 1).embedded()).isEqualTo(MAPS);
    // The younger one may be of a run that goes on elsewhere.
    assertThat(old).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void twoRunsOfOnePartDoNotDisturbEachOther() throws Exception {
    IndexManifest manifest = IndexManifest.of(TestModel.encoder().model());
    index(folder.resolve("alone"), maps);
    try (LiveIndex live = new LuceneGenerations(folder.resolve("alone")).openLive();
        IndexSnapshot index = live.snapshot();
        EmbeddingShards first = EmbeddingShards.open(tables, "maps-1-of-1", manifest)) {
      MapRef any = index.all().getFirst();
      first.replace(index.record(any), MetadataUpdate.embedding(index, any, index.record(any)));
      assertThat(embed(1, 1).embedded()).isEqualTo(MAPS);
    }
    assertThat(written()).hasSize(2);
    IndexSummary merged = index(folder.resolve("merged"), written());
    assertThat(merged.indexed()).isEqualTo(MAPS);
    assertThat(merged.notes().toString()).contains("1 maps are in more than one");
  }

  @Test
  void damagedRowsAreLeftOutAndEmbeddedAgain() throws Exception {
    IndexManifest manifest = IndexManifest.of(TestModel.encoder().model());
    index(folder.resolve("alone"), maps);
    try (LiveIndex live = new LuceneGenerations(folder.resolve("alone")).openLive();
        IndexSnapshot index = live.snapshot();
        EmbeddingShards shards = EmbeddingShards.open(tables, "maps-1-of-1", manifest)) {
      MapRef any = index.all().getFirst();
      MapEmbedding embedding = MetadataUpdate.embedding(index, any, index.record(any));
      embedding.windows()[0][3] += 1; // as a flipped bit does
      shards.replace(index.record(any), embedding);
    }
    IndexSummary summary = index(folder.resolve("merged"), written());
    assertThat(summary.indexed()).isZero();
    assertThat(summary.skipped().toString()).contains("its row is damaged");
    assertThat(embed(1, 1).embedded()).isEqualTo(MAPS);
  }

  @Test
  void theLastOfSeveralTablesWinsAndIsCounted() throws Exception {
    embed(1, 1);
    Files.copy(written()[0], tables.resolve("z.parquet"));
    IndexSummary summary = index(folder.resolve("merged"), written());
    assertThat(summary.notes().toString()).contains("12 maps are in more than one");
    try (LiveIndex live = new LuceneGenerations(folder.resolve("merged")).openLive()) {
      assertThat(TestIndex.sizes(live).maps()).isEqualTo(MAPS);
      assertThat(TestIndex.maps(live)).allMatch(map -> map.importedFrom().endsWith("z.parquet"));
    }
  }

  @Test
  void tablesOfAnotherModelAreRefused() throws Exception {
    IndexManifest own = IndexManifest.of(TestModel.encoder().model());
    IndexManifest other =
        new IndexManifest(MapFields.SCHEMA_VERSION, "other", "1", "b".repeat(64), own.dimension());
    try (EmbeddingShards shards = EmbeddingShards.open(tables, "other", other)) {
      index(folder.resolve("alone"), maps);
      try (LiveIndex live = new LuceneGenerations(folder.resolve("alone")).openLive();
          IndexSnapshot index = live.snapshot()) {
        MapRef any = index.all().getFirst();
        shards.replace(index.record(any), MetadataUpdate.embedding(index, any, index.record(any)));
      }
    }
    assertThatThrownBy(() -> embed(1, 1)).hasMessageContaining("take another folder");
    IndexSummary summary = index(folder.resolve("merged"), written());
    assertThat(summary.indexed()).isZero();
    assertThat(summary.skipped().toString()).contains("embedded by another model");
  }

  @Test
  void partsAreChecked() {
    assertThatThrownBy(() -> new EmbeddingTask.Part(0, 3)).hasMessageContaining("part 0 of 3");
    assertThatThrownBy(() -> new EmbeddingTask.Part(4, 3)).hasMessageContaining("part 4 of 3");
  }
}
