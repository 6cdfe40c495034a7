package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kiai.TestIndex;
import kiai.TestModel;
import kiai.cli.options.Defaults;
import kiai.embeddings.VectorMath;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.index.lucene.LuceneGenerations;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.search.SearchService;
import kiai.search.answer.Aspects;
import kiai.search.answer.SearchOptions;
import org.junit.jupiter.api.Test;

/** The table of ready embeddings that Kiai ships, and compact tables in general. */
class StarterTest extends CollectionFixture {
  private static final Path STARTER = Defaults.starter(TestModel.encoder().model().hash());
  private static final long MOST_BYTES = 12L << 20;

  @Test
  void theShippedTableIsOfTheShippedModelAndSmall() throws Exception {
    assertThat(STARTER).isRegularFile();
    assertThat(Files.size(STARTER)).isLessThan(MOST_BYTES);
    IndexSummary summary = index(IndexRequest.KEEP, STARTER);
    assertThat(summary.indexed()).isGreaterThan(3_000);
    assertThat(summary.skipped()).isEmpty();
    try (LiveIndex index = generations().openLive()) {
      SearchService service = new SearchService(index, TestModel.encoder());
      assertThat(service.search("2015 hard jump maps", SearchOptions.first(10)).hits())
          .hasSize(10)
          .allSatisfy(hit -> {
            assertThat(hit.map().year()).isEqualTo(2015);
            assertThat(hit.map().patterns().get("jumps")).isGreaterThan(0.4);
            assertThat(hit.map().beatmapId()).isPositive();
            assertThat(hit.map().owned()).isFalse();
          });
      String first =
          service.search("6 star dt farm", SearchOptions.first(1)).hits().getFirst().map().md5();
      assertThat(service.similar(first, "", SearchOptions.first(5)).orElseThrow().hits())
          .hasSize(5);
      SearchOptions byLabels =
          SearchOptions.first(5).similar(false, false, Aspects.of("labels", null));
      assertThat(service.similar(first, "", byLabels).orElseThrow().hits())
          .hasSize(5)
          .allSatisfy(hit -> assertThat(hit.score()).isGreaterThan(0.5));
    }
  }

  @Test
  void aCompactTableKeepsDirectionsPatternsAndTags() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path table = folder.resolve("compact.parquet");
    try (LiveIndex index = generations().openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      new EmbeddingExport(snapshot, new Condition.Everything(), true).write(table, null, _ -> {});
    }
    home = folder.resolve("other");
    LuceneGenerations first = new LuceneGenerations(folder.resolve("index"));
    assertThat(index(IndexRequest.KEEP, table).indexed()).isEqualTo(4);
    try (LiveIndex one = first.openLive();
        IndexSnapshot before = one.snapshot();
        LiveIndex two = generations().openLive();
        IndexSnapshot after = two.snapshot()) {
      for (MapRef ref : before.all()) {
        MapRecord map = before.record(ref);
        MapRef same = after.find(map.md5()).orElseThrow();
        assertThat((double) VectorMath.dot(before.vector(ref), after.vector(same)))
            .isCloseTo(1, within(2e-3));
        assertThat((double) VectorMath.dot(before.labels(ref), after.labels(same)))
            .isCloseTo(1, within(2e-3));
        MapRecord again = after.record(same);
        assertThat(again.patterns()).isEqualTo(map.patterns());
        assertThat(again.derivedTags()).isEqualTo(map.derivedTags());
        assertThat(again.stars()).isEqualTo(map.stars());
      }
    }
    // Later the same maps arrive as files, and know more than the table.
    assertThat(index(IndexRequest.KEEP, maps).indexed()).isEqualTo(4);
    try (LiveIndex index = generations().openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      assertThat(TestIndex.sizes(index).maps()).isEqualTo(4);
      for (MapRef ref : snapshot.all()) {
        assertThat(snapshot.record(ref).owned()).isTrue();
        assertThat(snapshot.windows(ref)).isNotEmpty();
      }
    }
  }

  @Test
  void anExportMayTakeSomeMapsOnly() throws Exception {
    index(IndexRequest.KEEP, maps);
    Path table = folder.resolve("some.parquet");
    try (LiveIndex index = generations().openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      MapRecord any = snapshot.record(snapshot.all().getFirst());
      assertThat(
              new EmbeddingExport(
                      snapshot, new Condition.Ids(java.util.Set.copyOf(List.of(any.md5()))), false)
                  .write(table, null, _ -> {})
                  .maps())
          .isEqualTo(1);
    }
  }
}
