package kiai.query.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Condition.Keyword;
import kiai.query.Condition.Match;
import kiai.query.Condition.Text;
import kiai.query.IndexVocabulary;
import kiai.query.lexicon.Lexicon;

/** Filters on names, words and fixed values. */
public final class TextFilters {
  /** osu!stable's values for maps that the website does not know, or not yet. */
  private static final Set<String> UNKNOWN_STATUS =
      Set.of("n", "u", "none", "unknown", "unsubmitted", "notsubmitted");

  private final IndexVocabulary vocabulary;

  public TextFilters(IndexVocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Whether a text has words that an index could know. */
  public boolean hasWords(String text) {
    return !vocabulary.terms(text).isEmpty();
  }

  /** Whether some map has each word of a text. */
  public boolean knows(String text) {
    return vocabulary.terms(text).stream().allMatch(vocabulary::isWord);
  }

  /** A text that must be the whole of some text field. */
  public Optional<Condition> wholeAnywhere(String text) {
    return words(MapFields.texts(), text, Match.WHOLE);
  }

  /** Words, or signs, side by side in any text field; empty for an empty text. */
  public Optional<Condition> anywhere(String text) {
    return words(MapFields.texts(), text, Match.PHRASE);
  }

  /** Words in one field; in order and side by side when quoted. */
  public Optional<Condition> words(
      MapField field, Operator operator, String value, boolean quoted, boolean whole) {
    Match match = whole ? Match.WHOLE : quoted ? Match.PHRASE : Match.ALL_WORDS;
    return operator.isEquality() ? words(List.of(field), value, match) : Optional.empty();
  }

  private Optional<Condition> words(List<MapField> fields, String text, Match match) {
    return text.isBlank() ? Optional.empty() : Optional.of(new Text(fields, text, match));
  }

  /** A value that must be the whole of a keyword field. */
  public static Optional<Condition> exact(MapField field, Operator operator, String value) {
    return operator.isEquality() && !value.isBlank()
        ? Optional.of(new Keyword(field, value.strip()))
        : Optional.empty();
  }

  /** A flag; a missing one counts as no. */
  public static Optional<Condition> flag(MapField field, Operator operator, String value) {
    if (!operator.isEquality()) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "", "1", "y", "yes", "true" -> Optional.of(Condition.yes(field));
      case "0", "n", "no", "false" -> Optional.of(Condition.not(Condition.yes(field)));
      default -> Optional.empty();
    };
  }

  /** A ruleset by any of its names. */
  public static Optional<Condition> mode(MapField field, Operator operator, String value) {
    return operator.isEquality()
        ? Lexicon.mode(value).map(mode -> new Keyword(field, mode))
        : Optional.empty();
  }

  /**
   * A status by the beginning of its name; several with commas. Maps without a known status are
   * {@code n} and {@code u}, as in osu!stable.
   */
  public static Optional<Condition> status(MapField field, Operator operator, String value) {
    List<Condition> any = new ArrayList<>();
    for (String part : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      if (UNKNOWN_STATUS.contains(part)) {
        any.add(Condition.not(new Condition.Exists(field)));
      }
      for (String name : Lexicon.STATUSES) {
        if (!part.isEmpty() && name.startsWith(part)) {
          any.add(new Keyword(field, name));
        }
      }
    }
    return any.isEmpty() || !operator.isEquality()
        ? Optional.empty()
        : Optional.of(new Condition.Any(any));
  }

  /** What people tagged a map, or what its patterns suggest. */
  public static Optional<Condition> tag(Operator operator, String value, boolean quoted) {
    String name = value.replace("\"", "").strip();
    if (name.isEmpty() || !operator.isEquality()) {
      return Optional.empty();
    }
    List<String> named = Lexicon.tagsNamed(name);
    List<Condition> either = new ArrayList<>();
    for (MapField field : List.of(MapFields.TAGS, MapFields.DERIVED_TAGS)) {
      if (named.isEmpty()) {
        either.add(new Keyword(field, name, !quoted));
      }
      named.forEach(tag -> either.add(new Keyword(field, tag)));
    }
    return Optional.of(new Condition.Any(either));
  }
}
