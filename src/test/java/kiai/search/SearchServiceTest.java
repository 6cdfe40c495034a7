package kiai.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.embeddings.EmbeddingPart;
import kiai.embeddings.PreparedMap;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.ranking.Tuning;
import kiai.search.ranking.WindowPairs;
import kiai.sources.Dataset;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real questions on an index of maps of known kinds. */
class SearchServiceTest {
  @TempDir private static Path folder;
  private static LiveIndex index;
  private static SearchService service;

  @BeforeAll
  static void build() throws Exception {
    Path maps = folder.resolve("maps");
    int id = 0;
    for (int set : new int[] {300_000, 310_000, 600_000, 1_200_000}) { // 2015, 2015, 2017, 2020
      for (Style style : Style.values()) {
        id++;
        int setId = set + id;
        for (String version : new String[] {"Hard", "Insane"}) {
          TestMaps.of(style, id)
              .named(
                  style == Style.EASY && id < 10 ? "Tower Of Heaven" : "Song " + id,
                  id % 2 == 0 ? "Artist Even" : "初音ミク",
                  id % 3 == 0 ? "Sotarks" : "Mapper " + id,
                  version)
              .ids(10 * id + version.length(), setId)
              .bpm(version.equals("Hard") ? 150 + id : 190 + id)
              .keys(id % 2 == 0 ? 7 : 4)
              .writeTo(maps.resolve("set " + setId));
        }
      }
    }
    Path home = folder.resolve("index");
    new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(Dataset.of(List.of(maps), InputLimits.DEFAULT), IndexRequest.KEEP, IndexProgress.NONE);
    index = new LuceneGenerations(home).openLive();
    service = new SearchService(index, TestModel.encoder());
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
  }

  private static Answer search(String text) throws IOException {
    return service.search(text, SearchOptions.first(100).folding(false));
  }

  @Test
  void yearsAndPatternsDecide() throws IOException {
    Answer answer = search("2015 hard jump maps");
    assertThat(answer.exact()).isTrue();
    assertThat(answer.hits()).isNotEmpty();
    assertThat(answer.hits()).allSatisfy(h -> assertThat(h.map().year()).isEqualTo(2015));
    assertThat(answer.hits().subList(0, 3))
        .allSatisfy(h -> assertThat(h.map().patterns().get("jumps")).isGreaterThan(0.8));
    assertThat(answer.total()).isEqualTo(answer.hits().size());
  }

  @Test
  void keysModesAndLongNotes() throws IOException {
    Answer answer = search("7k mania ln");
    assertThat(answer.hits())
        .isNotEmpty()
        .allSatisfy(h -> {
          assertThat(h.map().mode()).isEqualTo("mania");
          assertThat(h.map().keys()).isEqualTo(7);
        });
    assertThat(answer.hits().getFirst().map().longNoteShare()).isEqualTo(1);
  }

  @Test
  void numbersAreFiltersAndStreamsAWish() throws IOException {
    Answer answer = search("stars>3 bpm>=200 streams");
    assertThat(answer.hits())
        .isNotEmpty()
        .allSatisfy(h -> {
          assertThat(h.map().stars()).isGreaterThan(3);
          assertThat(h.map().bpm()).isGreaterThanOrEqualTo(199.5);
        });
    assertThat(answer.hits().getFirst().map().patterns().get("streams")).isGreaterThan(0.8);
  }

  @Test
  void namesAreFound() throws IOException {
    assertThat(search("\"tower of heaven\" insane").hits())
        .isNotEmpty()
        .allSatisfy(h -> assertThat(h.map().title()).isEqualTo("Tower Of Heaven"));
    assertThat(search("mapper=Sotarks").hits())
        .isNotEmpty()
        .allSatisfy(h -> assertThat(h.map().creator()).isEqualTo("Sotarks"));
    assertThat(search("sotar").hits()).isNotEmpty(); // the beginning of a word is enough
    assertThat(search("初音").hits()).isNotEmpty();
    assertThat(search("[Insane]").hits())
        .isNotEmpty()
        .allSatisfy(h -> assertThat(h.map().version()).isEqualTo("Insane"));
    assertThat(search("-sotarks artist=even").hits())
        .isNotEmpty()
        .noneMatch(h -> h.map().creator().equals("Sotarks"));
    assertThat(search("nothing has this name").hits()).isEmpty();
  }

  @Test
  void idsAreFound() throws IOException {
    int id = search("mode=osu").hits().getFirst().map().beatmapId();
    assertThat(search("id=" + id).hits()).hasSize(1);
    assertThat(search(String.format("%03d", id)).hits()).anyMatch(h -> h.map().beatmapId() == id);
  }

