package kiai.dataset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** All that the sources of one run say about maps. */
public final class Knowledge {
  /** No source at all. */
  public static final Knowledge NONE = new Knowledge(List.of());

  private final List<FactSource> sources;
  private final Set<String> names;

  /** What some sources know together. */
  public Knowledge(List<FactSource> sources) {
    this.sources = List.copyOf(sources);
    this.names = sources.stream().map(FactSource::name).collect(Collectors.toUnmodifiableSet());
  }

  /** True when there is nothing to ask. */
  public boolean isEmpty() {
    return sources.isEmpty();
  }

  /**
   * What is known of a map now: what was known of it before, with everything from the sources of
   * this run replaced by what they say today.
   *
   * @param before facts of earlier runs
   * @return those who win first
   */
  public List<MapFacts> of(String md5, Integer beatmapId, Integer setId, List<MapFacts> before) {
    List<MapFacts> facts = new ArrayList<>();
    for (MapFacts fact : before) {
      if (!names.contains(fact.source())) {
        facts.add(fact);
      }
    }
    for (FactSource source : sources) {
      source.of(md5, beatmapId, setId).ifPresent(facts::add);
    }
    facts.sort(Comparator.comparing(MapFacts::kind).thenComparing(MapFacts::source));
    return List.copyOf(facts);
  }
}
