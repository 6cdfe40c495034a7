package kiai.query.filter;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;

/** Filters on days and years: known days are compared as days, estimated years as years. */
public final class DateFilters {
  private static final Pattern DATE =
      Pattern.compile("([0-9]{4})(?:[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?)?");

  private static final Pattern AGO =
      Pattern.compile(
          "(?:([0-9]{1,3})y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,5})d)?(?:([0-9]{1,4})w)?"
              + "(?:[0-9]{1,5}h)?(?:[0-9]{1,5}m)?(?:[0-9]{1,5}s)?");

  private DateFilters() {}

  /** {@code yyyy}, {@code yyyy-mm} or {@code yyyy-mm-dd}: the whole year, month or day in UTC. */
  public static Optional<Condition> day(MapField field, Operator operator, String value) {
    Matcher m = DATE.matcher(value);
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      LocalDate first =
          LocalDate.of(
              Integer.parseInt(m.group(1)),
              m.group(2) == null ? 1 : Integer.parseInt(m.group(2)),
              m.group(3) == null ? 1 : Integer.parseInt(m.group(3)));
      LocalDate last =
          m.group(3) != null
              ? first
              : m.group(2) != null
                  ? first.plusMonths(1).minusDays(1)
                  : first.plusYears(1).minusDays(1);
      return Optional.of(
          NumberFilters.compared(
              field, operator, (int) first.toEpochDay(), (int) last.toEpochDay()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** By the day where it is known, else by the year. */
  public static Optional<Condition> dayOrYear(MapField field, Operator operator, String value) {
    Optional<Condition> byDay = day(field, operator, value);
    Optional<Condition> byYear = year(MapFields.YEAR, operator, value);
    if (byDay.isEmpty() || byYear.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Condition.any(
            byDay.get(), Condition.all(byYear.get(), Condition.not(new Condition.Exists(field)))));
  }

  /** A year, or a date of which the year counts. */
  public static Optional<Condition> year(MapField field, Operator operator, String value) {
    String year = value.matches("[0-9]{4}([-./][0-9]{1,2}){0,2}") ? value.substring(0, 4) : value;
    return NumberFilters.whole(field, operator, year);
  }

  /**
   * How long ago, as in osu!lazer: {@code <30d} is within the last 30 days; or a date.
   *
   * @param clock tells what day it is
   */
  public static Optional<Condition> ago(
      MapField field, Operator operator, String value, Clock clock) {
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
    double day = then.toEpochDay();
    return Optional.of(
        switch (operator) {
          case LESS, LESS_OR_EQUAL -> NumberFilters.between(field, day, Double.POSITIVE_INFINITY);
          default -> NumberFilters.between(field, Double.NEGATIVE_INFINITY, day);
        });
  }

  private static long part(Matcher m, int group) {
    return m.group(group) == null ? 0 : Long.parseLong(m.group(group));
  }
}
