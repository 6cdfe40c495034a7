package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.index.NameSuggester;
import kiai.index.lucene.analysis.InMemoryNames;
import kiai.map.MapField;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.Order;

/**
 * A snapshot of a generation in a cluster: one {@link PointInTime}. The cluster filters and finds
 * candidates; their columns come here in one request, and are scored as those of a local index.
 */
final class ClusterSnapshot implements IndexSnapshot {
  /** Matches that are all fetched and scored; more of them answer from candidates. */
  static final int SCAN_LIMIT = 1_000;

  private static final int LONGEST_PAGE = 10_000; // what a cluster gives at once
  private static final int IDS_AT_ONCE = 2_000;
  private static final String GLOBAL_FREQUENCIES = "?search_type=dfs_query_then_fetch";

  private final PointInTime point;

  /** A snapshot that gives its use of the point back when it is closed. */
  ClusterSnapshot(PointInTime point) {
    this.point = point;
  }

  private ClusterView view() {
    return point.view();
  }

  @Override
  public String version() {
    return point.version();
  }

  @Override
  public IndexManifest manifest() {
    return view().manifest();
  }

  @Override
  public IndexSizes sizes() throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.put("size", 0);
    body.put("track_total_hits", false);
    ObjectNode aggregations = body.putObject("aggs");
    aggregations.putObject("kinds").putObject("terms").put("field", ClusterSchema.KIND);
    aggregations.putObject("windows").putObject("nested").put("path", ClusterSchema.WINDOWS);
    JsonNode counted = point.search(body, "").path("aggregations");
    Map<String, Integer> kinds = new HashMap<>();
    for (JsonNode kind : counted.path("kinds").path("buckets")) {
      kinds.put(kind.path("key").asText(), kind.path("doc_count").asInt());
    }
    JsonNode primaries =
        point
            .client()
            .get(point.index() + "/_stats/store,segments", null)
            .path("_all")
            .path("primaries");
    return new IndexSizes(
        kinds.getOrDefault(ClusterSchema.MAP, 0),
        counted.path("windows").path("doc_count").asInt(),
        kinds.getOrDefault(ClusterSchema.FILE, 0),
        primaries.path("segments").path("count").asInt(),
        primaries.path("store").path("size_in_bytes").asLong(),
        point.commit());
  }

  @Override
  public int count(Condition condition) throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.set("query", ConditionDsl.maps(condition));
    body.put("size", 0);
    body.put("track_total_hits", true);
    return point.search(body, "").path("hits").path("total").path("value").asInt();
  }

  @Override
  public List<MapRef> top(Condition condition, Order order, int count) throws IOException {
    return refs(condition, ConditionDsl.sort(order), "", count);
  }

  @Override
  public List<MapRef> best(Condition condition, int count) throws IOException {
    return refs(condition, ConditionDsl.byScore(), GLOBAL_FREQUENCIES, count);
  }

  private List<MapRef> refs(Condition condition, ArrayNode sort, String parameters, int count)
      throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.set("query", ConditionDsl.maps(condition));
    body.set("sort", sort);
    body.put("_source", false);
    List<MapRef> refs = new ArrayList<>();
    Pages.forEach(point, body, parameters, count, hit -> refs.add(ref(hit)));
    return refs;
  }

  private static Md5Ref ref(JsonNode hit) {
    return new Md5Ref(hit.path("_id").asText());
  }

  @Override
  public Set<MapRef> candidates(CandidateRequest request) throws IOException {
    ObjectNode filter = ConditionDsl.maps(request.filter());
    List<ObjectNode> questions = new ArrayList<>();
    if (request.vector() != null && request.count() > 0) {
      int count = Math.min(request.count(), LONGEST_PAGE);
      questions.add(nearest(ClusterSchema.MAP_VECTOR, request.vector(), count, filter));
    }
    for (float[] window : request.windows()) {
      questions.add(nearest(ClusterSchema.WINDOW_VECTOR, window, request.perWindow(), filter));
    }
    Set<MapRef> maps = new LinkedHashSet<>();
    if (!questions.isEmpty()) {
      for (JsonNode answer : point.searchAll(questions)) {
        answer.path("hits").path("hits").forEach(hit -> maps.add(ref(hit)));
      }
    }
    if (request.vector() != null && maps.size() < Math.min(request.count(), request.matches())) {
      // The graph lost some, or some have no vector.
      maps.addAll(best(new Condition.Filter(request.filter()), request.count()));
    }
    return maps;
  }

  /** Nearest maps by their own vectors, or by the best of their windows. */
  private static ObjectNode nearest(String field, float[] vector, int count, ObjectNode filter) {
    ObjectNode knn = ConditionDsl.object();
    ObjectNode clause = knn.putObject("knn").putObject(field);
    ArrayNode numbers = clause.putArray("vector");
    for (float number : vector) {
      numbers.add(number);
    }
    clause.put("k", count);
    clause.set("filter", filter); // inside the clause: outside of it hits would be lost
    ObjectNode query = knn;
    if (field.equals(ClusterSchema.WINDOW_VECTOR)) {
      query = ConditionDsl.object();
      ObjectNode nested = query.putObject("nested");
      nested.put("path", ClusterSchema.WINDOWS);
      nested.put("score_mode", "max");
      nested.set("query", knn);
    }
    ObjectNode body = ConditionDsl.object();
    body.set("query", query);
    body.put("size", count);
    body.put("_source", false);
    body.put("track_total_hits", false);
    return body;
  }

  @Override
  public int scanLimit() {
    return SCAN_LIMIT;
  }

  @Override
  public void scan(
      Condition condition, boolean lexical, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    deadline.check();
    ObjectNode body = ConditionDsl.object();
    body.set("query", ConditionDsl.maps(condition));
    body.set("sort", ConditionDsl.byKey());
    visit(body, lexical, Integer.MAX_VALUE, deadline, visitor);
  }

  private void visit(
      ObjectNode body, boolean lexical, int most, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    body.put("track_scores", lexical);
    body.put("_source", false);
    List<Hit> page = new ArrayList<>();
    Pages.forEach(
        point,
        body,
        lexical ? GLOBAL_FREQUENCIES : "",
        most,
        hit -> {
          page.add(
              new Hit(hit.path("_id").asText(), lexical ? hit.path("_score").floatValue() : 0));
          if (page.size() == Pages.SIZE) {
            visit(page, deadline, visitor);
            page.clear();
          }
        });
    visit(page, deadline, visitor);
  }

  private record Hit(String md5, float score) {}

  private void visit(List<Hit> page, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    ClusterCursor cursor = new ClusterCursor(view(), page.stream().map(Hit::md5).toList());
    for (Hit hit : page) {
      deadline.check();
      visitor.visit(cursor.at(hit.md5(), hit.score()));
    }
  }

  @Override
  public void visit(
      Condition condition,
      Collection<? extends MapRef> maps,
      boolean lexical,
      Deadline deadline,
      MapCursor.Visitor visitor)
      throws IOException {
    List<String> md5s = maps.stream().map(Md5Ref::of).distinct().sorted().toList();
    if (condition instanceof Condition.Everything && !lexical) {
      visitKnown(md5s, deadline, visitor);
      return;
    }
    for (int from = 0; from < md5s.size(); from += IDS_AT_ONCE) {
      List<String> some = md5s.subList(from, Math.min(md5s.size(), from + IDS_AT_ONCE));
      ObjectNode body = ConditionDsl.object();
      body.set("query", ConditionDsl.maps(condition, some));
      body.set("sort", ConditionDsl.byKey());
      visit(body, lexical, some.size(), deadline, visitor);
    }
  }

  private void visitKnown(List<String> md5s, Deadline deadline, MapCursor.Visitor visitor)
      throws IOException {
    for (int from = 0; from < md5s.size(); from += IDS_AT_ONCE) {
      List<String> some = md5s.subList(from, Math.min(md5s.size(), from + IDS_AT_ONCE));
      visit(some.stream().map(md5 -> new Hit(md5, 0)).toList(), deadline, visitor);
    }
  }

  @Override
  public Optional<MapRef> find(String md5) throws IOException {
    return view().maps(List.of(md5)).isEmpty() ? Optional.empty() : Optional.of(new Md5Ref(md5));
  }

  @Override
  public MapRecord record(MapRef map) throws IOException {
    return view().map(Md5Ref.of(map)).record();
  }

  @Override
  public float[] vector(MapRef map) throws IOException {
    return view().map(Md5Ref.of(map)).vector();
  }

  @Override
  public float[][] windows(MapRef map) throws IOException {
    String md5 = Md5Ref.of(map);
    return view().windows(List.of(md5)).getOrDefault(md5, new float[0][]);
  }

  @Override
  public float[] labels(MapRef map) throws IOException {
    return view().map(Md5Ref.of(map)).labels();
  }

  @Override
  public boolean audioEmbedded(MapRef map) throws IOException {
    return view().map(Md5Ref.of(map)).audio();
  }

  @Override
  public void prefetch(Collection<? extends MapRef> maps, Part part) throws IOException {
    List<String> md5s = maps.stream().map(Md5Ref::of).toList();
    switch (part) {
      case RECORDS -> view().maps(md5s);
      case WINDOWS -> view().windows(md5s);
      case FILES -> view().files(md5s);
    }
  }

  @Override
  public IndexVocabulary vocabulary() throws IOException {
    return view().vocabulary();
  }

  @Override
  public void names(MapField field, NameVisitor visitor) throws IOException {
    ClusterVocabulary.forEach(point, field, visitor);
  }

  @Override
  public NameSuggester suggester() throws IOException {
    return InMemoryNames.of(this::names);
  }

  @Override
  public void forEachMap(Consumer<MapRecord> maps) throws IOException {
    Pages.forEach(
        point,
        ConditionDsl.maps(new Condition.Everything()),
        List.of(ClusterSchema.RECORD),
        hit -> maps.accept(ClusterDocuments.record(hit.path("_source"))));
  }

  @Override
  public void forEachVector(VectorVisitor vectors) throws IOException {
    int dimension = manifest().dimension();
    Pages.forEach(
        point,
        ConditionDsl.maps(new Condition.Everything()),
        List.of(ClusterSchema.MAP_BYTES),
        hit -> {
          JsonNode bytes = hit.path("_source").path(ClusterSchema.MAP_BYTES);
          if (bytes.isTextual()) {
            vectors.visit(hit.path("_id").asText(), Blobs.floats(bytes.asText(), dimension)[0]);
          }
        });
  }

  @Override
  public void forEachFile(Consumer<FileState> files) throws IOException {
    Pages.forEach(
        point,
        ConditionDsl.term(ClusterSchema.KIND, ClusterSchema.FILE),
        List.of(ClusterSchema.RECORD, ClusterSchema.FILE_ROWS),
        hit -> files.accept(ClusterDocuments.file(hit.path("_source"))));
  }

  @Override
  public List<FileState> filesOf(String md5) throws IOException {
    return view().files(List.of(md5)).get(md5);
  }

  @Override
  public Optional<InputStream> attachment(String name) throws IOException {
    List<JsonNode> pieces = new ArrayList<>();
    Pages.forEach(
        point,
        ConditionDsl.term(ClusterSchema.KIND, ClusterSchema.ATTACHMENT),
        List.of(ClusterSchema.PATH, ClusterSchema.PIECE),
        hit -> {
          if (hit.path("_source").path(ClusterSchema.PATH).asText().equals(name)) {
            pieces.add(hit);
          }
        });
    if (pieces.isEmpty()) {
      return Optional.empty();
    }
    pieces.sort(
        Comparator.comparingInt(hit -> hit.path("_source").path(ClusterSchema.PIECE).asInt()));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (JsonNode piece : pieces) { // one by one: pieces are large
      ObjectNode body = ConditionDsl.object();
      body.putObject("query").putObject("ids").putArray("values").add(piece.path("_id").asText());
      body.putArray("_source").add(ClusterSchema.BYTES);
      JsonNode hit = point.search(body, "").path("hits").path("hits").path(0);
      all.write(Base64.getDecoder().decode(hit.path("_source").path(ClusterSchema.BYTES).asText()));
    }
    return Optional.of(new ByteArrayInputStream(all.toByteArray()));
  }

  @Override
  public void close() throws IOException {
    point.release();
  }
}
