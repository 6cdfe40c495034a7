package kiai.input;

import java.io.IOException;

/** A file of the user's that is not what it should be; the message names it and says why. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** A message for the user. */
  public DamagedFileException(String message) {
    super(message);
  }

  /** A message for the user, with what led to it. */
  public DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
