package kiai.index;

/** A question was given up, since it took longer than any question may. */
public final class TooSlowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooSlowException() {
    super("The search took too long; ask for less, for example with a filter");
  }
}
