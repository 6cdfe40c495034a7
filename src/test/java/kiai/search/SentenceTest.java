package kiai.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.map.Rounding;
import kiai.query.IndexVocabulary;
import kiai.query.parser.QueryParser;
import kiai.search.answer.Answer;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.sources.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sentences as players type them get a sensible answer, or are told that nothing measures them. */
class SentenceTest {
  private static final int MAPS = 12;

  @TempDir private static Path folder;
  private static LiveIndex index;
  private static SearchService service;

  @BeforeAll
  static void build() throws Exception {
    Path maps = folder.resolve("maps");
    String[] titles = {"☆", "???", "Re:Zero LOVE_IS K.O.shi", "Plain Song"};
    int id = 0;
    for (Style style : List.of(Style.JUMPS, Style.STREAMS, Style.EASY)) {
      for (String title : titles) {
        id++;
        TestMaps.of(style, id)
            .named(title, "Artist", "TWC \"Strike Back\" Squad", style.name())
            .ids(id, 100 + id)
            .bpm(120 + 10 * id)
            .writeTo(maps.resolve("set " + id));
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

  private static List<String> hints(Answer answer) {
    return answer.understood().parsed().hints();
  }

  private static List<String> titles(String text) throws IOException {
    return search(text).hits().stream().map(hit -> hit.map().title()).distinct().toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "something to warm up",
        "speed training 150 bpm streams",
        "nice jump maps",
        "maps for streams practice 150bpm",
        "fc-able jump maps please",
        "can anyone recommend me some good streams",
        "unheardof jumps",
        "jumps like nobody's business",
        "chill maps",
        "sightread practice",
        "low ar high density",
        "key=value jumps"
      })
  void wordsThatNoMapHasDoNotEmptyAnAnswer(String text) throws IOException {
    assertThat(search(text).hits()).isNotEmpty();
  }

  @Test
  void aWordThatIsNowhereIsDroppedVisibly() throws IOException {
    Answer answer = search("unheardof jumps");
    assertThat(answer.total()).isEqualTo(MAPS);
    assertThat(hints(answer)).contains("'unheardof' is in no map that is left; shown without it");
    assertThat(answer.hits().getFirst().map().version()).isEqualTo("JUMPS");
  }

  @Test
  void aPlainWordRaises() throws IOException {
    Answer answer = search("plain jumps");
    assertThat(answer.total()).isEqualTo(MAPS);
    assertThat(answer.hits().getFirst().map().title()).isEqualTo("Plain Song");
    assertThat(answer.hits().getFirst().map().version()).isEqualTo("JUMPS");
    assertThat(hints(answer)).isEmpty();
  }

  @Test
  void wordsAloneInQuotesOrWithAMinusAreStrict() throws IOException {
    assertThat(titles("plain")).containsExactly("Plain Song");
    assertThat(search("unheardof").hits()).isEmpty();
    assertThat(hints(search("unheardof"))).contains("no map has unheardof");
    assertThat(titles("\"plain\" jumps")).containsExactly("Plain Song");
    assertThat(titles("-plain jumps")).hasSize(3).doesNotContain("Plain Song");
    assertThat(titles("sort=bpm plain stars>0")).containsExactly("Plain Song");
  }

  @Test
  void wordsThatUsuallySayNothingCountWhenNothingElseIsSaid() throws IOException {
    assertThat(titles("song")).containsExactly("Plain Song");
    Answer nothing = search("good maps");
    assertThat(nothing.total()).isEqualTo(MAPS);
    assertThat(hints(nothing)).singleElement().asString().contains("nothing in this text says");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gimmick", "accuracy maps", "converts"})
  void whatNothingMeasuresAnswersNothing(String text) throws IOException {
    Answer answer = search(text);
    assertThat(answer.hits()).isEmpty();
    assertThat(hints(answer)).anyMatch(hint -> hint.contains("nothing here measures"));
  }

  @Test
  void whatNothingMeasuresNeverEarnsAWholeScore() throws IOException {
    assertThat(search("150 bpm converts").hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.score()).isLessThan(0.9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "%s star with dt | DT",
        "%s* double time | DT",
        "nightcore %s* | DT",
        "+HDDT %s stars | DT",
        "stars>=%s dt | DT",
        "%s stars half time | HT",
        "%s* ht | HT"
      })
  void starsBesideAModAreThoseWithIt(String text, String mods) throws IOException {
    Mods played = mods.equals("DT") ? Mods.DOUBLE_TIME : Mods.HALF_TIME;
    double most =
        search("").hits().stream().mapToDouble(hit -> played.stars(hit.map())).max().orElseThrow();
    double asked = Math.floor(most * 10) / 10;
    Answer answer = search(text.formatted(asked));
    assertThat(answer.understood().parsed().mods()).isEqualTo(played);
    List<MapRecord> all = search("").hits().stream().map(Hit::map).toList();
    boolean open = text.contains(">=");
    long fitting =
        all.stream()
            .filter(m ->
                played.stars(m) >= asked - (open ? 0 : 0.5)
                    && (open || played.stars(m) <= asked + 0.5))
            .count();
    assertThat(answer.total()).isEqualTo((int) fitting);
    assertThat(fitting).as("a map at least").isPositive();
  }

  @Test
  void allNumbersAreThoseWithTheMod() throws IOException {
    List<MapRecord> all = search("").hits().stream().map(Hit::map).toList();
    for (MapRecord map : all) {
      double bpm = 1.5 * map.bpm();
      String text = String.format(Locale.ROOT, "%.0f bpm dt", bpm);
      assertThat(search(text).hits()).anyMatch(hit -> hit.map().md5().equals(map.md5()));
    }
    double ar = all.getFirst().content().settings().ar();
    double fast = Mods.DOUBLE_TIME.played(MapFields.AR, ar);
    assertThat(search(String.format(Locale.ROOT, "ar %.2f dt", fast)).total()).isPositive();
    assertThat(search("ar 11 dt ar<5").hits()).isEmpty();
    assertThat(search("sort=stars dt").hits().getFirst().map().starsDoubleTime())
        .isEqualTo(all.stream().mapToDouble(MapRecord::starsDoubleTime).max().orElseThrow());
  }

  @Test
  void hardRockAndEasyChangeSettingsAndRatings() throws IOException {
    assertThat(Mods.HARD_ROCK.played(MapFields.AR, 9)).isEqualTo(10);
    assertThat(Mods.HARD_ROCK.original(MapFields.AR, 10, false)).isEqualTo(10 / 1.4);
    assertThat(Mods.HARD_ROCK.original(MapFields.AR, 10, true)).isInfinite();
    assertThat(Mods.HARD_ROCK.played(MapFields.CS, 4)).isCloseTo(5.2, within(1e-9));
    assertThat(Mods.EASY.played(MapFields.OD, 8)).isEqualTo(4);
    assertThat(Mods.DOUBLE_TIME.played(MapFields.AR, 9)).isCloseTo(10.33, within(0.01));
    assertThat(hints(search("4 star hr"))).noneMatch(hint -> hint.contains("not computed"));
    assertThat(hints(search("4 star hrdt"))).anyMatch(hint -> hint.contains("not computed"));
    assertThat(search("ar>10 hr").hits()).isEmpty(); // nothing is above 10 with it
    assertThat(search("cs>10 hr").hits()).isEmpty();
    assertThat(search("ar>=10 hr").hits()).isNotEmpty();
    assertThat(Mods.HARD_ROCK.played(MapFields.CS, 4, "mania")).isEqualTo(4);
    assertThat(search("mode=mania cs=4 hr").total()).isEqualTo(search("mode=mania cs=4").total());
    assertThat(search("stars>=0 hr").hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.map().starsHardRock()).isNotNull());
  }

  @Test
  void theStarsThatAreShownFindTheMap() throws IOException {
    for (Hit hit : search("").hits()) {
      MapRecord map = hit.map();
      String shown = String.format(Locale.ROOT, "%.2f", Rounding.cut(map.stars()));
      assertThat(search("stars=" + shown).hits()).anyMatch(h -> h.map().md5().equals(map.md5()));
      String fast = String.format(Locale.ROOT, "%.2f", Rounding.cut(map.starsDoubleTime()));
      assertThat(search("stars=" + fast + " dt").hits())
          .anyMatch(h -> h.map().md5().equals(map.md5()));
      String hard = String.format(Locale.ROOT, "%.2f", Rounding.cut(map.starsHardRock()));
      assertThat(search("stars=" + hard + " hr").hits())
          .anyMatch(h -> h.map().md5().equals(map.md5()));
      String easy = String.format(Locale.ROOT, "%.2f", Rounding.cut(map.starsEasy()));
      assertThat(search("stars_ez=" + easy).hits()).anyMatch(h -> h.map().md5().equals(map.md5()));
    }
    assertThat(Rounding.cut(5.0897)).isEqualTo(5.08);
    assertThat(Rounding.cut(5.08)).isEqualTo(5.08);
    assertThat(Rounding.cut(1.13)).isEqualTo(1.13);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "mapper=\"\"TWC \"Strike Back\" Squad\"\"",
        "mapper=\"TWC \"Strike Back\" Squad\"",
        "mapper=\"TWC \\\"Strike Back\\\" Squad\"",
        "mapper=\"\"squad\"\" or mapper=twc"
      })
  void quotesStandWithinQuotes(String text) throws IOException {
    Answer answer = search(text);
    assertThat(answer.total()).isEqualTo(MAPS);
    assertThat(answer.understood().parsed().words()).isEmpty();
  }

  @Test
  void doubledQuotesMeanTheWhole() throws IOException {
    assertThat(titles("title=\"\"Plain Song\"\" stars>0")).containsExactly("Plain Song");
    assertThat(search("title=\"\"Plain\"\"").hits()).isEmpty();
    assertThat(search("title=\"Plain\" artist=\"Artist\"").total()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"☆ | ☆", "title=☆ | ☆", "??? | ???", "\"???\" | ???"})
  void signsAloneFindWhatHasThem(String text, String title) throws IOException {
    assertThat(titles(text)).containsExactly(title);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!!!", "()", "♪"})
  void signsThatNoMapHasFindNothing(String text) throws IOException {
    Answer answer = search(text);
    assertThat(answer.hits()).isEmpty();
    assertThat(hints(answer)).isNotEmpty();
  }

  @Test
  void signsBesideWordsDoNotExclude() throws IOException {
    assertThat(titles("Artist - Plain Song")).containsExactly("Plain Song");
    assertThat(titles("-☆")).hasSize(3).doesNotContain("☆");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"zero", "re zero", "Re:Zero", "koshi", "shi", "love is", "is love", "k.o.shi"})
  void partsOfJoinedNamesFindThem(String text) throws IOException {
    assertThat(titles(text)).containsExactly("Re:Zero LOVE_IS K.O.shi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bpm 150 to 180",
        "bpm between 150 and 180",
        "bpm from 150 to 180",
        "bpm 180 - 150",
        "150 to 180 bpm",
        "bpm 150-180"
      })
  void rangesStandBeforeAndAfterTheirUnit(String text) throws IOException {
    Answer answer = search(text);
    assertThat(answer.understood().parsed().words()).isEmpty();
    assertThat(answer.hits())
        .hasSize(4)
        .allSatisfy(hit -> assertThat(hit.map().bpm()).isBetween(149.9, 180.1));
  }

  @ParameterizedTest
  @CsvSource({
    "ジャンプ, JUMPS",
    "大跳の譜面, JUMPS",
    "跳图, JUMPS",
    "сложные прыжки, JUMPS",
    "스트림, STREAMS",
    "連打 ストリーム, STREAMS",
    "schnelle streams, STREAMS"
  })
  void wordsOfOtherLanguagesMeanPatterns(String text, String version) throws IOException {
    Answer answer = search(text);
    assertThat(answer.hits().getFirst().map().version()).isEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no mania | not mode=mania",
        "without mania streams | not mode=mania",
        "not 2015 streams | not year=2015",
        "no more than 5 stars | not stars>=5",
        "no longer than 2 minutes | not length>=2:00",
        "6-5 stars | stars>=5 stars<=6",
        "200-180 bpm | bpm>=180 bpm<=200",
        "1:30-2:00 | length>=1:30 length<=2:00",
        "2:00-1:30 | length>=1:30 length<=2:00",
        "at least 6 stars | stars>=6",
        "at most 6 stars | stars<=6",
        "up to 4 stars | stars<=4",
        "~6 stars | stars>=5.5 stars<=6.5",
        "6ish stars | stars>=5.5 stars<=6.5",
        "5⭐ | stars>=4.5 stars<=5.5",
        "stars >= 5 | stars >= 5",
        "not too hard | not hard",
        "without \"plain\" | not \"plain\"",
        "six stars | stars>=5.5 stars<=6.5",
        "under three minutes | length<=3:00"
      })
  void denialsAndAmountsAreRead(String text, String filter) throws IOException {
    var parsed = search(text).understood().parsed();
    assertThat(parsed.filters()).containsExactly(filter);
    assertThat(parsed.words()).isEmpty();
  }

