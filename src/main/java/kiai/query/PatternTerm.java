package kiai.query;

import java.util.List;
import kiai.map.MapField;

/**
 * A pattern that players have a word for, and what measures it.
 *
 * @param name the usual word, such as {@code streams}
 * @param traits patterns that measure it, all together; empty when none do
 * @param tags osu! user tags that stand for it
 * @param mode the ruleset of all of these tags, null when they are of several or of all
 */
public record PatternTerm(String name, List<Trait> traits, List<String> tags, String mode) {

  /**
   * A number of maps that is high, or low, in maps with the pattern.
   *
   * @param field a pattern, or the circle size
   */
  public record Trait(MapField field, boolean little) {}
}
