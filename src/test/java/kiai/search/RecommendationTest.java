package kiai.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.map.Mods;
import kiai.search.answer.Answer;
import kiai.search.answer.Challenge;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps for somebody who likes some maps. */
class RecommendationTest {
  private static final SearchOptions TWENTY = SearchOptions.first(20).explaining(true);

  @TempDir private static Path folder;
  private static LiveIndex index;
  private static SearchService service;

  @BeforeAll
  static void build() throws Exception {
    Path maps = folder.resolve("maps");
    StringBuilder labels = new StringBuilder("md5,collection,stars\n");
    int id = 100;
    for (Style style : List.of(Style.JUMPS, Style.STREAMS, Style.MANIA_STREAM)) {
      for (int i = 0; i < 8; i++) {
        id++;
        TestMaps map =
            TestMaps.of(style, id)
                .named("Song " + id, "Artist", "Mapper", style.name())
                .ids(id, id);
        map.writeTo(maps.resolve("s" + id));
        String collection =
            i == 0 ? "liked " + style.name().toLowerCase(java.util.Locale.ROOT) : "";
        String md5 = kiai.sources.files.BeatmapFile.of("x", map.bytes()).md5();
        labels.append(md5).append(',').append(collection).append(',').append(4 + i / 4.0);
        labels.append('\n');
      }
    }
    Path table = Files.writeString(folder.resolve("labels.csv"), labels);
    Path home = folder.resolve("index");
    new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.open(
                List.of(maps),
                List.of(table),
                DatasetFilters.ALL,
                InputLimits.DEFAULT,
                UserTags.vocabulary()),
            IndexRequest.KEEP,
            IndexProgress.NONE);
    index = new LuceneGenerations(home).openLive();
    service = new SearchService(index, TestModel.encoder());
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
  }

  private static Answer recommend(String liked, String filter, Challenge challenge)
      throws IOException {
    return service.recommend(liked, List.of(), filter, challenge, false, TWENTY);
  }

  private static List<LikedId> ids(String... ids) {
    return Arrays.stream(ids).map(LikedId::of).toList();
  }

  @Test
  void aMapThatIsPlayedWithModsIsLikedAsHardAsItIsThen() throws IOException {
    LikedId plain = LikedId.parse("101");
    LikedId fast = LikedId.parse("101 + HDDT");
    assertThat(fast).isEqualTo(new LikedId("101", Mods.DOUBLE_TIME));
    assertThat(LikedId.parse("101+HD").mods()).isEqualTo(Mods.NONE);
    assertThat(firstStars(fast)).isGreaterThan(firstStars(plain) + 1);
  }

  private static double firstStars(LikedId liked) throws IOException {
    Answer answer = service.recommend("", List.of(liked), "", Challenge.SAME, false, TWENTY);
    assertThat(answer.hits().getFirst().map().version()).isEqualTo("JUMPS");
    return answer.hits().getFirst().map().stars();
  }

  @Test
  void whatIsLikeALikedMapComesFirstAndSaysWhichOne() throws IOException {
    Answer answer = recommend("collection=\"liked jumps\"", "", Challenge.SAME);
    assertThat(answer.hits().subList(0, 4))
        .allSatisfy(hit -> assertThat(hit.map().version()).isEqualTo("JUMPS"));
    assertThat(answer.hits())
        .allSatisfy(hit -> {
          assertThat(hit.map().mode()).isEqualTo("osu");
          assertThat(hit.map().beatmapId()).isNotEqualTo(101);
          assertThat(hit.explanation().like().beatmapId()).isEqualTo(101);
          assertThat(hit.explanation().windows()).isNotEmpty();
          assertThat(hit.score()).isBetween(0.0, 1.0);
        });
    Understood.Recommended understood = (Understood.Recommended) answer.understood();
    assertThat(understood.liked()).isEqualTo(1);
    assertThat(understood.considered()).isEqualTo(1);
  }

  @Test
  void severalInterestsAreServedEachInItsRuleset() throws IOException {
    Answer answer =
        recommend(
            "collection=\"liked jumps\" or collection=\"liked streams\" or collection=\"liked mania_stream\"",
            "",
            Challenge.SAME);
    Set<String> kinds =
        answer.hits().stream().map(hit -> hit.map().version()).collect(Collectors.toSet());
    assertThat(kinds).containsExactlyInAnyOrder("JUMPS", "STREAMS", "MANIA_STREAM");
    for (Hit hit : answer.hits()) {
      assertThat(hit.explanation().like().mode()).isEqualTo(hit.map().mode());
    }
  }

  private static double meanStars(Answer answer) {
    return answer.hits().subList(0, 3).stream()
        .mapToDouble(hit -> hit.map().stars())
        .average()
        .orElseThrow();
  }

  @Test
  void theLevelMovesHowHardHitsAre() throws IOException {
    String liked = "id=103"; // 4.5 stars
    double easier = meanStars(recommend(liked, "", Challenge.EASIER));
    double same = meanStars(recommend(liked, "", Challenge.SAME));
    double challenge = meanStars(recommend(liked, "", Challenge.CHALLENGE));
    assertThat(easier).isLessThanOrEqualTo(same);
    assertThat(same).isLessThan(challenge);
    assertThat(easier).isLessThan(challenge - 0.2);
    assertThat(Challenge.of(null)).isEqualTo(Challenge.SAME);
    assertThat(Challenge.of("Harder")).isEqualTo(Challenge.HARDER);
    assertThatThrownBy(() -> Challenge.of("impossible"))
        .isInstanceOf(UnsupportedQuestionException.class)
        .hasMessageContaining("easier, same, harder, challenge");
  }

  @Test
  void filtersAndNamedMapsAreTaken() throws IOException {
    Answer answer =
        service.recommend("", ids("109", "424242"), "stars>5", Challenge.SAME, false, TWENTY);
    assertThat(answer.hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.map().stars()).isGreaterThan(5));
    assertThat(((Understood.Recommended) answer.understood()).hints())
        .singleElement()
        .asString()
        .contains("1 of 2")
        .contains("424242");
  }

  @Test
  void noLikedMapIsAHitHoweverManyThereAre() throws IOException {
    assertThat(recommend("mode=osu", "", Challenge.SAME).hits()).isEmpty();
    assertThat(recommend("mode=osu stars<5", "", Challenge.SAME).hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.map().stars()).isGreaterThanOrEqualTo(5));
    Answer twice =
        service.recommend("", ids("101", "101", "101"), "", Challenge.SAME, false, TWENTY);
    assertThat(((Understood.Recommended) twice.understood()).considered()).isEqualTo(1);
  }

  @Test
  void aWishMeansItsBestHits() throws IOException {
    Answer answer = recommend("streams mode=osu stars<5", "", Challenge.SAME);
    assertThat(answer.hits()).isNotEmpty();
    assertThat(answer.hits().getFirst().map().version()).isEqualTo("STREAMS");
    assertThat(((Understood.Recommended) answer.understood()).liked()).isLessThan(8);
  }

  @Test
  void nobodyWhoLikesNothingGetsAGuess() {
    assertThatThrownBy(() -> recommend("played=yes", "", Challenge.SAME))
        .isInstanceOf(UnsupportedQuestionException.class)
        .hasMessageContaining("played=yes");
    assertThatThrownBy(
            () -> service.recommend("", ids("424242"), "", Challenge.SAME, false, TWENTY))
        .isInstanceOf(UnsupportedQuestionException.class)
        .hasMessageContaining("none of the liked");
  }
}
