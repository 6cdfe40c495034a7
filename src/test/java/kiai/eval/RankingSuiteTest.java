package kiai.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import kiai.eval.measure.Gains;
import kiai.query.IndexVocabulary;
import kiai.query.ParsedQuery;
import kiai.query.parser.QueryParser;
import org.junit.jupiter.api.Test;

class RankingSuiteTest {
  @Test
  void gainIsOneForTheBestOrderAndFallsWithEveryFault() {
    assertThat(Gains.ndcg(List.of(2, 1, 0), List.of(0, 1, 2), 10)).isEqualTo(1);
    // 2^1 - 1 first and 2^2 - 1 second: (1 + 3 / log2(3)) / (3 + 1 / log2(3))
    double log3 = Math.log(3) / Math.log(2);
    assertThat(Gains.ndcg(List.of(1, 2), List.of(2, 1), 10))
        .isCloseTo((1 + 3 / log3) / (3 + 1 / log3), within(1e-12));
    assertThat(Gains.ndcg(List.of(), List.of(1), 10)).isZero();
    assertThat(Gains.ndcg(List.of(1), List.of(1, 1, 1), 1)).isEqualTo(1);
    assertThat(Gains.ndcg(List.of(0), List.of(0), 10)).isNaN();
  }

  @Test
  void theShippedQuestionsHaveRulesOfFiltersAlone() throws IOException {
    List<JudgedText> texts = JudgedText.shipped();
    assertThat(texts).hasSizeGreaterThanOrEqualTo(60);
    assertThat(texts).extracting(JudgedText::text).doesNotHaveDuplicates();
    QueryParser language = new QueryParser(IndexVocabulary.NONE, Clock.systemUTC());
    for (JudgedText text : texts) {
      ParsedQuery rule = language.parse(text.relevant() + " " + text.better());
      assertThat(rule.matching().filters()).as(text.text()).isNotEmpty();
      assertThat(rule.understanding().words()).as(text.text()).isEmpty();
      assertThat(rule.understanding().hints()).as(text.text()).isEmpty();
      assertThat(rule.preferences().isEmpty()).as(text.text()).isTrue();
    }
  }
}
