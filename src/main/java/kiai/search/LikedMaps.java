package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.search.answer.Answer;
import kiai.search.answer.Hit;
import kiai.search.similar.Recommendation;

/**
 * The maps that somebody likes.
 *
 * @param compared those that others are compared with: the last played ones, with vectors
 * @param total how many there are
 * @param hints what the one who asked should know
 */
record LikedMaps(List<MapRef> compared, int total, List<String> hints) {
  private static final double FITS = 0.5;

  /** Those that meet a condition. */
  static LikedMaps of(IndexSnapshot index, Condition condition) throws IOException {
    Order lastPlayed = new Order(MapFields.LAST_PLAYED, false);
    List<MapRef> first = index.top(condition, lastPlayed, Recommendation.MOST_LIKED);
    return of(index, first, index.count(condition), List.of());
  }

  /** The hits of a search that fit well. */
  static LikedMaps found(IndexSnapshot index, Answer answer) throws IOException {
    List<MapRef> maps = new ArrayList<>();
    for (Hit hit : answer.hits()) {
      if (hit.score() >= FITS) {
        index.find(hit.map().md5()).ifPresent(maps::add);
      }
    }
    return of(index, maps, maps.size(), List.of());
  }

  /** Those with some ids or MD5 sums; ids that the index does not have are hinted at. */
  static LikedMaps named(IndexSnapshot index, List<String> named) throws IOException {
    List<MapRef> found = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String one : named) {
      Optional<MapFinder.Found> map = MapFinder.byId(index, one);
      map.ifPresent(m -> found.add(m.ref()));
      if (map.isEmpty()) {
        missing.add(one);
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
        found.subList(0, Math.min(found.size(), Recommendation.MOST_LIKED)),
        found.size(),
        hints);
  }

  private static LikedMaps of(IndexSnapshot index, List<MapRef> maps, int total, List<String> hints)
      throws IOException {
    List<MapRef> compared = new ArrayList<>();
    for (MapRef map : maps) {
      if (index.vector(map) != null) {
        compared.add(map);
      }
    }
    return new LikedMaps(compared, total, hints);
  }
}
