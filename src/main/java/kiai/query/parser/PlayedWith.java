package kiai.query.parser;

import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.Mods;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.query.Preference;

/**
 * What is asked of a map played with mods, as what is asked of the map itself: "ar 10.3 dt" are
 * maps whose approach rate becomes 10.3 with Double Time.
 */
final class PlayedWith {
  private final Mods mods;
  private final String mode;

  /**
   * Of some mods.
   *
   * @param mode the ruleset that is asked for, null when none is
   */
  PlayedWith(Mods mods, String mode) {
    this.mods = mods;
    this.mode = mode;
  }

  Condition condition(Condition asked) {
    return switch (asked) {
      case Condition.All all ->
          new Condition.All(all.conditions().stream().map(this::condition).toList());
      case Condition.Any any ->
          new Condition.Any(any.conditions().stream().map(this::condition).toList());
      case Condition.Not not -> new Condition.Not(condition(not.condition()));
      case Condition.Filter filter -> new Condition.Filter(condition(filter.condition()));
      case Condition.Should should -> new Condition.Should(condition(should.condition()));
      case Condition.Boost boost ->
          new Condition.Boost(condition(boost.condition()), boost.factor());
      case Condition.Range range ->
          new Condition.Range(
              field(range.field()),
              original(range.field(), range.low(), false),
              original(range.field(), range.high(), true));
      default -> asked;
    };
  }

  Preference preference(Preference asked) {
    MapField field = asked.field();
    double low = original(field, asked.low(), false);
    double high = original(field, asked.high(), true);
    double scale =
        asked.high() > asked.low() && high > low && Double.isFinite(high - low)
            ? Math.min(2, (high - low) / (asked.high() - asked.low()))
            : 1;
    return new Preference(asked.name(), field(field), low, high, asked.softness() * scale);
  }

  Order order(Order asked) {
    return new Order(field(asked.field()), asked.ascending());
  }

  private MapField field(MapField field) {
    return field == MapFields.STARS ? mods.stars() : field;
  }

  private double original(MapField field, double value, boolean highest) {
    return Mods.isChanged(field, mode) ? mods.original(field, value, highest) : value;
  }
}
