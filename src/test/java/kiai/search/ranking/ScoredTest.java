package kiai.search.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kiai.index.MapRef;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ScoredTest {
  private record Ref(int number) implements MapRef {}

  /** The best are those of a stable sort of all, whatever the scores are. */
  @Property(tries = 400)
  void theBestAreThoseOfASort(
      @ForAll List<@IntRange(min = -20, max = 20) Integer> given,
      @ForAll @IntRange(max = 40) int count,
      @ForAll @IntRange(max = 3) int kind) {
    List<Scored> all = new ArrayList<>();
    for (int value : given) {
      double score =
          switch (kind) {
            case 0 -> value / 20.0;
            case 1 -> value == 0 ? Double.NEGATIVE_INFINITY : value;
            case 2 -> value * 1e-300;
            default -> 1;
          };
      all.add(new Scored(new Ref(all.size()), score));
    }
    List<Scored> sorted =
        all.stream().sorted(Comparator.comparingDouble(Scored::score).reversed()).toList();
    List<Scored> best = Scored.best(all, count);
    if (all.size() <= count) {
      assertThat(best).isEqualTo(all);
    } else {
      assertThat(best).isEqualTo(sorted.subList(0, count));
    }
  }
}