  @Test
  void modsAreWordsOfNamesOnlyWhereNothingElseIsSaid() throws IOException {
    assertThat(service.parser(index.snapshot()).parse("4 star dt").matching().isLexical())
        .isFalse();
    assertThat(service.parser(index.snapshot()).parse("hard rock").matching().isLexical()).isTrue();
  }

  @Test
  void keysAndNumbersFollowEachOther() throws IOException {
    assertThat(search("ar 9 od 8").understood().parsed().filters())
        .containsExactly("ar>=8.75 ar<=9.25", "od>=7.75 od<=8.25");
    assertThat(search("cs 4 ar 9 od 8 hp 5").understood().parsed().filters()).hasSize(4);
    assertThat(search("stars 200 bpm").understood().parsed().filters())
        .containsExactly("bpm>=195 bpm<=205");
  }

  @Test
  void whatIsDeniedIsNotWanted() throws IOException {
    for (String text : List.of("anything but jumps", "don't want jumps", "i don't like jumps")) {
      var parsed = search(text).understood().parsed();
      assertThat(parsed.preferences()).as(text).containsExactly("few or no jumps");
    }
    assertThat(search("not hard").hits())
        .allSatisfy(hit -> assertThat(hit.map().stars()).isLessThan(4.5));
    for (String text : List.of("no dt jumps", "jumps -dt", "jumps without hr")) {
      assertThat(search(text).understood().parsed().mods()).as(text).isEqualTo(Mods.NONE);
    }
  }

