package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/** Answers that are too long for one request, page by page. */
final class Pages {
  /** Documents of a page: enough to make the round trip small, few enough for a heap. */
  static final int SIZE = 1_000;

  private Pages() {}

  /** Takes a hit. */
  @FunctionalInterface
  interface Visitor {
    /** Takes a hit as the cluster says it. */
    void visit(JsonNode hit) throws IOException;
  }

  /**
   * All documents of a query, in no order that means anything.
   *
   * @param members of their sources
   */
  static void forEach(PointInTime point, ObjectNode query, List<String> members, Visitor visitor)
      throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.set("query", query);
    // By key, so that a walk goes on where it was when a point in time is made anew.
    body.set("sort", ConditionDsl.byKey());
    ArrayNode source = body.putArray("_source");
    members.forEach(source::add);
    forEach(point, body, "", Integer.MAX_VALUE, visitor);
  }

  /**
   * The first hits of a sorted question.
   *
   * @param body with its sort, which no two documents are equal in; its size is set here
   * @param parameters of the address; may be empty
   * @param most hits
   */
  static void forEach(
      PointInTime point, ObjectNode body, String parameters, int most, Visitor visitor)
      throws IOException {
    ObjectNode page = body.deepCopy();
    page.put("track_total_hits", false);
    for (int left = most; left > 0; ) {
      int size = Math.min(left, SIZE);
      JsonNode hits = point.search(page.put("size", size), parameters).path("hits").path("hits");
      for (JsonNode hit : hits) {
        visitor.visit(hit);
      }
      if (hits.size() < size) {
        return;
      }
      left -= size;
      page.set("search_after", hits.path(hits.size() - 1).path("sort"));
    }
  }
}
