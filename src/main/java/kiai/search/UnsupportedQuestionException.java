package kiai.search;

import java.io.IOException;

/** The index's model cannot answer such a question; the message says why. */
public final class UnsupportedQuestionException extends IOException {
  private static final long serialVersionUID = 1;

  UnsupportedQuestionException(String message) {
    super(message);
  }
}
