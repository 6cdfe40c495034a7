package kiai.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kiai.index.BeatmapIndex;
import kiai.index.MapProjection;
import kiai.index.MapVectors;
import org.apache.lucene.search.IndexSearcher;

/** The windows of maps, compared with each other: what timelines and comparisons draw. */
public final class MapViews {
  private final BeatmapIndex index;
  private final int windowMs;

  /**
   * Views on an index.
   *
   * @param windowMs length of a window, 0 when there are none
   */
  public MapViews(BeatmapIndex index, int windowMs) {
    this.index = index;
    this.windowMs = windowMs;
  }

  /**
   * A map with its windows, their clusters and how alike they are among each other.
   *
   * @return empty when the index has no such map
   */
  public Optional<ObjectNode> timeline(
      String idOrMd5, MapProjection projection, List<String> clusterNames) throws IOException {
    return index.search(searcher -> {
      Optional<MapFinder.Found> found = MapFinder.byId(searcher, idOrMd5);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ObjectNode node = HitJson.of(found.get().map());
      float[][] vectors = windows(searcher, found.get());
      windowList(node, found.get(), vectors, projection, clusterNames);
      node.set("similarity", matrix(WindowPairs.matrix(vectors, vectors)));
      return Optional.of(node);
    });
  }

  /**
   * Two maps with all their windows compared.
   *
   * @return empty when the index lacks one of them
   */
  public Optional<ObjectNode> comparison(
      String first, String second, MapProjection projection, List<String> clusterNames)
      throws IOException {
    return index.search(searcher -> {
      Optional<MapFinder.Found> a = MapFinder.byId(searcher, first);
      Optional<MapFinder.Found> b = MapFinder.byId(searcher, second);
      if (a.isEmpty() || b.isEmpty()) {
        return Optional.empty();
      }
      float[][] ofA = windows(searcher, a.get());
      float[][] ofB = windows(searcher, b.get());
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      windowList(
          node.putObject("a").setAll(HitJson.of(a.get().map())),
          a.get(),
          ofA,
          projection,
          clusterNames);
      windowList(
          node.putObject("b").setAll(HitJson.of(b.get().map())),
          b.get(),
          ofB,
          projection,
          clusterNames);
      node.set("similarity", matrix(WindowPairs.matrix(ofA, ofB)));
      if (ofA.length > 0 && ofB.length > 0) {
        node.put("score", rounded(SimilarMaps.interaction(ofA, ofB)));
      }
      return Optional.of(node);
    });
  }

  private static float[][] windows(IndexSearcher searcher, MapFinder.Found found)
      throws IOException {
    float[][] windows = MapVectors.windowsOf(searcher, found.doc());
    return windows == null ? new float[0][] : windows;
  }

  private void windowList(
      ObjectNode node,
      MapFinder.Found found,
      float[][] vectors,
      MapProjection projection,
      List<String> clusterNames) {
    ArrayNode list = node.putArray("windows");
    for (int i = 0; i < vectors.length && i < found.map().windowStarts().size(); i++) {
      int start = found.map().windowStarts().get(i);
      int cluster = projection.clusterOf(vectors[i]);
      list.addObject()
          .put("start_ms", start)
          .put("end_ms", start + windowMs)
          .put("objects", found.map().windowObjects().get(i))
          .put("cluster", cluster)
          .put(
              "cluster_name",
              cluster >= 0 && cluster < clusterNames.size() ? clusterNames.get(cluster) : null);
    }
  }

  private static ArrayNode matrix(float[][] cosines) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (float[] row : cosines) {
      ArrayNode cells = rows.addArray();
      for (float cosine : row) {
        cells.add(rounded(cosine));
      }
    }
    return rows;
  }

  private static double rounded(double value) {
    return Math.rint(value * 1_000) / 1_000;
  }
}
