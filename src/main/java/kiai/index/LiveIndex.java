package kiai.index;

import java.io.Closeable;
import java.io.IOException;

/**
 * The readable side of an index that may change: {@link #refresh} moves to a newer commit, or to
 * another generation when one was published; snapshots in use stay as they are.
 */
public interface LiveIndex extends Closeable {
  /** The newest state that was looked for; to be closed by its user. */
  IndexSnapshot snapshot();

  /** Version of {@link #snapshot}. */
  String version();

  /** Looks for the newest state. */
  void refresh() throws IOException;

  /** Name of the generation that is read. */
  String generation();
}
