package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.Mods;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.search.answer.Answer;
import kiai.search.answer.Hit;
import kiai.search.similar.Recommendation;

/**
 * The maps that somebody likes.
 *
 * @param compared those that others are compared with: the last played ones, with vectors
 * @param all what all of them meet
 * @param total how many there are
 * @param hints what the one who asked should know
 */
record LikedMaps(
    List<Recommendation.Played> compared, Condition all, int total, List<String> hints) {
  private static final double FITS = 0.5;
  private static final int LOOKED_AT = 4 * Recommendation.MOST_LIKED; // some may lack vectors

  /** Those that meet a condition. */
  static LikedMaps of(IndexSnapshot index, Condition condition) throws IOException {
    Order lastPlayed = new Order(MapFields.LAST_PLAYED, false);
    List<MapRef> first = index.top(condition, lastPlayed, LOOKED_AT);
    return of(index, plain(first), condition, index.count(condition), List.of());
  }

  /** The hits of a search that fit well. */
  static LikedMaps found(IndexSnapshot index, Answer answer) throws IOException {
    List<MapRef> maps = new ArrayList<>();
    Set<String> md5s = new HashSet<>();
    for (Hit hit : answer.hits()) {
      if (hit.score() >= FITS) {
        index.find(hit.map().md5()).ifPresent(maps::add);
        md5s.add(hit.map().md5());
      }
    }
    return of(index, plain(maps), new Condition.Ids(md5s), maps.size(), List.of());
  }

  /** Those with some ids or MD5 sums; ids that the index does not have are hinted at. */
  static LikedMaps named(IndexSnapshot index, List<LikedId> named) throws IOException {
    Map<String, Recommendation.Played> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    for (LikedId one : named) {
      Optional<MapFinder.Found> map = MapFinder.byId(index, one.idOrMd5());
      map.ifPresent(
          m -> found.putIfAbsent(m.map().md5(), new Recommendation.Played(m.ref(), one.mods())));
      if (map.isEmpty()) {
        missing.add(one.idOrMd5());
      }
    }
    List<String> hints =
        missing.isEmpty()
            ? List.of()
            : List.of(
                "%,d of %,d liked maps are not in this index, such as %s"
                    .formatted(missing.size(), named.size(), missing.getFirst()));
    return of(
        index,
        List.copyOf(found.values()),
        new Condition.Ids(Set.copyOf(found.keySet())),
        found.size(),
        hints);
  }

  private static List<Recommendation.Played> plain(List<MapRef> maps) {
    return maps.stream().map(map -> new Recommendation.Played(map, Mods.NONE)).toList();
  }

  private static LikedMaps of(
      IndexSnapshot index,
      List<Recommendation.Played> maps,
      Condition all,
      int total,
      List<String> hints)
      throws IOException {
    List<Recommendation.Played> compared = new ArrayList<>();
    for (Recommendation.Played map : maps) {
      if (compared.size() < Recommendation.MOST_LIKED && index.vector(map.map()) != null) {
        compared.add(map);
      }
    }
    return new LikedMaps(compared, all, total, hints);
  }
}
