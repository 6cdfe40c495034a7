package kiai.query.filter;

import java.time.Clock;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.EditDistance;

/**
 * The filter language that players know from osu!: {@code key operator value}, with osu!lazer's
 * keys, tolerances and units, {@code !=} and a leading {@code -} for exclusion. The keys are those
 * of {@link MapFields}.
 */
public final class Filters {
  private static final double LIKE_A_KEY = 0.6; // of EditDistance
  private static final int LONGEST_DAYS = 5; // digits of "played<7"

  /** Keys of other tools that no field here answers, with what does. */
  private static final java.util.Map<String, String> FOREIGN =
      java.util.Map.of(
          "speed", "stars_dt, stars_ht, stars_hr and stars_ez hold the ratings with these mods",
          "featured_artist", "no source here tells who is a featured artist",
          "nsfw", "no source here tells explicit sets",
          "pp", "performance points belong to a play, not to a map",
          "combo", "objects counts the hit objects",
          "maxcombo", "objects counts the hit objects",
          "notes", "objects counts the hit objects",
          "nps", "density is onsets per second",
          "grade", "grades of your plays are not read",
          "rank", "ranked is the day of ranking, status the status");

  private final TextFilters texts;
  private final Clock clock;

  /**
   * The filters.
   *
   * @param clock tells how long ago "a month ago" is
   */
  public Filters(TextFilters texts, Clock clock) {
    this.texts = texts;
    this.clock = clock;
  }

  /** What a filter asks for: its condition and the field that must be known. */
  public record Filter(Condition condition, MapField asked) {}

  /**
   * The filter that a token is; empty when its key or its value means nothing, so that the words
   * stay words.
   */
  public Optional<Filter> of(Token token, String value) {
    Optional<MapField> field = MapFields.byKey(token.key());
    if (field.isEmpty()) {
      return Optional.empty();
    }
    if (value.isEmpty() && !takesNothing(field.get(), token)) {
      return Optional.empty();
    }
    Optional<Condition> positive = condition(field.get(), token, value);
    Optional<Condition> meant =
        token.operator() == Operator.NOT_EQUAL ? positive.map(Condition::not) : positive;
    return meant.map(condition -> new Filter(condition, asked(field.get(), token)));
  }

  /** {@code unplayed=}, as osu!stable writes a flag. */
  private static boolean takesNothing(MapField field, Token token) {
    return token.operator() == Operator.EQUAL
        && switch (field.syntax()) {
          case FLAG, NOT_FLAG, FLAG_OR_DAYS -> true;
          default -> false;
        };
  }

  private static MapField asked(MapField field, Token token) {
    return switch (field.syntax()) {
      case FLAG_OR_DAYS -> token.operator().isEquality() ? MapFields.PLAYED : MapFields.LAST_PLAYED;
      case NOT_FLAG -> MapFields.PLAYED;
      default -> field;
    };
  }

  private Optional<Condition> condition(MapField field, Token token, String value) {
    Operator operator = token.operator();
    return switch (field.syntax()) {
      case STARS -> NumberFilters.stars(field, operator, value);
      case NUMBER ->
          isPattern(field)
              ? NumberFilters.pattern(field, operator, value, false)
              : NumberFilters.decimal(field, operator, value);
      case SHARE -> NumberFilters.pattern(field, operator, value, true);
      case PERCENT -> NumberFilters.decimal(field, operator, value.replace("%", ""));
      case WHOLE ->
          field == MapFields.SLIDERS && value.endsWith("%") // of the objects, as a pattern
              ? NumberFilters.pattern(MapFields.pattern(field.key()), operator, value, true)
              : NumberFilters.whole(field, operator, value);
      case LENGTH -> NumberFilters.length(field, operator, value);
      case YEAR -> DateFilters.year(field, operator, value);
      case DATE -> DateFilters.day(field, operator, value);
      case DATE_OR_YEAR -> DateFilters.dayOrYear(field, operator, value);
      case AGO -> DateFilters.ago(field, operator, value, clock);
      case MODE -> TextFilters.mode(field, operator, value);
      case STATUS -> TextFilters.status(field, operator, value);
      case WORDS -> texts.words(field, operator, value, token.quoted(), token.whole());
      case TAG -> TextFilters.tag(operator, value, token.quoted());
      case EXACT -> TextFilters.exact(field, operator, value);
      case EXACT_LOWER -> TextFilters.exact(field, operator, value.toLowerCase(Locale.ROOT));
      case FLAG -> TextFilters.flag(field, operator, value);
      case NOT_FLAG -> TextFilters.flag(MapFields.PLAYED, operator, value).map(Condition::not);
      case FLAG_OR_DAYS -> played(field, operator, value);
    };
  }

  private static boolean isPattern(MapField field) {
    return field.name().startsWith("pattern_");
  }

  /** {@code played=yes}; {@code played<7}: within the last 7 days, as in osu!stable. */
  private Optional<Condition> played(MapField field, Operator operator, String value) {
    if (operator.isEquality()) {
      return TextFilters.flag(field, operator, value);
    }
    String ago = value.matches("[0-9]{1," + LONGEST_DAYS + "}") ? value + "d" : value;
    return DateFilters.ago(MapFields.LAST_PLAYED, operator, ago, clock);
  }

  /** Why a token that looks like a filter is none, with what may have been meant. */
  public Optional<String> hint(Token token) {
    Optional<MapField> field = MapFields.byKey(token.key());
    if (field.isPresent()) {
      return Optional.of(
          "%s was read as words: %s takes %s"
              .formatted(token.text(), token.key(), field.get().syntax().expects()));
    }
    if (FOREIGN.containsKey(token.key())) {
      return Optional.of(
          "%s was read as words: %s is no filter here; %s"
              .formatted(token.text(), token.key(), FOREIGN.get(token.key())));
    }
    Optional<String> near =
        nearest(token.key(), MapFields.keys().keySet())
            .map(key ->
                "%s was read as words: there is no filter %s; did you mean %s?"
                    .formatted(token.text(), token.key(), key));
    // Titles have colons too: "Re:Zero" is no filter that somebody got wrong.
    return near.isPresent() || token.text().toLowerCase(Locale.ROOT).contains(token.key() + ":")
        ? near
        : Optional.of(
            "%s was read as words: there is no filter %s".formatted(token.text(), token.key()));
  }

  /** The name that a word is most like; empty when it is like none. */
  public static Optional<String> nearest(String word, Set<String> names) {
    return names.stream()
        .filter(name -> EditDistance.likeness(word, name) >= LIKE_A_KEY)
        .max(
            Comparator.comparingDouble((String name) -> EditDistance.likeness(word, name))
                .thenComparing(Comparator.reverseOrder()));
  }
}
