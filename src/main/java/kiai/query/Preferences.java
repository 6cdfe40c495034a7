package kiai.query;

import java.util.List;

/**
 * What should come first, without being demanded.
 *
 * @param ranges numbers that should lie within bounds
 * @param wanted patterns that there should be much of
 * @param unwanted patterns that there should be little of
 * @param mode ruleset whose maps should come first, since the patterns are of it; null when the
 *     text names a ruleset or nothing implies one
 */
public record Preferences(
    List<Preference> ranges, List<PatternTerm> wanted, List<PatternTerm> unwanted, String mode) {
  /** Nothing. */
  public static final Preferences NONE = new Preferences(List.of(), List.of(), List.of(), null);

  /** True when there is none. */
  public boolean isEmpty() {
    return ranges.isEmpty() && wanted.isEmpty() && unwanted.isEmpty();
  }
}
