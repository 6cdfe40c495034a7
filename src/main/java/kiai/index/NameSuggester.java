package kiai.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import kiai.map.MapField;

/** Names of an index by what somebody has typed of them. */
public interface NameSuggester extends Closeable {
  /**
   * A name.
   *
   * @param maps how many maps have it
   */
  record Suggested(String name, long maps) {}

  /**
   * The names with words that begin as typed, those of most maps first.
   *
   * @param field that the names are of
   */
  List<Suggested> suggest(String typed, MapField field, int count) throws IOException;
}
