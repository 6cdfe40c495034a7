package kiai.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;

/**
 * A set of maps that is compared.
 *
 * @param name for people
 * @param maps those that have a vector
 */
public record ComparedSet(String name, List<ComparedMap> maps) {

  /** All maps of an index that have a vector, in the order of their MD5. */
  public static ComparedSet of(String name, IndexSnapshot index) throws IOException {
    List<ComparedMap> maps = new ArrayList<>();
    for (MapRef map : index.all()) {
      float[] vector = index.vector(map);
      if (vector != null) {
        maps.add(ComparedMap.of(index.record(map), vector, index.windows(map)));
      }
    }
    maps.sort((a, b) -> String.valueOf(a.md5()).compareTo(String.valueOf(b.md5())));
    return new ComparedSet(name, maps);
  }

  /** The maps of one ruleset. */
  ComparedSet ofMode(String mode) {
    return new ComparedSet(name, maps.stream().filter(map -> map.mode().equals(mode)).toList());
  }
}
