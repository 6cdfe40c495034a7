package kiai.query;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.apache.lucene.search.spell.LuceneLevenshteinDistance;

/** The spelling distance against Lucene's, which it must equal. */
@Tag("property")
class EditDistanceTest {
  private static final LuceneLevenshteinDistance LUCENE = new LuceneLevenshteinDistance();

  @Property(tries = 2_000)
  void equalsLucene(
      @ForAll @CharRange(from = 'a', to = 'd') @StringLength(min = 1, max = 8) String a,
      @ForAll @CharRange(from = 'a', to = 'd') @StringLength(min = 1, max = 8) String b) {
    assertThat(EditDistance.likeness(a, b)).isEqualTo(LUCENE.getDistance(a, b));
  }

  @Property
  void isSymmetricAndAtMostOne(@ForAll String a, @ForAll String b) {
    float likeness = EditDistance.likeness(a, b);
    assertThat(likeness).isLessThanOrEqualTo(1).isEqualTo(EditDistance.likeness(b, a));
    assertThat(likeness == 1).isEqualTo(a.equals(b));
  }

  @Example
  void aSwapOfNeighboursIsOneEdit() {
    assertThat(EditDistance.likeness("strems", "strmes")).isEqualTo(1 - 1 / 6f);
    assertThat(EditDistance.likeness("", "")).isEqualTo(1);
    assertThat(EditDistance.likeness("", "x")).isZero();
  }
}
