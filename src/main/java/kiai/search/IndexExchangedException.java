package kiai.search;

/**
 * The index is of another model or precision than the encoder of this program: their vectors cannot
 * be compared.
 */
public final class IndexExchangedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  IndexExchangedException() {
    super(
        "The index is of another model or precision than this server compares files with; it works"
            + " again when the maps are embedded anew, or when the server is started anew");
  }
}
