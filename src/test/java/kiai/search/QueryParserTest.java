package kiai.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParserTest {
  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  private static List<String> filters(String text) {
    return texts(QueryParser.parse(text).understood().get("filters"));
  }

  private static List<String> words(String text) {
    return texts(QueryParser.parse(text).understood().get("words"));
  }

  @Test
  void aPlayersSentenceIsReadWhole() {
    ParsedQuery q = QueryParser.parse("2015 hard jump maps");
    assertThat(texts(q.understood().get("filters"))).containsExactly("year=2015");
    assertThat(q.wishes().patterns()).containsExactly("jumps");
    assertThat(q.wishes().band().low()).isEqualTo(4.5);
    assertThat(q.metadata().year()).isEqualTo(2015);
    assertThat(q.metadata().tags()).contains("aim/jump");
    assertThat(q.words()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "7k mania ln; keys=7|mode=mania|mode=mania",
        "stars>6 bpm>=200 streams; stars>6|bpm>=200",
        "mapper=Sotarks; mapper=Sotarks",
        "by Sotarks; by Sotarks",
        "before 2012 jumps; year<2012",
        "since 2020; year>=2020",
        "2010s streams; year>=2010 year<=2019",
        "around 7 stars; stars>=6.50 stars<=7.50",
        "6.5* tech; stars>=6.00 stars<=7.00",
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
        "status=ranked; status=ranked"
      })
  void filtersAreShownAsUnderstood(String text, String expected) {
    assertThat(filters(text.strip())).containsExactly(expected.strip().split("\\|", -1));
    assertThat(words(text.strip())).isEmpty();
  }

  @Test
  void whatMeansNothingStaysText() {
    assertThat(words("stars>many")).containsExactly("stars>many");
    assertThat(words("foo=bar")).containsExactly("foo=bar");
    assertThat(words("re:zero")).containsExactly("re:zero");
    assertThat(filters("mode=pinball")).isEmpty();
  }

  @Test
  void phrasesAndExclusions() {
    ParsedQuery q = QueryParser.parse("\"tower of heaven\" insane -speedcore without streams");
    assertThat(texts(q.understood().get("words"))).containsExactly("\"tower of heaven\"");
    assertThat(texts(q.understood().get("filters"))).containsExactly("-speedcore");
    assertThat(q.wishes().unwanted()).containsExactly("streams");
    assertThat(q.wishes().band()).isNotNull();
  }

  @Test
  void noTextBreaksTheParser() {
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
      assertThat(QueryParser.parse(text).understood().has("filters")).as(text).isTrue();
    }
  }
}