  @Test
  void exclusionAndInequality() throws IOException {
    assertThat(search("mode!=mania").hits()).noneMatch(h -> h.map().mode().equals("mania"));
    assertThat(search("year!=2015").hits()).noneMatch(h -> h.map().year() == 2015);
  }

  @Test
  void theOrderIsTheSameEveryTimeAndPagesDoNotOverlap() throws IOException {
    List<String> all = search("jumps").hits().stream().map(h -> h.map().md5()).toList();
    assertThat(search("jumps").hits().stream().map(h -> h.map().md5())).isEqualTo(all);
    List<String> page =
        service.search("jumps", SearchOptions.DEFAULT.folding(false).page(7, 5)).hits().stream()
            .map(h -> h.map().md5())
            .toList();
    assertThat(page).isEqualTo(all.subList(5, 12));
    assertThat(search("jumps").hits())
        .isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    assertThat(search("jumps").hits()).allSatisfy(h -> assertThat(h.score()).isBetween(0.0, 1.0));
  }

  @Test
  void setsCanBeFolded() throws IOException {
    Answer folded = service.search("mode=osu", SearchOptions.first(100));
    assertThat(folded.hits()).extracting(h -> h.map().setKey()).doesNotHaveDuplicates();
    assertThat(folded.hits()).allSatisfy(h -> assertThat(h.folded()).isEqualTo(1));
  }

  @Test
  void similarMapsAreOfTheKindAndNeverTheMapItself() throws IOException {
    for (Style style : new Style[] {Style.JUMPS, Style.STREAMS, Style.MANIA_JACKS, Style.DON_KAT}) {
      String pattern =
          switch (style) {
            case JUMPS -> "mode=osu jumps";
            case STREAMS -> "mode=osu streams";
            case MANIA_JACKS -> "mania jacks";
            default -> "taiko";
          };
      Hit query = search(pattern).hits().getFirst();
      Answer answer = service.similar(query.map().md5(), "", SearchOptions.DEFAULT).orElseThrow();
      assertThat(answer.hits())
          .isNotEmpty()
          .noneMatch(h -> h.map().md5().equals(query.map().md5()))
          .noneMatch(h -> h.map().setKey().equals(query.map().setKey()))
          .allSatisfy(h -> assertThat(h.map().mode()).isEqualTo(query.map().mode()));
      Answer withSet =
          service
              .similar(
                  query.map().md5(),
                  "",
                  SearchOptions.first(100).similar(true, false, Aspects.STYLE))
              .orElseThrow();
      assertThat(withSet.hits()).anyMatch(h -> h.map().setKey().equals(query.map().setKey()));
    }
  }

  @Test
  void similarTakesFilters() throws IOException {
    Hit query = search("mode=osu jumps").hits().getFirst();
    Answer answer =
        service.similar(query.map().md5(), "year=2020", SearchOptions.DEFAULT).orElseThrow();
    assertThat(answer.hits())
        .isNotEmpty()
        .allSatisfy(h -> assertThat(h.map().year()).isEqualTo(2020));
    assertThat(service.similar("0".repeat(32), "", SearchOptions.DEFAULT)).isEmpty();
    assertThat(service.similar("../x", "", SearchOptions.DEFAULT)).isEmpty();
  }

  @Test
  void theGraphFindsWhatTheScanFinds() throws IOException {
    SearchService approximate =
        new SearchService(index, TestModel.encoder(), Tuning.SHIPPED.scanning(0));
    for (String text : List.of("2015 jumps", "7k mania ln", "mode=osu", "sotarks jumps")) {
      Answer exact = search(text);
      Answer graph = approximate.search(text, SearchOptions.first(100).folding(false));
      assertThat(graph.exact()).isFalse();
      assertThat(graph.total()).isEqualTo(exact.total());
      assertThat(graph.hits().stream().map(h -> h.map().md5()))
          .as(text)
          .containsExactlyElementsOf(exact.hits().stream().map(h -> h.map().md5()).toList());
    }
    Hit query = search("mode=osu jumps").hits().getFirst();
    SearchOptions ten = SearchOptions.DEFAULT;
    assertThat(approximate.similar(query.map().md5(), "", ten).orElseThrow().hits())
        .extracting(h -> h.map().md5())
        .isEqualTo(
            service.similar(query.map().md5(), "", ten).orElseThrow().hits().stream()
                .map(h -> h.map().md5())
                .toList());
  }

