package kiai.search.answer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How hard recommended maps should be, compared with the liked ones they are like. */
public enum Challenge {
  /** A little easier: to warm up, or for accuracy. */
  EASIER(-0.5),
  /** As hard. */
  SAME(0),
  /** A little harder. */
  HARDER(0.3),
  /** Harder: to get better. */
  CHALLENGE(0.7);

  private final double stars;

  Challenge(double stars) {
    this.stars = stars;
  }

  /** Stars above those of the liked map. */
  public double stars() {
    return stars;
  }

  /**
   * Reads a name in any case.
   *
   * @param name null or empty for {@link #SAME}
   * @throws UnsupportedQuestionException for other names, listing those that there are
   */
  public static Challenge of(String name) {
    if (name == null || name.isBlank()) {
      return SAME;
    }
    for (Challenge one : values()) {
      if (one.name().equalsIgnoreCase(name.strip())) {
        return one;
      }
    }
    throw new UnsupportedQuestionException(
        "the level can be %s, not \"%s\""
            .formatted(
                Arrays.stream(values())
                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")),
                name));
  }
}
