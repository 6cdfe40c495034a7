package kiai.embeddings;

/** The encoder cannot start or run; the message names the cause and the remedy. */
public final class EncoderException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EncoderException(String message, Throwable cause) {
    super(message, cause);
  }

  EncoderException(String message) {
    super(message);
  }
}
