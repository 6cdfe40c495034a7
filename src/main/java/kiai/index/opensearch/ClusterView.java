package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.query.Condition;

/**
 * What was fetched of one state of a generation: a question reads its candidates' columns, vectors
 * and records in one request, and later ones find them here. Bounded in bytes. Thread-safe.
 */
final class ClusterView {
  private static final long MOST_BYTES = 128L << 20; // of each of the two caches
  private static final int FILES = 10_000; // answers to "which files hold this map"
  private static final int AT_ONCE = 1_000; // documents of one request

  private final PointInTime point;
  private final Cache<String, StoredMap> maps =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((String _, StoredMap map) -> map.bytes())
          .build();
  private final Cache<String, float[][]> windows =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .weigher((String _, float[][] rows) ->
              Float.BYTES * rows.length * (rows.length == 0 ? 1 : rows[0].length))
          .build();
  private final Cache<String, List<FileState>> files =
      Caffeine.newBuilder().maximumSize(FILES).build();
  private volatile ClusterVocabulary vocabulary;

  ClusterView(PointInTime point) {
    this.point = point;
  }

  IndexManifest manifest() {
    return ClusterSchema.manifest(point.meta());
  }

  /** The words and names of the state, read once. */
  ClusterVocabulary vocabulary() throws IOException {
    ClusterVocabulary known = vocabulary;
    if (known == null) {
      known = ClusterVocabulary.of(point);
      vocabulary = known;
    }
    return known;
  }

  private StoredMap stored(JsonNode hit) throws IOException {
    String md5 = hit.path("_id").asText();
    StoredMap known = maps.getIfPresent(md5);
    if (known == null) {
      known = StoredMap.of(hit.path("_source"), manifest().dimension());
      maps.put(md5, known);
    }
    return known;
  }

  /** Maps by their MD5 sums; those that the state does not have are missing. */
  Map<String, StoredMap> maps(Collection<String> md5s) throws IOException {
    Map<String, StoredMap> found = new HashMap<>(maps.getAllPresent(md5s));
    for (JsonNode hit : fetch(missing(md5s, found.keySet()), StoredMap.MEMBERS)) {
      found.put(hit.path("_id").asText(), stored(hit));
    }
    return found;
  }

  /**
   * A map.
   *
   * @throws IOException when the state does not have it
   */
  StoredMap map(String md5) throws IOException {
    StoredMap known = maps.getIfPresent(md5);
    if (known == null) {
      known = maps(List.of(md5)).get(md5);
    }
    if (known == null) {
      throw new IOException("the index does not have the map " + md5);
    }
    return known;
  }

  /** Vectors of the windows of maps; no rows where there are none. */
  Map<String, float[][]> windows(Collection<String> md5s) throws IOException {
    Map<String, float[][]> found = new HashMap<>(windows.getAllPresent(md5s));
    int dimension = manifest().dimension();
    for (JsonNode hit : fetch(missing(md5s, found.keySet()), ClusterSchema.WINDOW_BYTES)) {
      JsonNode bytes = hit.path("_source").path(ClusterSchema.WINDOW_BYTES);
      float[][] rows = bytes.isTextual() ? Blobs.floats(bytes.asText(), dimension) : new float[0][];
      windows.put(hit.path("_id").asText(), rows);
      found.put(hit.path("_id").asText(), rows);
    }
    return found;
  }

  /** The files that hold each of some maps, in the order of their paths. */
  Map<String, List<FileState>> files(Collection<String> md5s) throws IOException {
    Map<String, List<FileState>> found = new HashMap<>(files.getAllPresent(md5s));
    Set<String> missing = missing(md5s, found.keySet());
    if (missing.isEmpty()) {
      return found;
    }
    missing.forEach(md5 -> found.put(md5, new ArrayList<>()));
    ObjectNode query = ConditionDsl.object();
    ArrayNode values = query.putObject("terms").putArray(ClusterSchema.FILE_MD5);
    missing.forEach(values::add);
    Pages.forEach(
        point,
        query,
        List.of(ClusterSchema.RECORD),
        hit -> {
          FileState file = ClusterDocuments.file(hit.path("_source"));
          for (FileState.MapEntry map : file.maps()) {
            if (missing.contains(map.md5()) && !found.get(map.md5()).contains(file)) {
              found.get(map.md5()).add(file);
            }
          }
        });
    for (String md5 : missing) {
      found.get(md5).sort(java.util.Comparator.comparing(FileState::path));
      files.put(md5, List.copyOf(found.get(md5)));
    }
    return found;
  }

  private static Set<String> missing(Collection<String> wanted, Set<String> known) {
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(known);
    return missing;
  }

  private List<JsonNode> fetch(Set<String> md5s, String... members) throws IOException {
    List<JsonNode> hits = new ArrayList<>();
    List<String> all = List.copyOf(md5s);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      ObjectNode body = ConditionDsl.object();
      body.set("query", ConditionDsl.maps(new Condition.Everything(), some));
      body.put("size", some.size());
      body.put("track_total_hits", false);
      ArrayNode source = body.putArray("_source");
      for (String member : members) {
        source.add(member);
      }
      point.search(body, "").path("hits").path("hits").forEach(hits::add);
    }
    return hits;
  }
}
