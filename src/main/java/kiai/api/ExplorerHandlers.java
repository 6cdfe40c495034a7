package kiai.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Base64;
import kiai.explorer.Explorer;
import kiai.index.IndexSnapshot;
import kiai.json.AnswerJson;
import kiai.json.MapJson;
import kiai.query.ParsedQuery;
import kiai.search.SearchService;

/** The cloud of all maps. */
final class ExplorerHandlers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchService service;
  private final LiveViews views;
  private final ApiLimits limits;
  private volatile Packed packed;

  @SuppressWarnings("ArrayRecordComponent") // bytes on their way out
  private record Packed(Explorer explorer, byte[] columns) {}

  ExplorerHandlers(SearchService service, LiveViews views, ApiLimits limits) {
    this.service = service;
    this.views = views;
    this.limits = limits;
  }

  /** What the points are coloured by, besides their columns. */
  void describe(Context context) throws IOException {
    Explorer explorer = views.explorer();
    ObjectNode node = JSON.createObjectNode();
    node.put("points", explorer.size());
    node.put("version", explorer.version());
    explorer.clusterNames().forEach(node.putArray("clusters")::add);
    explorer.mappers().forEach(node.putArray("mappers")::add);
    context.json(node);
  }

  void points(Context context) throws IOException {
    Explorer explorer = views.explorer();
    Packed known = packed;
    if (known == null || known.explorer() != explorer) {
      known = new Packed(explorer, explorer.columns());
      packed = known;
    }
    context.contentType("application/octet-stream").result(known.columns());
  }

  /** Which points a text matches, as bits in Base64. */
  void matches(Context context) throws IOException {
    String text = Parameters.of(context).query(limits.maxQueryLength());
    Explorer explorer = views.explorer();
    ParsedQuery query;
    byte[] bits;
    try (IndexSnapshot snapshot = service.index().snapshot()) {
      query = service.parser(snapshot).parseWithoutReference(text);
      bits = explorer.matching(snapshot, query);
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("version", explorer.version());
    node.put("bits", Base64.getEncoder().encodeToString(bits));
    int count = 0;
    for (byte eight : bits) {
      count += Integer.bitCount(eight & 0xff);
    }
    node.put("matches", count);
    node.set("understood", AnswerJson.of(query.understanding()));
    context.json(node);
  }

  void point(Context context) throws IOException {
    String number = context.pathParam("point");
    String md5 =
        number.matches("[0-9]{1,8}") ? views.explorer().md5Of(Integer.parseInt(number)) : null;
    if (md5 == null) {
      throw MapHandlers.unknown();
    }
    context.json(MapJson.of(service.find(md5).orElseThrow(MapHandlers::unknown)));
  }
}