  @Test
  void hitsCanHaveAnOrderOfTheirOwn() throws IOException {
    Answer down = search("mode=osu sort=bpm");
    assertThat(down.hits())
        .hasSizeGreaterThan(5)
        .isSortedAccordingTo(java.util.Comparator.comparingDouble(h -> -h.map().bpm()));
    assertThat(down.hits())
        .isSortedAccordingTo(java.util.Comparator.comparingDouble(h -> -h.score()));
    assertThat(down.understood().parsed().order()).isEqualTo("bpm");
    assertThat(search("mode=osu sort=stars_asc").hits())
        .isSortedAccordingTo(java.util.Comparator.comparingDouble(h -> h.map().stars()));
    assertThat(search("mode=osu sort=jumps").hits())
        .isSortedAccordingTo(
            java.util.Comparator.comparingDouble(h -> -h.map().patterns().get("jumps")));
    assertThat(search("mode=osu sort=year").hits().getFirst().map().year()).isEqualTo(2020);
    // Nobody said when these were ranked: all are there all the same.
    assertThat(search("mode=osu sort=ranked").hits()).hasSameSizeAs(down.hits());
    assertThat(search("sort=beauty").understood().parsed().words()).containsExactly("sort=beauty");
    Answer second =
        service.search("mode=osu sort=bpm", SearchOptions.DEFAULT.folding(false).page(3, 3));
    assertThat(second.hits())
        .extracting(h -> h.map().md5())
        .containsExactlyElementsOf(
            down.hits().subList(3, 6).stream().map(h -> h.map().md5()).toList());
  }

  @Test
  void anyTempoFindsTheSamePlayAtAnotherSpeed() throws IOException {
    // The same objects, a fifth faster: only tempo tells them apart.
    TestMaps slow =
        TestMaps.of(Style.JUMPS, 77).named("Twin", "A", "B", "Slow").ids(900_001, 400_001);
    float[] original = embedded(slow.bpm(150).bytes());
    float[] faster = embedded(slow.bpm(180).bytes());
    List<EmbeddingPart> parts = TestModel.encoder().model().parts();
    double[] style = parts.stream().mapToDouble(p -> p.name().equals("style") ? 1 : 0).toArray();
    double[] whole = parts.stream().mapToDouble(_ -> 1).toArray();
    double any = dot(EmbeddingPart.weighted(original, parts, style), faster);
    double like = dot(EmbeddingPart.weighted(original, parts, whole), faster);
    assertThat(any).isGreaterThan(like);
    assertThat(dot(EmbeddingPart.weighted(faster, parts, style), faster))
        .isCloseTo(1, within(1e-5));

    Hit query = search("mode=osu jumps").hits().getFirst();
    SearchOptions anyTempo = SearchOptions.DEFAULT.similar(false, true, Aspects.STYLE);
    Answer free = service.similar(query.map().md5(), "", anyTempo).orElseThrow();
    Answer bound = service.similar(query.map().md5(), "", SearchOptions.DEFAULT).orElseThrow();
    assertThat(free.understood())
        .isInstanceOfSatisfying(
            Understood.Similar.class, similar -> assertThat(similar.anyTempo()).isTrue());
    assertThat(free.hits()).hasSameSizeAs(bound.hits());
    assertThat(free.hits().getFirst().score()).isNotEqualTo(bound.hits().getFirst().score());
    SearchService approximate =
        new SearchService(index, TestModel.encoder(), Tuning.SHIPPED.scanning(0));
    assertThat(approximate.similar(query.map().md5(), "", anyTempo).orElseThrow().hits())
        .extracting(h -> h.map().md5())
        .isEqualTo(free.hits().stream().map(h -> h.map().md5()).toList());
  }

  private static float[] embedded(byte[] map) {
    ParsedBeatmap.Usable usable = (ParsedBeatmap.Usable) new BeatmapParser().parse(map);
    PreparedMap prepared = PreparedMap.of(usable.beatmap(), TestModel.encoder().model());
    return TestModel.encoder().embed(prepared).map();
  }

  private static double dot(float[] a, float[] b) {
    return VectorUtil.dotProduct(a, b);
  }

  @Test
  void pathsLeadToTheFile() throws IOException {
    for (Hit hit : search("streams").hits().subList(0, 3)) {
      assertThat(Files.exists(Path.of(hit.path()))).isTrue();
    }
  }

  @Test
  void lateInteractionRewardsSharedPassages() {
    float[] a = {1, 0};
    float[] b = {0, 1};
    assertThat(WindowPairs.interaction(new float[][] {a, b}, new float[][] {b, a})).isEqualTo(1);
    assertThat(WindowPairs.interaction(new float[][] {a}, new float[][] {b})).isZero();
    assertThat(WindowPairs.interaction(new float[][] {a}, new float[][] {a, b})).isEqualTo(0.75);
  }
}
