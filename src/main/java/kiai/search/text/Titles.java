package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Condition.Match;
import kiai.search.answer.SearchOptions;
import kiai.search.ranking.Scored;

/**
 * Maps whose title is a text, or whose artist and title are: who pastes {@code Hikaru Nara -TV
 * size-} or {@code Catch the Moment} means those, whatever the words mean else.
 *
 * @param maps those maps
 * @param condition that they meet
 */
public record Titles(Set<MapRef> maps, Condition condition) {
  private static final double BELOW_TITLES = 0.999;

  /** No maps. */
  public static final Titles NONE = new Titles(Set.of(), new Condition.Ids(Set.of()));

  /** Maps of an index with a text as their title. */
  public static Titles of(IndexSnapshot index, String text) throws IOException {
    if (index.vocabulary().terms(text).isEmpty()) {
      return NONE;
    }
    Condition condition =
        new Condition.Text(List.of(MapFields.TITLE, MapFields.ARTIST_AND_TITLE), text, Match.WHOLE);
    List<MapRef> titled = index.best(condition, SearchOptions.WINDOW);
    return titled.isEmpty() ? NONE : new Titles(new HashSet<>(titled), condition);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return maps.isEmpty();
  }

  /** What a condition matches, and these maps too, whose words do not count. */
  public Condition or(Condition meant) {
    return isEmpty() ? meant : Condition.any(meant, new Condition.Filter(condition));
  }

  /** Scored maps with these first. */
  public List<Scored> first(List<Scored> scored) {
    if (isEmpty()) {
      return scored;
    }
    List<Scored> all = new ArrayList<>(scored.size());
    for (Scored s : scored) {
      all.add(new Scored(s.map(), maps.contains(s.map()) ? 1 : Math.min(s.score(), BELOW_TITLES)));
    }
    return all;
  }
}