  @Test
  void modsBesideAnExampleAreHowItIsPlayed() throws IOException {
    var answer =
        service
            .similar(
                "1",
                "+hr",
                SearchOptions.first(5)
                    .similar(true, false, kiai.search.answer.Aspects.of("difficulty", null)))
            .orElseThrow();
    assertThat(answer.hits()).isNotEmpty();
    assertThat(answer.hits().getLast().score()).isLessThan(1);
  }

  @Test
  void anOrderChoosesFromWhatIsWanted() throws IOException {
    assertThat(search("longest jump maps").hits())
        .isNotEmpty()
        .allSatisfy(hit -> assertThat(hit.map().version()).isEqualTo("JUMPS"));
    assertThat(search("fastest maps without jumps").hits())
        .isNotEmpty()
        .noneMatch(hit -> hit.map().version().equals("JUMPS"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"any streams around 180 bpm?", "streams, 180bpm!", "180 bpm streams."})
  void punctuationEndsAWord(String text) throws IOException {
    Answer answer = search(text);
    assertThat(answer.understood().parsed().filters()).containsExactly("bpm>=175 bpm<=185");
    assertThat(answer.understood().parsed().words()).isEmpty();
  }

  @Test
  void keysOfTheGame() throws IOException {
    assertThat(search("unplayed=").total()).isEqualTo(MAPS);
    assertThat(search("status=n").total()).isEqualTo(MAPS);
    assertThat(search("drain>10").total()).isEqualTo(MAPS);
    assertThat(search("drain=").hits()).isEmpty();
    Answer unknown = search("featured_artist=1 jumps");
    assertThat(unknown.hits()).isNotEmpty();
    assertThat(hints(unknown)).anyMatch(hint -> hint.contains("featured_artist"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5<stars<6",
        "5 < stars < 6",
        "more than 5 but less than 6 stars",
        "over 5 and under 6 stars"
      })
  void twoBoundsStandInOneText(String text) throws IOException {
    var parsed = search(text).understood().parsed();
    assertThat(parsed.filters()).hasSize(2);
    assertThat(parsed.filters().get(0)).startsWith("stars>").endsWith("5");
    assertThat(parsed.filters().get(1)).startsWith("stars<").endsWith("6");
    assertThat(parsed.words()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "highest bpm, bpm",
    "lowest ar maps, ar_asc",
    "most circles, circles",
    "fewest sliders, sliders_asc"
  })
  void ordersNameTheirNumber(String text, String order) throws IOException {
    assertThat(search(text).understood().parsed().order()).isEqualTo(order);
  }

  @Test
  void yearsAreCountedBack() {
    java.time.Clock clock =
        java.time.Clock.fixed(
            java.time.Instant.parse("2026-03-04T05:06:07Z"), java.time.ZoneOffset.UTC);
    QueryParser parser = new QueryParser(IndexVocabulary.NONE, clock);
    assertThat(parser.parse("maps from 2 years ago").understanding().filters())
        .containsExactly("year=2024");
    assertThat(parser.parse("jumps of last year").understanding().filters())
        .containsExactly("year=2025");
    assertThat(parser.parse("this year").understanding().filters()).containsExactly("year=2026");
  }

  @Test
  void whatCannotBeMeantSaysSo() throws IOException {
    assertThat(hints(search("5 stars +DTHT")))
        .anyMatch(hint -> hint.contains("exclude each other"));
    assertThat(hints(search("5 stars dt ht")))
        .anyMatch(hint -> hint.contains("exclude each other"));
    assertThat(hints(search("title=\"plain jumps"))).anyMatch(hint -> hint.contains("not closed"));
    assertThat(hints(search("jumps [plain"))).anyMatch(hint -> hint.contains("not closed"));
    assertThat(hints(search("title=\"plain song\""))).isEmpty();
    assertThat(search("most popular jumps").understood().parsed().order()).isEqualTo("plays");
    Answer beside = service.similar("1", "like 2", SearchOptions.first(5)).orElseThrow();
    assertThat(hints(beside)).anyMatch(hint -> hint.contains("given already"));
  }
}
