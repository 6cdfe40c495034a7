package kiai.index;

import java.util.Map;
import java.util.Set;

/**
 * What the last commit of a generation holds.
 *
 * @param files source files by their paths; may be changed by its reader
 * @param maps MD5 sums of maps that were read from files
 * @param imported MD5 sums of maps that were imported from tables
 */
public record IndexContents(Map<String, FileState> files, Set<String> maps, Set<String> imported) {
  /** Whether there are no maps. */
  public boolean isEmpty() {
    return maps.isEmpty() && imported.isEmpty();
  }

  /** A file's state counts only when all its maps were committed too. */
  public boolean isIntact(FileState state) {
    return state != null
        && state.maps().stream().allMatch(m -> maps.contains(m.md5()))
        && state.rows().stream().allMatch(md5 -> maps.contains(md5) || imported.contains(md5));
  }
}
