package kiai.index.opensearch.client;

import java.io.IOException;

/** A cluster refused a request, or did not answer. */
public final class ClusterException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Status when no node answered. */
  public static final int NO_ANSWER = 0;

  private final int status;

  /**
   * A failure.
   *
   * @param status of HTTP; {@link #NO_ANSWER} when there was none
   */
  public ClusterException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** The status of HTTP; {@link #NO_ANSWER} when no node answered. */
  public int status() {
    return status;
  }
}
