package kiai.sources.lazer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A row of a table. A column that the table does not have reads as a missing value: older versions
 * of lazer lack the newer ones.
 *
 * @param key that links name it by
 */
record RealmRow(long key, Map<String, Object> values) {
  /** A text; null when it is missing. */
  String text(String column) {
    return values.get(column) instanceof String text ? text : null;
  }

  /** A whole number; null when it is missing. */
  Long whole(String column) {
    return values.get(column) instanceof Long number ? number : null;
  }

  /** A number with decimals; null when it is missing. */
  Double real(String column) {
    return values.get(column) instanceof Double number ? number : null;
  }

  /** A flag; false when it is missing. */
  boolean flag(String column) {
    return values.get(column) instanceof Boolean flag && flag;
  }

  /** A time; null when it is missing. */
  Instant time(String column) {
    return values.get(column) instanceof Instant time ? time : null;
  }

  /** The row that a link leads to in its table's rows; null for none, and for a dangling one. */
  RealmRow link(String column, Map<Long, RealmRow> rows) {
    return values.get(column) instanceof Long key ? rows.get(key) : null;
  }

  /** The rows that a list of links leads to; dangling ones are left out. */
  List<RealmRow> links(String column, Map<Long, RealmRow> rows) {
    return list(column).stream()
        .filter(Long.class::isInstance)
        .map(rows::get)
        .filter(row -> row != null)
        .toList();
  }

  /** The texts of a list; missing ones are left out. */
  List<String> texts(String column) {
    return list(column).stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }

  private List<?> list(String column) {
    return values.get(column) instanceof List<?> list ? list : List.of();
  }
}
