package kiai.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiai.index.Schema;
import kiai.search.language.QueryLanguage;
import org.apache.lucene.search.Query;

/**
 * Maps whose title is a text, or whose artist and title are: who pastes {@code Hikaru Nara -TV
 * size-} or {@code Catch the Moment} means those, whatever the words mean else.
 */
final class Titles {
  private static final double BELOW_TITLES = 0.999;

  private Titles() {}

  /** Maps with the title; empty for texts without words. */
  static Optional<Query> of(String text) {
    return QueryLanguage.whole(text, List.of(Schema.TITLE, Schema.PASTED));
  }

  /** Scored documents with those of the title first. */
  static List<Ranking.Scored> first(List<Ranking.Scored> scored, Set<Integer> titled) {
    if (titled.isEmpty()) {
      return scored;
    }
    List<Ranking.Scored> all = new ArrayList<>();
    for (Ranking.Scored s : scored) {
      all.add(
          new Ranking.Scored(
              s.doc(), titled.contains(s.doc()) ? 1 : Math.min(s.score(), BELOW_TITLES)));
    }
    return all;
  }
}
