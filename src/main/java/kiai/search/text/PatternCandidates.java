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
import kiai.query.Order;
import kiai.query.PatternTerm;
import kiai.query.Preference;
import kiai.query.Preferences;

/**
 * Candidates for a pattern among very many matches: those that people tagged so, and those with
 * most of its pattern, first within the preferred ranges and then anywhere.
 */
public final class PatternCandidates {
  private static final int OF_A_KIND = 1_000;

  private PatternCandidates() {}

  /** The candidates of a pattern. */
  public static Set<MapRef> of(
      IndexSnapshot index, Condition matches, PatternTerm term, Preferences preferences)
      throws IOException {
    List<Condition> within = new ArrayList<>();
    within.add(new Condition.Filter(matches));
    for (Preference range : preferences.ranges()) {
      within.add(
          new Condition.Filter(new Condition.Range(range.field(), range.low(), range.high())));
    }
    if (preferences.mode() != null) {
      within.add(new Condition.Filter(new Condition.Keyword(MapFields.MODE, preferences.mode())));
    }
    Set<MapRef> maps = new HashSet<>();
    for (Condition scope : List.of(new Condition.All(within), new Condition.Filter(matches))) {
      if (!term.tags().isEmpty()) {
        Condition tagged =
            new Condition.Any(
                term.tags().stream()
                    .map(tag -> (Condition) new Condition.Keyword(MapFields.TAGS, tag))
                    .toList());
        maps.addAll(
            index.best(
                Condition.all(new Condition.Filter(scope), new Condition.Filter(tagged)),
                OF_A_KIND));
      }
      for (PatternTerm.Trait trait : term.traits()) {
        maps.addAll(index.top(scope, new Order(trait.field(), trait.little()), OF_A_KIND));
      }
    }
    return maps;
  }
}
