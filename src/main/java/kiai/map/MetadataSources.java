package kiai.map;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that the sources of one run say about maps. */
public final class MetadataSources {
  /** No source at all. */
  public static final MetadataSources NONE = new MetadataSources(List.of());

  private final List<MetadataSource> sources;
  private final Set<String> names;

  /** What some sources know together. */
  public MetadataSources(List<MetadataSource> sources) {
    this.sources = List.copyOf(sources);
    this.names = sources.stream().map(MetadataSource::name).collect(Collectors.toUnmodifiableSet());
  }

  /** True when there is nothing to ask. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /**
   * Maps of collections that are not here, in words for the user.
   *
   * @param here MD5 sums of all maps of the index
   * @return sentences by the name of the source, only of those that lack maps
   */
  public Map<String, String> absentFromCollections(Set<String> here) {
    Map<String, String> absent = new TreeMap<>();
    for (MetadataSource source : sources) {
      Set<String> collected = source.collected();
      long gone = collected.stream().filter(md5 -> !here.contains(md5)).count();
      if (gone > 0) {
        absent.put(
            source.name(),
            "%,d of %,d maps of its collections are not here: updated or deleted?"
                .formatted(gone, collected.size()));
      }
    }
    return absent;
  }

  /**
   * What is known of a map now: what was known of it before, with everything from the sources of
   * this run replaced by what they say today.
   *
   * @param before facts of earlier runs
   * @return those who win first
   */
  public List<SourcedMetadata> of(
      String md5, Integer beatmapId, Integer setId, List<SourcedMetadata> before) {
    List<SourcedMetadata> facts = new ArrayList<>();
    for (SourcedMetadata fact : before) {
      if (!names.contains(fact.source())) {
        facts.add(fact);
      }
    }
    for (MetadataSource source : sources) {
      source.of(md5, beatmapId, setId).ifPresent(facts::add);
    }
    facts.sort(Comparator.comparing(SourcedMetadata::kind).thenComparing(SourcedMetadata::source));
    return List.copyOf(facts);
  }
}
