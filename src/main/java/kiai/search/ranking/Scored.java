package kiai.search.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kiai.index.MapRef;

/** A map with its score. */
public record Scored(MapRef map, double score) {

  /** The best so many maps; ties in the order in which they were scored. */
  public static List<Scored> best(List<Scored> all, int count) {
    if (all.size() <= count) {
      return all;
    }
    List<Scored> sorted = new ArrayList<>(all);
    sorted.sort(Comparator.comparingDouble(Scored::score).reversed());
    return sorted.subList(0, count);
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
