package kiai.search.language;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.index.Schema;
import org.apache.lucene.document.IntField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.Query;

/** Filters on days and years: known days are compared as days, estimated years as years. */
final class DateFilters {
  private static final Pattern DATE =
      Pattern.compile("([0-9]{4})(?:[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?)?");

  private static final Pattern AGO =
      Pattern.compile(
          "(?:([0-9]{1,3})y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})d)?(?:([0-9]{1,4})w)?"
              + "(?:[0-9]{1,5}h)?(?:[0-9]{1,5}m)?(?:[0-9]{1,5}s)?");

  private DateFilters() {}

  /** {@code yyyy}, {@code yyyy-mm} or {@code yyyy-mm-dd}: the whole year, month or day in UTC. */
  static Optional<Query> day(String field, Operator operator, String value) {
    Matcher m = DATE.matcher(value);
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      int year = Integer.parseInt(m.group(1));
      LocalDate first =
          LocalDate.of(
              year,
              m.group(2) == null ? 1 : Integer.parseInt(m.group(2)),
              m.group(3) == null ? 1 : Integer.parseInt(m.group(3)));
      LocalDate last =
          m.group(3) != null
              ? first
              : m.group(2) != null
                  ? first.plusMonths(1).minusDays(1)
                  : first.plusYears(1).minusDays(1);
      int from = (int) first.toEpochDay();
      int to = (int) last.toEpochDay();
      return Optional.of(
          switch (operator) {
            case EQUAL, NOT_EQUAL -> IntField.newRangeQuery(field, from, to);
            case LESS -> IntField.newRangeQuery(field, Integer.MIN_VALUE, from - 1);
            case LESS_OR_EQUAL -> IntField.newRangeQuery(field, Integer.MIN_VALUE, to);
            case GREATER -> IntField.newRangeQuery(field, to + 1, Integer.MAX_VALUE);
            case GREATER_OR_EQUAL -> IntField.newRangeQuery(field, from, Integer.MAX_VALUE);
          });
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** By the day where it is known, else by the estimated year. */
  static Optional<Query> submitted(Operator operator, String value) {
    Optional<Query> byDay = day(Schema.SUBMITTED, operator, value);
    Optional<Query> byYear = year(operator, value);
    if (byDay.isEmpty() || byYear.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new BooleanQuery.Builder()
            .add(byDay.get(), Occur.SHOULD)
            .add(
                new BooleanQuery.Builder()
                    .add(byYear.get(), Occur.MUST)
                    .add(new FieldExistsQuery(Schema.SUBMITTED), Occur.MUST_NOT)
                    .build(),
                Occur.SHOULD)
            .build());
  }

  /** A year, or a date of which the year counts. */
  static Optional<Query> year(Operator operator, String value) {
    String year = value.matches("[0-9]{4}([-./][0-9]{1,2}){0,2}") ? value.substring(0, 4) : value;
    return NumberFilters.whole(Schema.YEAR, operator, year);
  }

  /**
   * How long ago, as in osu!lazer: {@code <30d} is within the last 30 days; or a date.
   *
   * @param clock tells what day it is
   */
  static Optional<Query> ago(String field, Operator operator, String value, Clock clock) {
    Matcher m = AGO.matcher(value);
    if (value.isEmpty() || !m.matches()) {
      return day(field, operator, value);
    }
    if (operator.isEquality()) {
      return Optional.empty(); // osu!lazer has no such question either
    }
    LocalDate then =
        LocalDate.now(clock)
            .minusYears(part(m, 1))
            .minusMonths(part(m, 2))
            .minusDays(part(m, 3) + 7 * part(m, 4));
    int day = (int) then.toEpochDay();
    return Optional.of(
        switch (operator) {
          case LESS, LESS_OR_EQUAL -> IntField.newRangeQuery(field, day, Integer.MAX_VALUE);
          default -> IntField.newRangeQuery(field, Integer.MIN_VALUE, day);
        });
  }

  private static long part(Matcher m, int group) {
    return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
  }
}
