package kiai.index;

import java.time.Duration;

/** When a question has taken too long. */
public final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** A deadline some time from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * Ends a question that took too long.
   *
   * @throws TooSlowException when the time is over
   */
  public void check() {
    if (System.nanoTime() - end > 0) {
      throw new TooSlowException();
    }
  }
}
