package kiai.map;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Facts by MD5, by beatmap id and by set; the narrower one is asked first. */
public final class KeyedMetadata implements MetadataSource {
  private final String name;
  private final Map<String, SourcedMetadata> byMd5 = new HashMap<>();
  private final Map<Integer, SourcedMetadata> byId = new HashMap<>();
  private final Map<Integer, SourcedMetadata> bySet = new HashMap<>();
  private final Set<String> collected = new HashSet<>();

  /** Knows nothing yet. */
  public KeyedMetadata(String name) {
    this.name = name;
  }

  /** Adds a map; either key may be null. */
  public void add(String md5, Integer beatmapId, SourcedMetadata facts) {
    if (md5 != null) {
      byMd5.put(md5, facts);
    }
    if (beatmapId != null) {
      byId.put(beatmapId, facts);
    }
  }

  /** Adds what is known of a whole set. */
  public void addSet(int setId, SourcedMetadata facts) {
    bySet.put(setId, facts);
  }

  /** Adds maps that its collections hold, by MD5. */
  public void collect(Set<String> md5s) {
    collected.addAll(md5s);
  }

  @Override
  public Set<String> collected() {
    return Collections.unmodifiableSet(collected);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return Math.max(byMd5.size(), byId.size()) + bySet.size();
  }

  @Override
  public Optional<SourcedMetadata> of(String md5, Integer beatmapId, Integer setId) {
    SourcedMetadata facts = byMd5.get(md5);
    if (facts == null && beatmapId != null) {
      facts = byId.get(beatmapId);
    }
    if (facts == null && setId != null) {
      facts = bySet.get(setId);
    }
    return Optional.ofNullable(facts);
  }
}
