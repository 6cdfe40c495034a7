package kiai.analysis.stars;

/** A map that the star calculator will not or cannot rate; the map itself may still be usable. */
public final class StarRatingException extends Exception {
  private static final long serialVersionUID = 1;

  /** Why there is no rating. */
  public enum Reason {
    NOT_OSU,
    TOO_BIG,
    SUSPICIOUS,
    DECODE,
    TIMEOUT,
    CALCULATOR_FAILED
  }

  private final Reason reason;

  StarRatingException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Why there is no rating. */
  public Reason reason() {
    return reason;
  }
}
