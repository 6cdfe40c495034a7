package kiai.analysis;

import java.util.OptionalInt;

/**
 * The year in which a set was submitted, estimated from its id: ids are given in order.
 *
 * <p>The bounds are the first ids of each year, from dated sets in public tables (2014 to 2020
 * measured, the others interpolated; good to about a week around New Year in the measured years and
 * to some weeks in the others). A known date always wins over this estimate.
 */
public final class SubmissionYear {
  private static final int FIRST_YEAR = 2007;

  /** First set id of FIRST_YEAR, FIRST_YEAR + 1, … */
  private static final int[] FIRST_IDS = {
    1, 500, 4_000, 11_800, 24_000, 43_200, 72_000, 138_600, 251_500, 399_150, 552_700, 713_500,
    903_000, 1_087_000, 1_344_000, 1_664_000, 1_916_000, 2_118_000, 2_302_000, 2_486_000
  };

  /** Ids from here on are later than anything the table knows. */
  private static final int FIRST_UNKNOWN_ID = 2_700_000;

  private SubmissionYear() {}

  /** The estimated year; empty for ids that are not those of a submitted set. */
  public static OptionalInt ofSetId(int setId) {
    if (setId < 1 || setId >= FIRST_UNKNOWN_ID) {
      return OptionalInt.empty();
    }
    int year = 0;
    while (year + 1 < FIRST_IDS.length && FIRST_IDS[year + 1] <= setId) {
      year++;
    }
    return OptionalInt.of(FIRST_YEAR + year);
  }
}
