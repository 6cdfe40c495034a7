package kiai.map;

import java.util.Optional;
import java.util.Set;

/** Something that knows maps by their MD5 or ids. */
public interface MetadataSource {
  /** Name of the file, as facts carry it. */
  String name();

  /** How many maps it knows. */
  int size();

  /** MD5 sums of the maps that its collections hold; empty when it has no collections. */
  default Set<String> collected() {
    return Set.of();
  }

  /**
   * What it says about a map.
   *
   * @param beatmapId null when the map has none
   * @param setId null when the map has none
   */
  Optional<SourcedMetadata> of(String md5, Integer beatmapId, Integer setId);
}
