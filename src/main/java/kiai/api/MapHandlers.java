package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.dataset.BeatmapFile;
import kiai.dataset.BeatmapReader;
import kiai.dataset.CollectionDatabase;
import kiai.dataset.InputLimits;
import kiai.dataset.SourceFile;
import kiai.index.BeatmapRecord;
import kiai.search.Explorer;
import kiai.search.Hit;
import kiai.search.HitFiles;
import kiai.search.HitJson;
import kiai.search.MapViews;
import kiai.search.SearchService;

/** Single maps: what is known, how they look, and lists of them to take along. */
final class MapHandlers {
  private static final int KEPT_OBJECTS = 200_000; // of all drawings, about 500 bytes each
  private static final int MOST_EXPORTED = 10_000;
  private static final int LONGEST_NAME = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchService service;
  private final MapViews maps;
  private final LiveViews views;
  private final Cache<String, ObjectNode> drawings =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_OBJECTS)
          .weigher((String _, ObjectNode drawing) -> weight(drawing))
          .build();

  MapHandlers(SearchService service, LiveViews views) {
    this.service = service;
    this.maps = new MapViews(service.index(), service.windowMillis());
    this.views = views;
  }

  private static int weight(ObjectNode drawing) {
    int weight = 1;
    for (JsonNode object : drawing.get("objects")) {
      weight += 1 + (object.size() > 10 ? object.get(10).size() / 10 : 0);
    }
    return weight;
  }

  static Problem unknown() {
    return new Problem(
        404,
        "The index has no such map",
        "Name a beatmap id or the MD5 of a .osu file, or upload the file.");
  }

  private BeatmapRecord map(String id) throws IOException {
    return service.find(id).orElseThrow(MapHandlers::unknown);
  }

  void beatmap(Context context) throws IOException {
    context.json(HitJson.withWindows(map(context.pathParam("id")), service.windowMillis()));
  }

  void timeline(Context context) throws IOException {
    Explorer explorer = views.explorer();
    context.json(
        maps.timeline(context.pathParam("id"), explorer.projection(), explorer.clusterNames())
            .orElseThrow(MapHandlers::unknown));
  }

  void comparison(Context context) throws IOException {
    Explorer explorer = views.explorer();
    context.json(
        maps.comparison(
                context.pathParam("id"),
                context.pathParam("other"),
                explorer.projection(),
                explorer.clusterNames())
            .orElseThrow(MapHandlers::unknown));
  }

  /** The objects of a map, read from its file: what a preview draws. */
  void objects(Context context) throws IOException {
    BeatmapRecord map = map(context.pathParam("id"));
    ObjectNode drawing = drawings.getIfPresent(map.md5());
    if (drawing == null) {
      drawing = draw(map);
      drawings.put(map.md5(), drawing);
    }
    int seconds = Parameters.of(context).whole("seconds", 0, 0, 600);
    context.json(seconds == 0 ? drawing : Drawing.densest(drawing, seconds));
  }

  private ObjectNode draw(BeatmapRecord map) throws IOException {
    Optional<Path> file = service.index().fileOf(map.md5());
    if (file.isEmpty() || !Files.isRegularFile(file.get())) {
      throw new Problem(
          404, "The file of this map is not here", "The index knows its numbers, not its objects.");
    }
    List<BeatmapFile> found = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(
            new SourceFile(file.get(), Files.size(file.get()), 0),
            one -> {
              if (one.md5().equals(map.md5())) {
                found.add(one);
              }
            },
            _ -> {});
    if (found.isEmpty()) {
      throw new Problem(404, "The file of this map has changed", "Index its folder again.");
    }
    return switch (new BeatmapParser().parse(found.getFirst().bytes())) {
      case ParsedBeatmap.Usable usable -> Drawing.of(usable.beatmap());
      case ParsedBeatmap.Rejected _ -> throw new Problem(404, "The map cannot be drawn");
    };
  }

  /** Maps by id or MD5 as a collection, ids, CSV or JSON lines. */
  void export(Context context) throws IOException {
    JsonNode body = Parameters.body(context);
    String name = body.path("name").asText("Kiai");
    String format = body.path("format").asText("collection.db");
    JsonNode ids = body.path("ids");
    if (!ids.isArray() || ids.isEmpty() || ids.size() > MOST_EXPORTED) {
      throw new Problem(
          400, "The field \"ids\" must be a list of 1 to %,d maps".formatted(MOST_EXPORTED));
    }
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new Problem(400, "A collection's name has 1 to %d characters".formatted(LONGEST_NAME));
    }
    List<Hit> hits = new ArrayList<>();
    for (JsonNode id : ids) {
      hits.add(new Hit(map(id.asText()), null, 0, 0, null));
    }
    byte[] file = file(format, name, hits);
    String fileName =
        switch (format) {
          case "collection.db" -> "collection.db";
          case "osdb" -> "kiai.osdb";
          default -> "kiai." + format;
        };
    context
        .contentType("application/octet-stream")
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
        .result(file);
  }

  private static byte[] file(String format, String name, List<Hit> hits) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Writer out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
      switch (format) {
        case "collection.db" ->
            bytes.writeBytes(CollectionDatabase.empty().with(name, HitFiles.md5s(hits)).bytes());
        case "osdb" -> HitFiles.osdb(hits, name, bytes);
        case "txt" -> HitFiles.ids(hits, out);
        case "csv" -> HitFiles.csv(hits, out);
        case "jsonl" -> HitFiles.jsonLines(hits, false, out);
        default ->
            throw new Problem(400, "The format can be collection.db, osdb, txt, csv or jsonl");
      }
    }
    return bytes.toByteArray();
  }

  void stats(Context context) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("maps", service.index().maps());
    node.put("windows", service.index().windows());
    ObjectNode modes = node.putObject("maps_by_mode");
    service.mapsByMode().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(e -> modes.put(e.getKey(), e.getValue()));
    node.put("model", service.index().facts().modelName());
    node.put("model_version", service.index().facts().modelVersion());
    node.put("dimension", service.index().facts().dimension());
    node.put("window_ms", service.windowMillis());
    node.put("segments", service.index().segments());
    node.put("bytes", service.index().bytes());
    node.put("version", service.index().version());
    context.json(node);
  }
}
