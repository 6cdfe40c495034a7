package kiai.search.language;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.analysis.MapPatterns;
import kiai.index.Schema;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;

/** An order of maps by one of their numbers: {@code sort=stars}, {@code sort=ranked_asc}. */
final class SortOrder {
  private static final Set<String> DOUBLES =
      Set.of(
          Schema.STARS,
          Schema.STARS_DOUBLE_TIME,
          Schema.STARS_HALF_TIME,
          Schema.BPM,
          Schema.LENGTH,
          Schema.AR,
          Schema.CS,
          Schema.OD,
          Schema.HP,
          Schema.LONG_NOTE_PERCENT);
  private static final Set<String> INTEGERS =
      Set.of(
          Schema.YEAR,
          Schema.KEYS,
          Schema.CIRCLES,
          Schema.SLIDERS,
          Schema.SPINNERS,
          Schema.OBJECTS,
          Schema.FAVOURITES,
          Schema.PLAYS,
          Schema.SUBMITTED,
          Schema.RANKED,
          Schema.UPDATED,
          Schema.LAST_PLAYED);
  private static final List<String> PATTERNS =
      Arrays.stream(MapPatterns.Pattern.values()).map(MapPatterns.Pattern::key).toList();

  private SortOrder() {}

  /**
   * The order that a text names, highest first unless it says otherwise; empty when it names none.
   */
  static Optional<Sort> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    boolean ascending = lower.endsWith("_asc");
    String name = lower.replaceFirst("_(asc|desc)$", "");
    String field =
        switch (name) {
          case "difficulty", "sr" -> Schema.STARS;
          case "created" -> Schema.SUBMITTED;
          case "lastplayed" -> Schema.LAST_PLAYED;
          case "favorites" -> Schema.FAVOURITES;
          case "playcount" -> Schema.PLAYS;
          default -> name;
        };
    if (INTEGERS.contains(field)) {
      return Optional.of(
          order(
              field,
              SortField.Type.INT,
              ascending,
              ascending ? Integer.MAX_VALUE : Integer.MIN_VALUE));
    }
    boolean pattern = !DOUBLES.contains(field) && PATTERNS.contains(field);
    if (!DOUBLES.contains(field) && !pattern) {
      return Optional.empty();
    }
    return Optional.of(
        order(
            pattern ? Schema.PATTERN_PREFIX + field : field,
            SortField.Type.DOUBLE,
            ascending,
            ascending ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY));
  }

  /** Maps without the number come last; equal ones by their sets, so that pages do not change. */
  private static Sort order(String field, SortField.Type type, boolean ascending, Object missing) {
    return new Sort(
        new SortedNumericSortField(
            field, type, !ascending, SortedNumericSelector.Type.MIN, missing),
        new org.apache.lucene.search.SortedSetSortField(Schema.SET_KEY, false),
        SortField.FIELD_DOC);
  }
}
