package kiai.search.ranking;

import java.util.ArrayList;
import java.util.List;
import kiai.index.MapRef;

/** A map with its score. */
public record Scored(MapRef map, double score) {

  private static final int BUCKETS = 1 << 14;

  /**
   * The best so many maps, best first; ties in the order in which they were scored. Only those that
   * may be among them are sorted, which of a large collection are few.
   */
  public static List<Scored> best(List<Scored> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    List<Scored> sorted = candidates(all, count);
    sorted.sort((a, b) -> Double.compare(b.score, a.score));
    return sorted.subList(0, count);
  }

  /** At least so many maps, the best among them: those of the highest buckets of scores. */
  private static List<Scored> candidates(List<Scored> all, int count) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (Scored one : all) {
      least = Math.min(least, one.score);
      most = Math.max(most, one.score);
    }
    double scale = (BUCKETS - 1) / (most - least);
    if (!Double.isFinite(scale)) { // all alike, or numbers that cannot be told apart this way
      return new ArrayList<>(all);
    }
    int[] counts = new int[BUCKETS];
    for (Scored one : all) {
      counts[(int) ((one.score - least) * scale)]++;
    }
    int lowest = BUCKETS;
    int reached = 0;
    while (reached < count) {
      reached += counts[--lowest];
    }
    List<Scored> candidates = new ArrayList<>(reached);
    for (Scored one : all) {
      if ((int) ((one.score - least) * scale) >= lowest) {
        candidates.add(one);
      }
    }
    return candidates;
  }

  /** Maps in an order of their own: their scores are their places, from 1 down. */
  public static List<Scored> byPlace(List<MapRef> ordered, int most) {
    List<Scored> scored = new ArrayList<>(ordered.size());
    for (MapRef map : ordered) {
      scored.add(new Scored(map, 1 - (double) scored.size() / most));
    }
    return scored;
  }
}
