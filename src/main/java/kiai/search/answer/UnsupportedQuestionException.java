package kiai.search.answer;

/** A question that this index or its model cannot answer; the message says why. */
public final class UnsupportedQuestionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** A message for the user. */
  public UnsupportedQuestionException(String message) {
    super(message);
  }
}
