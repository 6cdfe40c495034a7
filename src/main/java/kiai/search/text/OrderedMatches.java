package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kiai.index.IndexSnapshot;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Preference;
import kiai.query.Preferences;

/**
 * What an order of its own chooses from: in "longest jump maps" the length orders, so that jumps
 * cannot; maps that have none of them are left out instead.
 */
public final class OrderedMatches {
  private OrderedMatches() {}

  /**
   * Maps that meet a condition and roughly what is preferred; all that meet the condition where
   * none does.
   */
  public static Condition of(IndexSnapshot index, Condition matches, Preferences preferences)
      throws IOException {
    if (preferences.isEmpty()) {
      return matches;
    }
    List<Condition> all = new ArrayList<>();
    all.add(matches);
    preferences.wanted().forEach(term -> all.add(new Condition.Filter(PatternFit.half(term))));
    preferences
        .unwanted()
        .forEach(term -> all.add(new Condition.Filter(Condition.not(PatternFit.half(term)))));
    if (preferences.mode() != null) {
      all.add(new Condition.Filter(new Condition.Keyword(MapFields.MODE, preferences.mode())));
    }
    for (Preference range : preferences.ranges()) {
      all.add(
          new Condition.Filter(
              new Condition.Range(
                  range.field(), range.low() - range.softness(), range.high() + range.softness())));
    }
    Condition preferred = new Condition.All(all);
    return index.count(preferred) > 0 ? preferred : matches;
  }
}
