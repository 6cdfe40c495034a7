package kiai.search;

/**
 * The index was exchanged for one of another model or precision than the encoder of this program:
 * their vectors cannot be compared.
 */
public final class IndexExchangedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  IndexExchangedException() {
    super(
        "The index was exchanged for one of another model or precision; files can be compared again"
            + " when this server is started anew");
  }
}
