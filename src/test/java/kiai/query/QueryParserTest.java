package kiai.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.query.parser.QueryParser;
import kiai.tokens.ProcessorConfig;
import kiai.tokens.UserTags;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class QueryParserTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
  private static final QueryParser LANGUAGE = new QueryParser(IndexVocabulary.NONE, CLOCK);
  private static final QueryParser KNOWING = new QueryParser(new FewNames(), CLOCK);

  /** An index with a handful of words and names. */
  private static final class FewNames implements IndexVocabulary {
    private static final Set<String> WORDS = Set.of("freedom", "dive", "sotarks", "camellia");

    @Override
    public boolean isWord(String word) {
      return WORDS.stream().anyMatch(w -> w.startsWith(word));
    }

    @Override
    public Optional<String> likeWord(String word) {
      return word.equals("freedon") ? Optional.of("freedom") : Optional.empty();
    }

    @Override
    public Optional<Name> named(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "sotarks" -> Optional.of(new Name("Sotarks", Kind.MAPPER));
        case "camellia" -> Optional.of(new Name("Camellia", Kind.ARTIST));
        default -> Optional.empty();
      };
    }

    @Override
    public Optional<Name> likeName(String text, Kind kind) {
      return text.equalsIgnoreCase("sotraks") && kind == Kind.MAPPER
          ? named("sotarks")
          : Optional.empty();
    }
  }

  private static List<String> filters(String text) {
    return LANGUAGE.parse(text).understanding().filters();
  }

  private static List<String> words(String text) {
    return LANGUAGE.parse(text).understanding().words();
  }

  private static List<String> kinds(List<PatternTerm> wishes) {
    return wishes.stream().map(PatternTerm::name).toList();
  }

  @Test
  void aPlayersSentenceIsReadWhole() {
    ParsedQuery q = LANGUAGE.parse("2015 hard jump maps");
    assertThat(q.understanding().filters()).containsExactly("year=2015");
    assertThat(kinds(q.preferences().wanted())).containsExactly("jumps");
    assertThat(q.preferences().ranges().getFirst().low()).isEqualTo(4.5);
    assertThat(q.metadata().year()).isEqualTo(2015);
    assertThat(q.metadata().tags()).contains("aim/jump");
    assertThat(q.matching().words()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "7k mania ln; keys=7|mode=mania",
        "stars>6 bpm>=200 streams; stars>6|bpm>=200",
        "mapper=Sotarks; mapper=Sotarks",
        "by Sotarks; by Sotarks",
        "before 2012 jumps; year<2012",
        "since 2020; year>=2020",
        "2010s streams; year>=2010 year<=2019",
        "around 7 stars; stars>=6.5 stars<=7.5",
        "6.5* tech; stars>=6 stars<=7",
        "200bpm; bpm>=195 bpm<=205",
        "180 bpm streams; bpm>=175 bpm<=185",
        "ctb; mode=fruits",
        "taiko marathon; mode=taiko|marathon (length)",
        "length<1m30s; length<1m30s",
        "length=3:20; length=3:20",
        "ar>=9 od<8 cs=4 hp!=5; ar>=9|od<8|cs=4|hp!=5",
        "keys=4,7; keys=4,7",
        "-tag=tech; -tag=tech",
        "[Another]; [Another]",
        "year!=2015; year!=2015",
        "created>2018; created>2018",
        "ln>50; ln>50",
        "not hard; not hard",
        "older than 2010; year<2010",
        "streams from 2012; year=2012",
        "2016-2018 tech; year>=2016 year<=2018",
        "5-6* jumps; stars>=5 stars<=6",
        "180-190bpm; bpm>=180 bpm<=190",
        "status=ranked; status=ranked",
        "between 5 and 6 stars; stars>=5 stars<=6",
        "under 2 minutes; length<=2:00",
        "ar10 jumps; ar>=9.75 ar<=10.25",
        "bpm=200-210; bpm=200-210",
        "mode=osu!mania; mode=osu!mania",
        "6 stars or more; stars>=6",
        "6*+; stars>=6",
        "faster than 180bpm; bpm>=180",
        "lastplayed<30d; lastplayed<30d",
        "genre=anime language=japanese; genre=anime|language=japanese",
        "owned unplayed; owned=yes|played=no",
        "mapperid=4452992 id=129891 setid=39804; mapperid=4452992|id=129891|setid=39804",
        "jumps>40%; jumps>40%",
        "tag=\"aim/jump\"; tag=\"aim/jump\"",
        "favourites>100 circles<300; favourites>100|circles<300",
        "stars=5,5; stars=5,5",
        "2018 or 2019 jumps; year=2018 or year=2019",
        "jumps 5.5 - 6.5 stars; stars>=5.5 stars<=6.5",
        "5 to 6 star streams; stars>=5 stars<=6",
        ">6* <7*; stars>=6|stars<=7",
        "190+ bpm; bpm>=190",
        "230bpm+; bpm>=230",
        "2020+ aim; year>=2020",
        "cs5+; cs>=5",
        "bpm 180-200 streams; bpm>=180 bpm<=200",
        "stars 5-6; stars>=5 stars<=6",
        "length<1.5m; length<1.5m",
        "played=y; played=y",
        "mode=m; mode=m",
        "https://osu.ppy.sh/beatmapsets/292301#osu/658127; id=658127",
        "https://osu.ppy.sh/b/658127; id=658127",
        "osu.ppy.sh/beatmapsets/292301; setid=292301",
        "jumps but no tvsize; not tvsize",
        "not by sotarks jumps; not sotarks",
        "without sotarks; not sotarks"
      })
  void filtersAreShownAsUnderstood(String text, String expected) {
    assertThat(filters(text.strip())).containsExactly(expected.strip().split("\\|", -1));
    assertThat(words(text.strip())).isEmpty();
  }

  @Test
  void whatMeansNothingStaysTextAndSaysSo() {
    assertThat(words("stars>many")).containsExactly("stars>many");
    assertThat(LANGUAGE.parse("stars>many").understanding().hints())
        .singleElement()
        .asString()
        .contains("stars takes a number");
    assertThat(LANGUAGE.parse("created>=2015-13").understanding().hints())
        .singleElement()
        .asString()
        .contains("a date");
    assertThat(words("foo=bar")).containsExactly("foo=bar");
    assertThat(words("re:zero")).containsExactly("re:zero");
    assertThat(filters("mode=pinball")).isEmpty();
  }

  @Test
  void phrasesAndExclusions() {
    ParsedQuery q = LANGUAGE.parse("\"tower of heaven\" insane -speedcore without streams");
    assertThat(q.understanding().words()).containsExactly("\"tower of heaven\"");
    assertThat(q.understanding().filters()).containsExactly("-speedcore");
    assertThat(kinds(q.preferences().unwanted())).containsExactly("streams");
    assertThat(q.preferences().ranges()).isNotEmpty();
  }

  @Test
  void hardIsWhatAPlayerFindsHardUnlessItIsTheDifficultyName() {
    assertThat(LANGUAGE.parse("hard").preferences().ranges().getFirst().low()).isEqualTo(4.5);
    assertThat(filters("[Hard]")).containsExactly("[Hard]");
    assertThat(filters("diff=Hard")).containsExactly("diff=Hard");
    assertThat(LANGUAGE.parse("[Hard]").preferences().ranges()).isEmpty();
  }

  static List<String> tags() {
    return UserTags.firstOfEachName().values().stream().map(ProcessorConfig.Tag::name).toList();
  }

  @Test
  void thereAreAllTheTags() {
    assertThat(tags()).hasSize(116);
  }

  @ParameterizedTest
  @MethodSource("tags")
  void everyTagCanBeSaidInWordsAndAsAFilter(String tag) {
    String leaf = tag.substring(tag.indexOf('/') + 1).strip();
    assertThat(LANGUAGE.parse("tag=\"" + tag.strip() + "\"").matching().filters()).hasSize(1);
    ParsedQuery said = LANGUAGE.parse(tag.strip());
    assertThat(said.preferences().wanted())
        .singleElement()
        .satisfies(w -> assertThat(w.tags()).contains(tag));
    ParsedQuery leafOnly = LANGUAGE.parse(leaf);
    // "no hyperdashes" is few hyperdashes, and "marathon" a length.
    assertThat(leafOnly.preferences().isEmpty() && leafOnly.matching().filters().isEmpty())
        .as("%s alone is not just words", leaf)
        .isFalse();
  }

  @Test
  void unclosedQuotationsAndHugeNumbersAreRead() {
    for (String text :
        List.of(
            "artist=\"x",
            "title=\"abc",
            "tag=\"",
            "-artist=\"a",
            "artist=\"!",
            "stars=1234567890-2",
            "ar=0.1234567890-1",
            "bpm=1234567890..2")) {
      assertThat(LANGUAGE.parse(text).understanding().tokens()).as(text).hasSizeLessThan(2);
    }
  }

  @Test
  void singleMarksHoldDoubleOnes() {
    ParsedQuery q = LANGUAGE.parse("collection='a \"b\"' -creator='it's me' jumps");
    assertThat(q.understanding().filters())
        .containsExactly("collection='a \"b\"'", "-creator='it's me'");
    assertThat(LANGUAGE.parse("title='Til Tuesday").understanding().filters())
        .containsExactly("title='Til");
  }

  @Test
  void superlativesOrderAndLevelsAreWishes() {
    assertThat(LANGUAGE.parse("longest marathon").understanding().order()).isEqualTo("length");
    assertThat(LANGUAGE.parse("easiest").order()).isNotNull();
    ParsedQuery low = LANGUAGE.parse("low ar jumps");
    assertThat(low.preferences().ranges().getFirst().field()).hasToString("ar");
    assertThat(low.matching().words()).isEmpty();
    assertThat(kinds(LANGUAGE.parse("more jumps").preferences().wanted())).containsExactly("jumps");
    assertThat(kinds(LANGUAGE.parse("fewer streams").preferences().unwanted()))
        .containsExactly("streams");
    assertThat(kinds(LANGUAGE.parse("stream heavy").preferences().wanted()))
        .containsExactly("streams");
    ParsedQuery mods = LANGUAGE.parse("dt jumps");
    assertThat(mods.matching().words()).isEmpty();
    assertThat(mods.understanding().hints()).isEmpty();
    assertThat(mods.understanding().mods()).isEqualTo(kiai.map.Mods.DOUBLE_TIME);
  }

  @Test
  void kindsAreToldOfAModeUnlessOneIsSaid() {
    assertThat(LANGUAGE.parse("streams").preferences().mode()).isEqualTo("osu");
    assertThat(LANGUAGE.parse("chordjack").preferences().mode()).isEqualTo("mania");
    assertThat(LANGUAGE.parse("taiko streams").preferences().mode()).isNull();
    assertThat(LANGUAGE.parse("streams mode!=osu").preferences().mode()).isNull();
    assertThat(LANGUAGE.parse("keys>=4 streams").mentionsMode()).isTrue();
  }

  @Test
  void aReferenceEndsWhereSomethingElseBegins() {
    assertThat(LANGUAGE.parse("like 5542176 hard").like().text()).isEqualTo("5542176");
    assertThat(LANGUAGE.parse("like #5542176, harder").like().text()).isEqualTo("5542176");
    assertThat(LANGUAGE.parse("like https://osu.ppy.sh/beatmaps/129891").like().text())
        .isEqualTo("129891");
    assertThat(LANGUAGE.parse("like blue zenith 6*").like().text()).isEqualTo("blue zenith");
    assertThat(LANGUAGE.parse("like freedom dive by someone").like().text())
        .isEqualTo("freedom dive");
    assertThat(KNOWING.parse("maps like sotarks").like()).isNull();
    ParsedQuery beside = LANGUAGE.parseBeside("but harder stars<6");
    assertThat(beside.like().changes()).containsExactly("harder");
    assertThat(beside.understanding().filters()).containsExactly("stars<6");
  }

  @Test
  void newKeysAreFilters() {
    for (String text :
        List.of(
            "divisor=6",
            "drain>1:30",
            "drain<90",
            "circles>=100",
            "sliders<50",
            "favourites>10",
            "updated>=2020",
            "unplayed",
            "unplayed=yes",
            "played<7")) {
      assertThat(LANGUAGE.parse(text).matching().filters()).as(text).hasSize(1);
    }
  }

  @Test
  void aKeyOfAnotherToolGetsAHintWithTheNearestKey() {
    ParsedQuery q = LANGUAGE.parse("divsor=4");
    assertThat(q.matching().filters()).isEmpty();
    assertThat(q.understanding().hints()).singleElement().asString().contains("divisor");
  }

  @Test
  void aMapToBeLike() {
    ParsedQuery q = LANGUAGE.parse("like Freedom Dive [FOUR DIMENSIONS] but harder");
    assertThat(q.like().text()).startsWith("Freedom Dive");
    assertThat(q.like().changes()).containsExactly("harder");
    ParsedQuery without = LANGUAGE.parse("similar to 129891 without streams");
    assertThat(without.like().text()).isEqualTo("129891");
    assertThat(kinds(without.preferences().unwanted())).containsExactly("streams");
    assertThat(LANGUAGE.parseWithoutReference("like a boss").like()).isNull();
  }

  @Test
  void typosAreCorrectedWhereEverybodySeesIt() {
    ParsedQuery tag = KNOWING.parse("steams 2015");
    assertThat(kinds(tag.preferences().wanted())).containsExactly("streams");
    assertThat(tag.understanding().corrections().getFirst().from()).isEqualTo("steams");
    assertThat(tag.understanding().corrections().getFirst().to()).isEqualTo("streams");
    ParsedQuery word = KNOWING.parse("freedon");
    assertThat(word.understanding().words()).containsExactly("freedom");
    ParsedQuery mapper = KNOWING.parse("mapper=sotraks");
    assertThat(mapper.understanding().filters()).containsExactly("mapper=Sotarks");
    assertThat(KNOWING.parse("\"freedon\"").understanding().corrections()).isEmpty();
    assertThat(KNOWING.parse("freed").understanding().corrections()).isEmpty();
    assertThat(KNOWING.parse("similar").understanding().corrections()).isEmpty();
    assertThat(KNOWING.parse("farm").preferences().wanted()).isNotEmpty();
  }

  @Test
  void mappersAndArtistsOfTheIndexAreNames() {
    ParsedQuery q = KNOWING.parse("tech by sotarks");
    assertThat(q.understanding().filters()).containsExactly("by Sotarks");
    ParsedQuery alone = KNOWING.parse("camellia streams");
    assertThat(alone.understanding().tokens().getFirst().kind()).isEqualTo("artist");
  }

  @Test
  void chipsStandOnTheTextThatTheyCameFrom() {
    String text = "2015 hard  jump maps without streams";
    List<Understanding.Span> chips = LANGUAGE.parse(text).understanding().tokens();
    assertThat(chips).hasSizeGreaterThan(3);
    int last = 0;
    for (Understanding.Span chip : chips) {
      assertThat(chip.start()).isGreaterThanOrEqualTo(last);
      last = chip.end();
      assertThat(text.substring(chip.start(), last)).isEqualTo(chip.text());
    }
  }

  @Property
  void noTextBreaksTheLanguage(
      @ForAll
          @StringLength(max = 60)
          @CharRange(from = ' ', to = '~')
          @CharRange(from = '\u3040', to = '\u30ff')
          String text) {
    ParsedQuery q = KNOWING.parse(text);
    assertThat(q.understanding().filters()).isNotNull();
    q.matching().filters().forEach(f -> assertThat(f.toString()).isNotNull());
  }

  @Property
  void piecesOfTheLanguageInAnyOrderAreRead(@ForAll("pieces") List<String> pieces) {
    String text = String.join(" ", pieces);
    List<Understanding.Span> chips = KNOWING.parse(text).understanding().tokens();
    int last = 0;
    for (Understanding.Span chip : chips) {
      assertThat(chip.start()).as(text).isGreaterThanOrEqualTo(last);
      last = chip.end();
      assertThat(last).isLessThanOrEqualTo(text.length());
    }
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<List<String>> pieces() {
    return net.jqwik.api.Arbitraries.of(
            "stars>6",
            "between",
            "5",
            "and",
            "6",
            "stars",
            "or",
            "more",
            "-",
            "without",
            "streams",
            "like",
            "similar",
            "to",
            "129891",
            "but",
            "harder",
            "2015",
            "before",
            "by",
            "sotarks",
            "\"",
            "[",
            "]",
            "7k",
            "mania",
            "not",
            "hard",
            "6*+",
            "ar",
            "9",
            "+",
            "2010s",
            "from",
            "until",
            "-tag=aim",
            "under",
            "2",
            "minutes",
            "sort=stars",
            "steams",
            "sotraks",
            "\"x\"!")
        .list()
        .ofMaxSize(12);
  }

  @Test
  void oddTextsAreRead() {
    for (String text :
        List.of(
            "",
            " ",
            "\"",
            "[",
            "-",
            "=",
            "stars>",
            ">5",
            "\"\"!",
            "[]",
            "*",
            "?",
            "~1",
            "a:b:c",
            "AND OR NOT",
            "(((",
            "\\",
            "初音ミク",
            "stars>1e999",
            "id=99999999999",
            "x".repeat(5_000))) {
      assertThat(LANGUAGE.parse(text).understanding().filters()).as(text).isNotNull();
    }
  }
}
