package kiai.search;

/** A question that this index or its model cannot answer; the message says why. */
public final class UnsupportedQuestionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedQuestionException(String message) {
    super(message);
  }
}
