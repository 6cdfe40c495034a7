package kiai.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.TestIndex;
import kiai.TestModel;
import kiai.index.Generations;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexCopy;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.search.answer.Answer;
import kiai.search.answer.SearchOptions;
import kiai.sources.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same questions on a folder and on a cluster that hold the same maps. */
@Tag("cluster")
class ClusterAnswersTest {
  private static final double TOLERANCE = 1e-5; // sums in another order

  @TempDir private static Path folder;
  private static TestCluster cluster;
  private static LiveIndex local;
  private static LiveIndex remote;
  private static SearchService here;
  private static SearchService there;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    cluster = TestCluster.ofTwo(folder.resolve("cluster"));
    Generations home = new LuceneGenerations(folder.resolve("index"));
    new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(Path.of("samples")), InputLimits.DEFAULT),
            IndexRequest.KEEP,
            IndexProgress.NONE);
    Generations away = new ClusterGenerations(cluster.client("samples"));
    new IndexCopy(home, away, IndexProgress.NONE).run();
    local = home.openLive();
    remote = away.openLive();
    here = new SearchService(local, TestModel.encoder());
    there = new SearchService(remote, TestModel.encoder());
  }

  @AfterAll
  static void stop() throws IOException {
    if (remote != null) {
      remote.close();
      local.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static void assertSame(Answer expected, Answer actual) {
    assertThat(actual.total()).isEqualTo(expected.total());
    assertThat(actual.exact()).isEqualTo(expected.exact());
    assertThat(md5s(actual)).isEqualTo(md5s(expected));
    for (int i = 0; i < expected.hits().size(); i++) {
      assertThat(actual.hits().get(i).score())
          .isCloseTo(
              expected.hits().get(i).score(), org.assertj.core.api.Assertions.within(TOLERANCE));
      assertThat(actual.hits().get(i).path()).isEqualTo(expected.hits().get(i).path());
    }
  }

  private static List<String> md5s(Answer answer) {
    return answer.hits().stream().map(hit -> hit.map().md5()).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hard jump maps",
        "streams around 6 stars",
        "jumps without streams",
        "stars>5 bpm>=180",
        "mode=mania keys=7",
        "7k jacks",
        "taiko or catch",
        "title=sample",
        "\"sample 1\"",
        "sampl",
        "smaple jumps",
        "-wild",
        "by kiai",
        "calm",
        "metronome",
        "longest",
        "hardest streams",
        "sort=bpm",
        "length<60 od>7",
        "played",
        "ranked",
        "year=2015",
        "",
        "!!!",
        "zzzzqqq",
        "6* dt",
        "slider tech",
        "chill"
      })
  void textsAreAnsweredAlike(String text) throws IOException {
    SearchOptions options = SearchOptions.DEFAULT.page(20, 0);
    assertSame(here.search(text, options), there.search(text, options));
  }

  @Test
  void mapsAreAnsweredAlike() throws IOException {
    List<MapRecord> maps = new ArrayList<>(TestIndex.maps(local));
    SearchOptions options = SearchOptions.DEFAULT.page(10, 0);
    for (MapRecord map : maps.subList(0, 12)) {
      assertSame(
          here.similar(map.md5(), "", options).orElseThrow(),
          there.similar(map.md5(), "", options).orElseThrow());
      assertSame(
          here.passages(map.md5(), 0, 20_000, "", options).orElseThrow(),
          there.passages(map.md5(), 0, 20_000, "", options).orElseThrow());
    }
  }
}
