package kiai.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.index.BeatmapRecord;
import kiai.search.Answer;
import kiai.search.HitJson;
import kiai.search.SearchOptions;
import kiai.search.SearchService;
import kiai.tokens.MapMetadata;
import kiai.tokens.MetadataJson;

/** What each path answers. Repeated questions on an unchanged index come from a cache. */
final class Handlers {
  private static final int CACHED_ANSWERS = 2_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchService service;
  private final Encoder encoder;
  private final Uploads uploads;
  private final ApiLimits limits;
  private final Semaphore encoding;
  private final Cache<String, Answer> answers =
      Caffeine.newBuilder().maximumSize(CACHED_ANSWERS).build();

  Handlers(SearchService service, Encoder encoder, Uploads uploads, ApiLimits limits) {
    this.service = service;
    this.encoder = encoder;
    this.uploads = uploads;
    this.limits = limits;
    this.encoding = new Semaphore(limits.encodersAtOnce());
  }

  /** A question that may fail for reasons of the index. */
  private interface Question {
    Answer ask() throws IOException;
  }

  void search(Context context) throws IOException {
    String text = query(context);
    SearchOptions options = options(context, "search|" + text);
    Answer answer = cached("search|" + text + "|" + options, () -> service.search(text, options));
    page(context, answer, options, "search|" + text);
  }

  void searchStructured(Context context) throws IOException {
    JsonNode body;
    try {
      body = JSON.readTree(context.body());
    } catch (JsonProcessingException e) {
      throw new Problem(400, "The body is not JSON", e.getOriginalMessage());
    }
    if (!body.isObject()) {
      throw new Problem(400, "The body must be a JSON object");
    }
    String text = limited(body.path("text").asText("") + filters(body.path("filters")));
    SearchOptions options =
        new SearchOptions(
            body.path("limit").asInt(SearchOptions.DEFAULT.limit()),
            body.path("offset").asInt(0),
            body.path("one_per_set").asBoolean(false),
            false,
            body.path("min_score").asDouble(0),
            false);
    Answer answer =
        service.search(
            text,
            encoder == null || !body.has("metadata")
                ? MapMetadata.UNKNOWN
                : MetadataJson.read(
                    body.path("metadata"), encoder.model().processor().metadataTokenizer()),
            options);
    context.json(HitJson.of(answer, false));
  }

  /** Filters may come as a list of texts in the search language. */
  private static String filters(JsonNode filters) {
    StringBuilder text = new StringBuilder();
    filters.forEach(filter -> text.append(' ').append(filter.asText()));
    return text.toString();
  }

  void beatmap(Context context) throws IOException {
    BeatmapRecord map = service.find(context.pathParam("id")).orElseThrow(() -> unknown());
    double seconds =
        encoder == null ? 0 : encoder.model().processor().config().windows().lengthSec();
    context.json(HitJson.withWindows(map, (int) (seconds * 1000)));
  }

  void similar(Context context) throws IOException {
    String id = context.pathParam("id");
    String filter = query(context);
    String question = "similar|" + id + "|" + filter + "|" + context.queryParam("tempo");
    SearchOptions options = options(context, question);
    Answer answer =
        cached(
            question + "|" + options,
            () -> service.similar(id, filter, options).orElseThrow(() -> unknown()));
    page(context, answer, options, question);
  }

  void similarToUpload(Context context) throws IOException {
    String filter = query(context);
    SearchOptions options = options(context, "upload");
    if (encoder == null) {
      throw new Problem(
          501,
          "This index cannot compare files",
          "It holds ready embeddings, and the model that made them is not here.");
    }
    if (!encoding.tryAcquire()) {
      context.header("Retry-After", "2");
      throw new Problem(429, "Too many maps are being compared just now", "Try again shortly.");
    }
    try {
      Uploads.Uploaded upload = uploads.read(context);
      MapEmbedding embedding = encoder.embed(upload.map());
      Answer answer = service.similar(upload.record(), embedding, filter, options);
      ObjectNode node = HitJson.of(answer, false);
      node.set("query", HitJson.of(upload.record()));
      context.json(node);
    } finally {
      encoding.release();
    }
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
    node.put("segments", service.index().segments());
    node.put("bytes", service.index().bytes());
    node.put("device", encoder == null ? null : encoder.deviceName());
    node.put("cached_answers", answers.estimatedSize());
    context.json(node);
  }

  private Answer cached(String question, Question ask) throws IOException {
    String key = service.index().version() + "|" + question;
    Answer known = answers.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Answer answer = ask.ask();
    answers.put(key, answer);
    return answer;
  }

  private void page(Context context, Answer answer, SearchOptions options, String question) {
    ObjectNode node = HitJson.of(answer, false);
    int next = options.offset() + answer.hits().size();
    boolean more = answer.hits().size() == options.limit() && next < SearchOptions.WINDOW;
    node.put(
        "cursor", more && next < answer.total() ? new Cursor(next, stamp(question)).text() : null);
    context.json(node);
  }

  private String stamp(String question) {
    return Integer.toHexString((service.index().version() + question).hashCode());
  }

  private SearchOptions options(Context context, String question) {
    Cursor cursor = Cursor.parse(context.queryParam("cursor"), stamp(question));
    return new SearchOptions(
        number(context, "limit", SearchOptions.DEFAULT.limit(), 1, SearchOptions.MAX_LIMIT),
        context.queryParam("cursor") == null
            ? number(context, "offset", 0, 0, SearchOptions.WINDOW)
            : cursor.offset(),
        truth(context, "one_per_set"),
        truth(context, "include_same_set"),
        0,
        anyTempo(context));
  }

  private static boolean anyTempo(Context context) {
    String value = context.queryParam("tempo");
    if (value != null && !value.equals("any") && !value.equals("like")) {
      throw new Problem(400, "The parameter \"tempo\" must be like or any");
    }
    return "any".equals(value);
  }

  private static boolean truth(Context context, String name) {
    String value = context.queryParam(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  private static int number(Context context, String name, int missing, int low, int high) {
    String value = context.queryParam(name);
    if (value == null) {
      return missing;
    }
    if (!value.matches("[0-9]{1,7}")
        || Integer.parseInt(value) < low
        || Integer.parseInt(value) > high) {
      throw new Problem(
          400,
          "The parameter \"%s\" must be a whole number from %d to %d".formatted(name, low, high));
    }
    return Integer.parseInt(value);
  }

  private String query(Context context) {
    String text = context.queryParam("q");
    return limited(text == null ? "" : text);
  }

  private String limited(String text) {
    if (text.length() > limits.maxQueryLength()) {
      throw new Problem(
          400,
          "The search text is too long",
          "It may have %d characters.".formatted(limits.maxQueryLength()));
    }
    return text;
  }

  private static Problem unknown() {
    return new Problem(
        404,
        "The index has no such map",
        "Name a beatmap id or the MD5 of a .osu file, or upload the file.");
  }
}
