package kiai.dataset;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Facts by MD5, by beatmap id and by set; the narrower one is asked first. */
final class KnownMaps implements FactSource {
  private final String name;
  private final Map<String, MapFacts> byMd5 = new HashMap<>();
  private final Map<Integer, MapFacts> byId = new HashMap<>();
  private final Map<Integer, MapFacts> bySet = new HashMap<>();

  KnownMaps(String name) {
    this.name = name;
  }

  /** Adds a map; either key may be null. */
  void add(String md5, Integer beatmapId, MapFacts facts) {
    if (md5 != null) {
      byMd5.put(md5, facts);
    }
    if (beatmapId != null) {
      byId.put(beatmapId, facts);
    }
  }

  /** Adds what is known of a whole set. */
  void addSet(int setId, MapFacts facts) {
    bySet.put(setId, facts);
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
  public Optional<MapFacts> of(String md5, Integer beatmapId, Integer setId) {
    MapFacts facts = byMd5.get(md5);
    if (facts == null && beatmapId != null) {
      facts = byId.get(beatmapId);
    }
    if (facts == null && setId != null) {
      facts = bySet.get(setId);
    }
    return Optional.ofNullable(facts);
  }
}
