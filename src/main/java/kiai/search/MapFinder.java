package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kiai.beatmap.GameMode;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.query.parser.QueryParser;

/** Finds the one map that somebody names. */
final class MapFinder {
  private static final int LOOKED_AT = 64;

  private MapFinder() {}

  /** A map of a snapshot with its record. */
  record Found(MapRef ref, MapRecord map) {}

  /** A map by its id or MD5; of several with one id the one with most objects. */
  static Optional<Found> byId(IndexSnapshot index, String idOrMd5) throws IOException {
    String key = idOrMd5.toLowerCase(Locale.ROOT);
    if (key.matches("[0-9a-f]{32}")) {
      Optional<MapRef> ref = index.find(key);
      return ref.isEmpty()
          ? Optional.empty()
          : Optional.of(new Found(ref.get(), index.record(ref.get())));
    }
    return key.matches("[0-9]{1,9}")
        ? largest(index, Condition.equal(MapFields.BEATMAP_ID, Integer.parseInt(key)))
        : Optional.empty();
  }

  /**
   * A map by its id, its set's id, or the words of its name, of which all must match.
   *
   * @param mode that is preferred, null when none is named
   */
  static Optional<Found> named(IndexSnapshot index, String text, String mode, QueryParser parser)
      throws IOException {
    String id = QueryParser.idOf(text).orElse(text);
    Optional<Found> byId = byId(index, id);
    if (byId.isPresent()) {
      return byId;
    }
    if (id.matches("[0-9]{1,9}")) {
      Optional<Found> ofSet =
          largest(index, Condition.equal(MapFields.SET_ID, Integer.parseInt(id)));
      if (ofSet.isPresent()) {
        return ofSet;
      }
    }
    ParsedQuery words = parser.words(text);
    if (words.matching().words().isEmpty()) {
      return Optional.empty();
    }
    List<Found> found = new ArrayList<>();
    for (MapRef ref : index.best(words.matching().condition(), LOOKED_AT)) {
      found.add(new Found(ref, index.record(ref)));
    }
    // Who names no ruleset means osu!, if it has such a map; of the best set the hardest
    // difficulty.
    String wanted = mode == null ? GameMode.OSU.apiName() : mode;
    return found.stream()
        .filter(f -> f.map().mode().equals(wanted))
        .findFirst()
        .or(() -> found.stream().findFirst())
        .flatMap(first ->
            found.stream()
                .filter(f -> f.map().setKey().equals(first.map().setKey()))
                .filter(f -> f.map().mode().equals(first.map().mode()))
                .max(Comparator.comparingDouble(f -> stars(f.map()))));
  }

  private static double stars(MapRecord map) {
    return map.stars() == null ? 0 : map.stars();
  }

  private static Optional<Found> largest(IndexSnapshot index, Condition named) throws IOException {
    Found best = null;
    for (MapRef ref : index.best(new Condition.Filter(named), LOOKED_AT)) {
      MapRecord map = index.record(ref);
      if (best == null
          || map.objects() > best.map().objects()
          || (map.objects() == best.map().objects() && map.md5().compareTo(best.map().md5()) < 0)) {
        best = new Found(ref, map);
      }
    }
    return Optional.ofNullable(best);
  }
}
