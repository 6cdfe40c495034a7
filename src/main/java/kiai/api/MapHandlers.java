package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import kiai.api.http.Problem;
import kiai.explorer.Explorer;
import kiai.export.HitFile;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.input.InputLimits;
import kiai.json.AnswerJson;
import kiai.map.MapRecord;
import kiai.prepare.MapPreparer;
import kiai.search.MapViews;
import kiai.search.SearchService;
import kiai.search.answer.Hit;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;

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

  private MapRecord map(String id) throws IOException {
    return service.find(id).orElseThrow(MapHandlers::unknown);
  }

  void beatmap(Context context) throws IOException {
    context.json(AnswerJson.withWindows(map(context.pathParam("id")), service.windowMillis()));
  }

  void timeline(Context context) throws IOException {
    Explorer explorer = views.explorer();
    context.json(
        AnswerJson.of(
            maps.timeline(context.pathParam("id"), explorer.projection(), explorer.clusterNames())
                .orElseThrow(MapHandlers::unknown)));
  }

  void comparison(Context context) throws IOException {
    Explorer explorer = views.explorer();
    context.json(
        AnswerJson.of(
            maps.comparison(
                    context.pathParam("id"),
                    context.pathParam("other"),
                    explorer.projection(),
                    explorer.clusterNames())
                .orElseThrow(MapHandlers::unknown)));
  }

  /** The objects of a map, read from its file: what a preview draws. */
  void objects(Context context) throws IOException {
    MapRecord map = map(context.pathParam("id"));
    ObjectNode drawing = drawings.getIfPresent(map.md5());
    if (drawing == null) {
      drawing = draw(map);
      drawings.put(map.md5(), drawing);
    }
    int seconds = Parameters.of(context).whole("seconds", 0, 0, 600);
    context.json(seconds == 0 ? drawing : Drawing.densest(drawing, seconds));
  }

  private ObjectNode draw(MapRecord map) throws IOException {
    Optional<Path> file;
    try (IndexSnapshot snapshot = service.index().snapshot()) {
      file = snapshot.filesOf(map.md5()).stream().map(f -> PathNames.toPath(f.path())).findFirst();
    }
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
    return switch (MapPreparer.read(found.getFirst())) {
      case MapPreparer.ReadMap.Usable usable -> Drawing.of(usable.beatmap());
      case MapPreparer.ReadMap.LeftOut _ -> throw new Problem(404, "The map cannot be drawn");
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
      hits.add(Hit.of(map(id.asText())));
    }
    HitFile form =
        HitFile.of(format)
            .orElseThrow(
                () -> new Problem(400, "The format can be collection.db, osdb, txt, csv or jsonl"));
    byte[] file = form.bytes(hits, name, false);
    String fileName = form == HitFile.COLLECTION_DB ? form.ending() : "kiai." + form.ending();
    context
        .contentType("application/octet-stream")
        .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"")
        .result(file);
  }

  void stats(Context context) throws IOException {
    ObjectNode node = JSON.createObjectNode();
    try (IndexSnapshot snapshot = service.index().snapshot()) {
      IndexSizes sizes = snapshot.sizes();
      IndexManifest manifest = snapshot.manifest();
      node.put("maps", sizes.maps());
      node.put("windows", sizes.windows());
      ObjectNode modes = node.putObject("maps_by_mode");
      new TreeMap<>(service.mapsByMode()).forEach(modes::put);
      node.put("model", manifest.modelName());
      node.put("model_version", manifest.modelVersion());
      node.put("dimension", manifest.dimension());
      node.put("window_ms", service.windowMillis());
      node.put("segments", sizes.segments());
      node.put("bytes", sizes.bytes());
      node.put("version", snapshot.version());
    }
    context.json(node);
  }
}
