package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.explorer.MapProjection;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.map.MapRecord;
import kiai.search.ranking.WindowPairs;

/** The windows of maps, compared with each other: what timelines and comparisons draw. */
public final class MapViews {
  /** More windows are not shown: of a map of many hours every second, every third and so on. */
  private static final int MOST_WINDOWS = 256;

  private final LiveIndex index;
  private final int windowMs;

  /**
   * Views on an index.
   *
   * @param windowMs length of a window, 0 when there are none
   */
  public MapViews(LiveIndex index, int windowMs) {
    this.index = index;
    this.windowMs = windowMs;
  }

  /**
   * A window of a map.
   *
   * @param objects hit objects that start in it
   * @param cluster of the explorer, -1 for none
   * @param clusterName null for none
   */
  public record Window(int startMs, int endMs, int objects, int cluster, String clusterName) {}

  /** A map with its windows. */
  public record MapWindows(MapRecord map, List<Window> windows) {}

  /**
   * A map compared with itself.
   *
   * @param similarity cosines of the shown windows with each other
   */
  @SuppressWarnings("ArrayRecordComponent") // a matrix on its way to the page
  public record Timeline(MapWindows map, float[][] similarity) {}

  /**
   * Two maps compared.
   *
   * @param similarity cosines of the shown windows of the first with those of the second
   * @param score late interaction of the windows; null when one of the maps has none
   */
  @SuppressWarnings("ArrayRecordComponent") // a matrix on its way to the page
  public record Comparison(
      MapWindows first, MapWindows second, float[][] similarity, Double score) {}

  /**
   * A map with its windows, their clusters and how alike they are among each other.
   *
   * @return empty when the index has no such map
   */
  public Optional<Timeline> timeline(
      String idOrMd5, MapProjection projection, List<String> clusterNames) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      Optional<MapFinder.Found> found = MapFinder.byId(snapshot, idOrMd5);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      float[][] vectors = snapshot.windows(found.get().ref());
      return Optional.of(
          new Timeline(
              windows(found.get().map(), vectors, projection, clusterNames),
              WindowPairs.matrix(shown(vectors), shown(vectors))));
    }
  }

  /**
   * Two maps with all their windows compared.
   *
   * @return empty when the index lacks one of them
   */
  public Optional<Comparison> comparison(
      String first, String second, MapProjection projection, List<String> clusterNames)
      throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      Optional<MapFinder.Found> a = MapFinder.byId(snapshot, first);
      Optional<MapFinder.Found> b = MapFinder.byId(snapshot, second);
      if (a.isEmpty() || b.isEmpty()) {
        return Optional.empty();
      }
      float[][] ofA = snapshot.windows(a.get().ref());
      float[][] ofB = snapshot.windows(b.get().ref());
      boolean comparable = ofA.length > 0 && ofB.length > 0;
      return Optional.of(
          new Comparison(
              windows(a.get().map(), ofA, projection, clusterNames),
              windows(b.get().map(), ofB, projection, clusterNames),
              WindowPairs.matrix(shown(ofA), shown(ofB)),
              comparable ? (Double) WindowPairs.interaction(ofA, ofB) : null));
    }
  }

  private static int step(int windows) {
    return Math.max(1, Math.ceilDiv(windows, MOST_WINDOWS));
  }

  private static float[][] shown(float[][] vectors) {
    int step = step(vectors.length);
    if (step == 1) {
      return vectors;
    }
    float[][] shown = new float[Math.ceilDiv(vectors.length, step)][];
    for (int i = 0; i < shown.length; i++) {
      shown[i] = vectors[i * step];
    }
    return shown;
  }

  private MapWindows windows(
      MapRecord map, float[][] vectors, MapProjection projection, List<String> clusterNames) {
    List<Window> windows = new ArrayList<>();
    int step = step(vectors.length);
    for (int i = 0; i < vectors.length && i < map.windowStarts().size(); i += step) {
      int start = map.windowStarts().get(i);
      int cluster = projection.clusterOf(vectors[i]);
      boolean named = cluster >= 0 && cluster < clusterNames.size();
      windows.add(
          new Window(
              start,
              start + windowMs,
              map.windowObjects().get(i),
              cluster,
              named ? clusterNames.get(cluster) : null));
    }
    return new MapWindows(map, List.copyOf(windows));
  }
}
