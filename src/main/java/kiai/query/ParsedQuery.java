package kiai.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import kiai.map.MapField;
import kiai.tokens.MapMetadata;

/**
 * A text as it was understood.
 *
 * @param matching what maps must meet
 * @param preferences what should come first without being demanded
 * @param metadata the same for the metadata tower; {@link MapMetadata#UNKNOWN} when nothing is said
 * @param like a map that the hits should play like, null when none is named
 * @param order order of the hits, null when the best come first
 * @param asked fields that filters ask, of which an index may know nothing
 * @param mentionsMode whether a filter speaks of rulesets
 * @param understanding for the one who typed it
 */
public record ParsedQuery(
    Matching matching,
    Preferences preferences,
    MapMetadata metadata,
    Reference like,
    Order order,
    Set<MapField> asked,
    boolean mentionsMode,
    Understanding understanding) {

  /**
   * A plain word.
   *
   * @param shown as it was typed
   */
  public record Word(String shown, Condition condition) {}

  /**
   * What maps must meet.
   *
   * @param filters all must hold
   * @param words all must hold, and give the lexical score
   * @param raising plain words beside something that can be measured: they need not hold, and give
   *     the lexical score
   * @param optionalWords need not hold either, and are not missed: words that also mean a pattern
   */
  public record Matching(
      List<Condition> filters,
      List<Condition> words,
      List<Word> raising,
      List<Condition> optionalWords) {

    /** Whether there is a lexical score. */
    public boolean isLexical() {
      return !words.isEmpty() || !raising.isEmpty() || !optionalWords.isEmpty();
    }

    /** All of it as one condition, together with further filters. */
    public Condition with(List<Condition> furtherFilters) {
      List<Condition> all = new ArrayList<>();
      filters.forEach(filter -> all.add(new Condition.Filter(filter)));
      furtherFilters.forEach(filter -> all.add(new Condition.Filter(filter)));
      all.addAll(words);
      raising.forEach(word -> all.add(new Condition.Should(word.condition())));
      optionalWords.forEach(word -> all.add(new Condition.Should(word)));
      return new Condition.All(all);
    }

    /** All of it as one condition. */
    public Condition condition() {
      return with(List.of());
    }

    /** What must hold, and a plain word with it. */
    public Condition and(Word word) {
      return new Matching(filters, words, List.of(), List.of()).with(List.of(word.condition()));
    }

    /** The same with other plain words; those that no map has are left out. */
    public Matching raisedBy(List<Word> kept) {
      return new Matching(filters, words, List.copyOf(kept), optionalWords);
    }

    /** The same with plain words that must hold. */
    public Matching demanding(List<Condition> further) {
      List<Condition> all = new ArrayList<>(words);
      all.addAll(further);
      return new Matching(filters, List.copyOf(all), List.of(), optionalWords);
    }
  }

  /**
   * A map by its id or the words of its name, and how the hits should differ from it.
   *
   * @param text null when only changes are named, of a map that is given elsewhere
   * @param changes harder, easier, faster, slower, longer, shorter, newer, older
   */
  public record Reference(String text, List<String> changes) {}

  /** The ruleset that is asked for; null when none is, even if one is implied. */
  public String saidMode() {
    return preferences.mode() == null ? metadata.mode() : null;
  }

  /** The same with other patterns. */
  public ParsedQuery wanting(List<PatternTerm> kinds) {
    Preferences other =
        new Preferences(preferences.ranges(), kinds, preferences.unwanted(), preferences.mode());
    return new ParsedQuery(
        matching, other, metadata, like, order, asked, mentionsMode, understanding);
  }

  /** The same with another account of what maps must meet. */
  public ParsedQuery matching(Matching other) {
    return new ParsedQuery(
        other, preferences, metadata, like, order, asked, mentionsMode, understanding);
  }

  /** The same without maps that meet one of some conditions; what it says of itself stays. */
  public ParsedQuery without(List<Condition> hidden) {
    if (hidden.isEmpty()) {
      return this;
    }
    List<Condition> filters = new ArrayList<>(matching.filters());
    hidden.forEach(condition -> filters.add(Condition.not(new Condition.Filter(condition))));
    return matching(
        new Matching(
            List.copyOf(filters), matching.words(), matching.raising(), matching.optionalWords()));
  }

  /** The same with other metadata for the tower. */
  public ParsedQuery with(MapMetadata other) {
    return new ParsedQuery(
        matching, preferences, other, like, order, asked, mentionsMode, understanding);
  }
}
