package kiai.sources.files;

import java.util.Set;

/**
 * Which maps of a Mapperator dataset take part; null bounds are open. The filters are the
 * reference's: the range over sets counts all sets of the table in its order, the others then
 * choose among their maps.
 *
 * @param firstYear first year of submission
 * @param lastYear last year of submission
 * @param leastStars lowest star rating
 * @param mostStars highest star rating
 * @param modes modes by name; empty for all
 * @param firstSet index of the first set, from 0
 * @param endSet index after the last set
 */
public record DatasetFilters(
    Integer firstYear,
    Integer lastYear,
    Double leastStars,
    Double mostStars,
    Set<String> modes,
    Integer firstSet,
    Integer endSet) {

  /** All maps. */
  public static final DatasetFilters ALL =
      new DatasetFilters(null, null, null, null, Set.of(), null, null);

  /**
   * Whether a map takes part; maps of which a filtered value is unknown do not.
   *
   * @param set index of its set
   * @param mode by name
   */
  public boolean take(int set, Integer year, Double stars, String mode) {
    return within(set, firstSet, endSet == null ? null : endSet - 1)
        && within(year, firstYear, lastYear)
        && within(stars, leastStars, mostStars)
        && (modes.isEmpty() || modes.contains(mode));
  }

  private static boolean within(Number value, Number low, Number high) {
    if (low == null && high == null) {
      return true;
    }
    return value != null
        && (low == null || value.doubleValue() >= low.doubleValue())
        && (high == null || value.doubleValue() <= high.doubleValue());
  }
}
