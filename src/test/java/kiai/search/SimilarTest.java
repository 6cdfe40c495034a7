package kiai.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.search.SearchService.NamedExample;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.Explanation;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.search.ranking.Tuning;
import kiai.sources.Dataset;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways of being alike: aspects, passages, several examples, references in words. */
class SimilarTest {
  @TempDir private static Path folder;
  private static LiveIndex index;
  private static SearchService service;

  @BeforeAll
  static void index() throws Exception {
    Path maps = folder.resolve("maps");
    int id = 100;
    for (Style style : Style.values()) {
      for (int i = 0; i < 4; i++) {
        id++;
        TestMaps.of(style, id)
            .named("Song " + id, "Artist " + id, "Mapper", "Hard")
            .ids(id, 300_000 + id)
            .bpm(140 + 20 * i)
            .writeTo(maps.resolve("s" + id));
      }
    }
    TestMaps.of(Style.EASY, 3)
        .named("Catch -the- [Moment]", "Nobody", "Mapper", "Easy")
        .ids(901, 309_001)
        .writeTo(maps.resolve("s901"));
    // The same objects as map 101, in another set and under another name.
    TestMaps.of(Style.JUMPS, 101)
        .named("Twin", "Artist", "Mapper", "Hard")
        .ids(900, 309_000)
        .bpm(140)
        .writeTo(maps.resolve("s900"));
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

  private static List<Hit> similar(String id, SearchOptions options) throws IOException {
    return service.similar(id, "", options).orElseThrow().hits();
  }

  @Test
  void aTwinIsFoundByEveryAspect() throws IOException {
    for (String by : List.of("style", "rhythm", "sliders", "difficulty", "style:0.7,rhythm:0.3")) {
      Hit first =
          similar("101", SearchOptions.DEFAULT.similar(false, false, Aspects.of(by, null)))
              .getFirst();
      assertThat(first.score()).as(by).isCloseTo(1, within(1e-3));
    }
    assertThat(similar("101", SearchOptions.DEFAULT).getFirst().map().beatmapId()).isEqualTo(900);
  }

  @Test
  void pagesOfTheGraphGoOnWhereTheLastOneEnded() throws IOException {
    SearchService graph = new SearchService(index, TestModel.encoder(), Tuning.SHIPPED.scanning(0));
    List<String> pages = new ArrayList<>();
    for (int offset = 0; offset < 40; offset += 10) {
      pages.addAll(graph("101", graph, SearchOptions.first(10).page(10, offset)));
    }
    assertThat(pages).hasSizeGreaterThan(32).doesNotHaveDuplicates();
    assertThat(graph("101", graph, SearchOptions.first(40))).isEqualTo(pages);
    List<Hit> hits =
        graph.similar("101", "-mode=taiko", SearchOptions.first(40)).orElseThrow().hits();
    assertThat(hits).isSortedAccordingTo(Comparator.comparingDouble((Hit hit) -> -hit.score()));
  }

  private static List<String> graph(String id, SearchService service, SearchOptions options)
      throws IOException {
    Answer answer = service.similar(id, "-mode=taiko", options.folding(false)).orElseThrow();
    assertThat(answer.exact()).isFalse();
    return answer.hits().stream().map(hit -> hit.map().md5()).toList();
  }

  @Test
  void copiesOfAMapInOtherSetsAreOneHit() throws IOException {
    String key = notesKey("101");
    assertThat(similar("102", SearchOptions.first(50)))
        .filteredOn(hit -> key.equals(hit.map().content().analysis().notesKey()))
        .singleElement()
        .satisfies(hit -> {
          assertThat(hit.copies()).isEqualTo(1);
          assertThat(hit.folded()).isZero();
        });
    assertThat(similar("102", SearchOptions.first(50).folding(false)))
        .filteredOn(hit -> key.equals(hit.map().content().analysis().notesKey()))
        .hasSize(2);
  }

  private static String notesKey(String id) throws IOException {
    return service.find(id).orElseThrow().content().analysis().notesKey();
  }

  @Test
  void doubleTimeLooksForMapsThatAreAsHardAndFast() throws IOException {
    SearchOptions plain =
        SearchOptions.first(50).similar(false, false, Aspects.of("difficulty", null));
    SearchOptions doubleTime =
        SearchOptions.first(50).similar(false, false, Aspects.of("difficulty", "dt"));
    double withDt = similar("101", doubleTime).getFirst().map().stars();
    double without = similar("101", plain).getFirst().map().stars();
    assertThat(withDt).isGreaterThan(without);
    assertThatThrownBy(() -> Aspects.of("difficulty", "hr"))
        .isInstanceOf(UnsupportedQuestionException.class)
        .hasMessageContaining("nm, dt or ht");
  }

  @Test
  void aPassageIsFoundWhereItIs() throws IOException {
    List<Integer> starts = service.find("101").orElseThrow().windowStarts();
    int start = starts.get(1);
    Answer answer =
        service
            .passages("101", start, start + service.windowMillis(), "", SearchOptions.DEFAULT)
            .orElseThrow();
    Hit first = answer.hits().getFirst();
    assertThat(first.map().beatmapId()).isEqualTo(900);
    assertThat(first.score()).isCloseTo(1, within(1e-3));
    assertThat(first.explanation().passage().startMs()).isEqualTo(start);
    assertThatThrownBy(
            () -> service.passages("101", 9_000_000, 9_001_000, "", SearchOptions.DEFAULT))
        .isInstanceOf(UnsupportedQuestionException.class);
    assertThat(service.passages("1", 0, 1_000, "", SearchOptions.DEFAULT)).isEmpty();
  }

  @Test
  void graphAndScanAgreeOnPassages() throws IOException {
    // Every map is near in so small an index, so the graph must find all of them.
    SearchService graph = new SearchService(index, TestModel.encoder(), Tuning.SHIPPED.scanning(0));
    List<String> scanned =
        service.passages("101", 0, 40_000, "", SearchOptions.first(5)).orElseThrow().hits().stream()
            .map(h -> h.map().md5())
            .toList();
    List<String> walked =
        graph.passages("101", 0, 40_000, "", SearchOptions.first(5)).orElseThrow().hits().stream()
            .map(h -> h.map().md5())
            .toList();
    assertThat(walked).isEqualTo(scanned);
  }

  @Test
  void examplesDrawAndCounterExamplesPush() throws IOException {
    List<NamedExample> jumpsAndStreams =
        List.of(new NamedExample("101", 1), new NamedExample("105", 1));
    List<Hit> both =
        service.similar(jumpsAndStreams, "", SearchOptions.first(50)).answer().orElseThrow().hits();
    assertThat(both).extracting(h -> h.map().beatmapId()).doesNotContain(101, 105);
    List<NamedExample> notStreams =
        List.of(new NamedExample("101", 1), new NamedExample("105", -1));
    List<Hit> one =
        service.similar(notStreams, "", SearchOptions.first(50)).answer().orElseThrow().hits();
    assertThat(score(one, 106)).isLessThan(score(both, 106));
    assertThat(
            service.similar(List.of(new NamedExample("7", 1)), "", SearchOptions.DEFAULT).missing())
        .contains("7");
    assertThatThrownBy(
            () -> service.similar(List.of(new NamedExample("101", -1)), "", SearchOptions.DEFAULT))
        .isInstanceOf(UnsupportedQuestionException.class);
  }

  private static double score(List<Hit> hits, int id) {
    return hits.stream()
        .filter(h -> h.map().beatmapId() == id)
        .mapToDouble(Hit::score)
        .findFirst()
        .orElse(0);
  }

  @Test
  void wordsNameAMapToBeLike() throws IOException {
    Answer answer = service.search("like \"Song 101\" but faster", SearchOptions.first(20));
    assertThat(text(answer).like().beatmapId()).isEqualTo(101);
    assertThat(answer.hits())
        .isNotEmpty()
        .allSatisfy(h -> assertThat(h.map().bpm()).isGreaterThan(150))
        .allSatisfy(h -> assertThat(h.map().mode()).isEqualTo("osu"));
    Answer byId = service.search("similar to 101 without streams", SearchOptions.first(5));
    assertThat(byId.hits().getFirst().map().patterns().get("streams")).isLessThan(0.1);
    Answer nobody = service.search("like nothing here", SearchOptions.first(5));
    assertThat(text(nobody).like()).isNull();
  }

  @Test
  void aPastedTitleComesFirstWhateverItsWordsMean() throws IOException {
    for (String title : List.of("Catch -the- [Moment]", "Nobody - Catch -the- [Moment]")) {
      Answer answer = service.search(title, SearchOptions.first(5));
      assertThat(answer.hits().getFirst().map().beatmapId()).as(title).isEqualTo(901);
      assertThat(text(answer).title()).isEqualTo(title);
    }
    assertThat(service.search("title=\"Catch the Moment\"!", SearchOptions.first(5)).total())
        .isEqualTo(1);
    assertThat(service.search("title=\"Catch the\"!", SearchOptions.first(5)).total()).isZero();
  }

  @Test
  void nameslikeTakeOnlyWhatNamesAMap() throws IOException {
    Answer answer = service.search("like Twin jumps", SearchOptions.first(5));
    assertThat(text(answer).like().beatmapId()).isEqualTo(900);
    Answer missing = service.search("like 77777 without streams", SearchOptions.first(5));
    assertThat(missing.hits()).isEmpty();
    assertThat(text(missing).parse().hints().toString()).contains("not in this index");
  }

  @Test
  void whatNobodyKnowsIsSaid() throws IOException {
    Answer status = service.search("status=ranked", SearchOptions.first(5));
    assertThat(text(status).parse().hints().toString()).contains("status");
    Answer kind = service.search("storyboard", SearchOptions.first(5));
    assertThat(text(kind).parse().hints().toString()).contains("storyboard");
    Answer word = service.search("twin zzzzzzzz9", SearchOptions.first(5));
    assertThat(text(word).parse().hints().toString()).contains("zzzzzzzz9");
  }

  @Test
  void otherModesCanBeAskedFor() throws IOException {
    assertThat(service.similar("101", "mode!=osu", SearchOptions.first(5)).orElseThrow().hits())
        .isNotEmpty()
        .noneMatch(h -> h.map().mode().equals("osu"));
    assertThat(service.search("keys<5", SearchOptions.first(100)).hits())
        .isNotEmpty()
        .allMatch(h -> h.map().mode().equals("mania"));
  }

  @Test
  void reasonsAddUpToTheScore() throws IOException {
    Answer text = service.search("hard jumps", SearchOptions.first(3).explaining(true));
    for (Hit hit : text.hits()) {
      double sum = 0;
      double weights = 0;
      for (Explanation.Part part : hit.explanation().parts()) {
        sum += part.score() * part.weight();
        weights += part.weight();
      }
      assertThat(sum / weights).isCloseTo(hit.score(), within(1e-3));
    }
    for (Hit hit : similar("101", SearchOptions.first(3).explaining(true))) {
      double map = part(hit, "map");
      double windows = part(hit, "windows");
      double share = Tuning.SHIPPED.windows() * Aspects.DEFAULT.weight(Aspects.Aspect.STYLE);
      double alike = (1 - share) * map + share * windows;
      double labels = TestModel.encoder().model().labelProfile().strength() * part(hit, "labels");
      assertThat(alike + (1 - alike) * labels).isCloseTo(hit.score(), within(1e-3));
      assertThat(hit.explanation().windows().getFirst().score()).isPositive();
    }
  }

  @Test
  void labelsPullMapsThatPeopleWouldLabelAlike() throws IOException {
    List<Hit> labelled =
        similar(
            "101",
            SearchOptions.first(50)
                .explaining(true)
                .similar(false, false, Aspects.of("labels", null)));
    assertThat(labelled).hasSizeGreaterThan(10);
    for (Hit hit : labelled) {
      double cosine = part(hit, "labels");
      assertThat(hit.score()).isCloseTo(Math.max(0, cosine), within(2e-3));
    }
    assertThat(labelled.getFirst().map().beatmapId()).isEqualTo(900); // the twin
    assertThat(labelled.getFirst().explanation().labels()).isNotEmpty();
    SearchOptions without = SearchOptions.first(50);
    SearchOptions half = without.similar(false, false, Aspects.of("style,labels:0.5", null));
    SearchOptions style = without.similar(false, false, Aspects.of("style", null));
    assertThat(similar("101", half)).isNotEqualTo(similar("101", style));
  }

  @Test
  void modesWithoutLabelsHaveNoProfile() throws IOException {
    String taiko =
        service.search("mode=taiko", SearchOptions.first(1)).hits().getFirst().map().md5();
    assertThat(similar(taiko, SearchOptions.first(5))).isNotEmpty();
    assertThatThrownBy(() ->
            similar(
                taiko, SearchOptions.first(5).similar(false, false, Aspects.of("labels", null))))
        .isInstanceOf(UnsupportedQuestionException.class)
        .hasMessageContaining("no label profile");
  }

  private static Understood.Text text(Answer answer) {
    return (Understood.Text) answer.understood();
  }

  private static double part(Hit hit, String name) {
    return hit.explanation().parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow()
        .score();
  }

  @Test
  void minScoreAndDiversity() throws IOException {
    List<Hit> all = similar("101", SearchOptions.first(12));
    double middle = all.get(5).score();
    assertThat(similar("101", SearchOptions.first(12).choosing(middle, 0)))
        .hasSizeBetween(5, 7)
        .allSatisfy(h -> assertThat(h.score()).isGreaterThanOrEqualTo(middle));
    List<Hit> varied = similar("101", SearchOptions.first(6).choosing(0, 0.8));
    assertThat(alikeness(varied)).isLessThan(alikeness(all.subList(0, 6)));
    assertThat(varied).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
    assertThat(varied.getFirst().map().md5()).isEqualTo(all.getFirst().map().md5());
  }

  /** Mean cosine of hits among each other. */
  private static double alikeness(List<Hit> hits) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      List<float[]> vectors = new ArrayList<>();
      for (Hit hit : hits) {
        vectors.add(snapshot.vector(snapshot.find(hit.map().md5()).orElseThrow()));
      }
      double sum = 0;
      for (float[] a : vectors) {
        for (float[] b : vectors) {
          sum += VectorUtil.dotProduct(a, b);
        }
      }
      return sum / vectors.size() / vectors.size();
    }
  }

  @Test
  void suggestionsComeForWhatStandsAtTheCaret() throws IOException {
    try (IndexSnapshot snapshot = index.snapshot();
        Suggestions suggestions = Suggestions.of(snapshot)) {
      assertThat(suggestions.of("hard st", 7))
          .anySatisfy(s -> {
            assertThat(s.kind()).isEqualTo("key");
            assertThat(s.text()).isEqualTo("stars=");
            assertThat("hard st".substring(s.start(), s.end())).isEqualTo("st");
          });
      assertThat(suggestions.of("tag=aim/sh", 10))
          .anySatisfy(s -> assertThat(s.text()).contains("aim/sharp"));
      assertThat(suggestions.of("Song 10", 7))
          .anySatisfy(s -> assertThat(s.kind()).isEqualTo("title"));
      assertThat(suggestions.of("mode=", 5))
          .extracting(Suggestions.Suggestion::text)
          .anyMatch(t -> t.contains("mania"));
      assertThat(suggestions.of("", 0)).hasSizeLessThan(20);
      String excluded = "hard jump maps 2019 -mapp";
      assertThat(suggestions.of(excluded, excluded.length()))
          .isNotEmpty()
          .allSatisfy(s -> assertThat(excluded.substring(s.start(), s.end())).isEqualTo("-mapp"));
    }
  }
}
