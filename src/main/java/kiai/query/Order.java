package kiai.query;

import java.util.Locale;
import java.util.Optional;
import kiai.map.MapField;
import kiai.map.MapFields;

/**
 * An order of maps by one of their numbers. Maps without the number come last; equal ones are
 * ordered by their sets and then by MD5, so that pages never change.
 *
 * @param field a number
 */
public record Order(MapField field, boolean ascending) {

  /** Newest first, as beatmap ids are given in order. */
  public static final Order NEWEST = new Order(MapFields.BEATMAP_ID, false);

  /**
   * The order that a text such as {@code stars} or {@code ranked_asc} names, highest first unless
   * it says otherwise; empty when it names none.
   */
  public static Optional<Order> of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return MapFields.byOrder(lower.replaceFirst("_(asc|desc)$", ""))
        .map(field -> new Order(field, lower.endsWith("_asc")));
  }
}
