package kiai.cli.options;

/** A command that cannot do its work; the message says why and what would help. */
public final class FailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FailedException(String message) {
    super(message);
  }

  public FailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
