package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kiai.api.http.Problem;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.json.AnswerJson;
import kiai.json.MapJson;
import kiai.search.LikedId;
import kiai.search.SearchService;
import kiai.search.Suggestions;
import kiai.search.answer.Answer;
import kiai.search.answer.Challenge;
import kiai.search.answer.SearchOptions;
import kiai.search.similar.Recommendation;
import kiai.tokens.MapMetadata;
import kiai.tokens.folder.MetadataJson;

/** Questions in words, by maps and by files. */
final class SearchHandlers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SearchService service;
  private final Encoder encoder;
  private final Uploads uploads;
  private final ApiLimits limits;
  private final CachedAnswers answers;
  private final LiveViews views;
  private final Metrics metrics;
  private static final int LONGEST_WAIT_SECONDS = 2; // of an uploaded map for the encoder

  private final Semaphore encoding;

  SearchHandlers(
      SearchService service,
      Encoder encoder,
      Uploads uploads,
      ApiLimits limits,
      CachedAnswers answers,
      LiveViews views,
      Metrics metrics) {
    this.service = service;
    this.encoder = encoder;
    this.uploads = uploads;
    this.limits = limits;
    this.answers = answers;
    this.views = views;
    this.metrics = metrics;
    this.encoding = new Semaphore(limits.encodersAtOnce(), true);
    metrics.encoderQueue(() -> limits.encodersAtOnce() - encoding.availablePermits());
  }

  void search(Context context) throws IOException {
    String text = Parameters.of(context).query(limits.maxQueryLength());
    answers.page(context, "search|" + text, options -> service.search(text, options));
  }

  void structured(Context context) throws IOException {
    JsonNode body = Parameters.body(context);
    Parameters parameters = Parameters.of(body);
    String text = filters(body.path("filters")) + textOf(body, "text");
    SearchOptions options =
        parameters.options(parameters.whole("offset", 0, 0, SearchOptions.WINDOW));
    if (body.hasNonNull("metadata") && !body.get("metadata").isObject()) {
      throw new Problem(400, "The field \"metadata\" must be an object");
    }
    Answer answer =
        service.search(
            Parameters.limited(text, limits.maxQueryLength()),
            encoder == null || !body.has("metadata")
                ? MapMetadata.UNKNOWN
                : MetadataJson.read(
                    body.path("metadata"), encoder.model().processor().metadataTokenizer()),
            options);
    context.json(AnswerJson.of(answer, false));
  }

  private static String textOf(JsonNode body, String name) {
    JsonNode text = body.path(name);
    if (!text.isMissingNode() && !text.isNull() && !text.isTextual()) {
      throw new Problem(400, "The field \"%s\" must be a text".formatted(name));
    }
    return text.asText("");
  }

  /** Filters may come as a list of texts in the search language. */
  private static String filters(JsonNode filters) {
    if (!filters.isMissingNode() && !filters.isNull() && !filters.isArray()) {
      throw new Problem(400, "The field \"filters\" must be a list of texts");
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode filter : filters) {
      if (!filter.isTextual()) {
        throw new Problem(400, "The field \"filters\" must be a list of texts");
      }
      text.append(filter.asText()).append(' ');
    }
    return text.toString();
  }

  void suggest(Context context) throws IOException {
    Parameters parameters = Parameters.of(context);
    String text = parameters.query(limits.maxQueryLength());
    List<Suggestions.Suggestion> found =
        views.suggestions().of(text, parameters.whole("at", text.length(), 0, text.length()));
    ObjectNode node = JSON.createObjectNode();
    node.putArray("suggestions");
    for (Suggestions.Suggestion s : found) {
      node.withArray("suggestions")
          .addObject()
          .put("text", s.text())
          .put("kind", s.kind())
          .put("detail", s.detail())
          .put("start", s.start())
          .put("end", s.end());
    }
    context.json(node);
  }

  /** Like a map of the index, or like a passage of it. */
  void similar(Context context) throws IOException {
    String id = context.pathParam("id");
    Parameters parameters = Parameters.of(context);
    String filter = parameters.query(limits.maxQueryLength());
    if (!parameters.has("from_ms")) {
      if (parameters.has("to_ms")) {
        throw new Problem(400, "A passage needs \"from_ms\" too");
      }
      answers.page(
          context,
          "similar|" + id + "|" + filter,
          options -> service.similar(id, filter, options).orElseThrow(MapHandlers::unknown));
      return;
    }
    int from = parameters.whole("from_ms", 0, 0, 100_000_000);
    int to = parameters.whole("to_ms", from + service.windowMillis(), 0, 100_000_000);
    if (parameters.has("by") || parameters.has("mods") || parameters.has("tempo")) {
      throw new Problem(400, "Passages are compared by style alone: leave out by, mods and tempo");
    }
    if (to <= from) {
      throw new Problem(400, "The passage ends before it begins");
    }
    answers.page(
        context,
        "passage|%s|%d|%d|%s".formatted(id, from, to, filter),
        options ->
            service.passages(id, from, to, filter, options).orElseThrow(MapHandlers::unknown));
  }

  /** For somebody who likes the maps that a text finds, or that are named. */
  void recommend(Context context) throws IOException {
    Parameters parameters = Parameters.of(context);
    String filter = parameters.query(limits.maxQueryLength());
    String liked =
        Parameters.limited(
            parameters.has("liked") ? parameters.text("liked") : "played=yes",
            limits.maxQueryLength());
    List<LikedId> ids =
        parameters.ids("ids", Recommendation.MOST_LIKED).stream().map(LikedId::of).toList();
    Challenge challenge = Challenge.of(parameters.text("level"));
    boolean withPlayed = parameters.truth("include_played", false);
    answers.page(
        context,
        "recommend|%s|%s|%s|%s|%s".formatted(liked, ids, filter, challenge, withPlayed),
        options ->
            service.recommend(liked, ids, filter, challenge, withPlayed, options.explaining(true)));
  }

  /** An uploaded file, or a JSON body that names maps to be like and unlike. */
  void similarTo(Context context) throws IOException {
    if (String.valueOf(context.contentType()).startsWith("application/json")) {
      examples(context);
    } else {
      upload(context);
    }
  }

  private void examples(Context context) throws IOException {
    JsonNode body = Parameters.body(context);
    Parameters parameters = Parameters.of(body);
    List<SearchService.NamedExample> examples = new ArrayList<>();
    read(body, "positive", 1, examples);
    read(body, "negative", -1, examples);
    if (examples.size() > limits.maxExamples()) {
      throw new Problem(
          400, "There are too many examples", "At most %d.".formatted(limits.maxExamples()));
    }
    SearchService.ExamplesAnswer answer =
        service.similar(
            examples,
            parameters.query(limits.maxQueryLength()),
            parameters.options(parameters.whole("offset", 0, 0, SearchOptions.WINDOW)));
    Answer found =
        answer
            .answer()
            .orElseThrow(() ->
                new Problem(
                    404, "The index has no such map", "Missing: " + answer.missing().orElse("")));
    context.json(AnswerJson.of(found, false));
  }

  /** Ids, or objects with an id and a weight. */
  private static void read(
      JsonNode body, String field, int sign, List<SearchService.NamedExample> examples) {
    JsonNode list = body.path(field);
    if (!list.isMissingNode() && !list.isArray()) {
      throw new Problem(400, "The field \"%s\" must be a list".formatted(field));
    }
    for (JsonNode one : list) {
      String id = one.isObject() ? one.path("id").asText("") : one.asText("");
      double weight = one.isObject() ? one.path("weight").asDouble(1) : 1;
      if (!id.matches("[0-9]{1,9}|[0-9a-fA-F]{32}") || !(weight >= 0.01 && weight <= 100)) {
        throw new Problem(
            400,
            "\"%s\" must hold beatmap ids or MD5 sums".formatted(field),
            "Or objects such as {\"id\": 129891, \"weight\": 2}, with weights from 0.01 to 100.");
      }
      examples.add(new SearchService.NamedExample(id, sign * weight));
    }
  }

  private void upload(Context context) throws IOException {
    Parameters parameters = Parameters.of(context);
    String filter = parameters.query(limits.maxQueryLength());
    SearchOptions options =
        parameters.options(parameters.whole("offset", 0, 0, SearchOptions.WINDOW));
    if (encoder == null) {
      throw new Problem(
          501,
          "This index cannot compare files",
          "It holds ready embeddings, and the model that made them is not here.");
    }
    // First the whole file: who sends it slowly keeps nobody waiting.
    Path file = uploads.receive(context);
    try {
      if (!encoding.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        context.header("Retry-After", "2");
        throw new Problem(429, "Too many maps are being compared just now", "Try again shortly.");
      }
      compare(context, file, filter, options);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(503, "The server is stopping");
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** With a permit of {@link #encoding}, which it gives back. */
  private void compare(Context context, Path file, String filter, SearchOptions options)
      throws IOException {
    try {
      Uploads.Uploaded upload = uploads.read(file, context.queryParam("version"));
      MapEmbedding embedding = encoder.embed(upload.map().map());
      metrics.windows(embedding.windows().length);
      Answer answer = service.similar(upload.map().record(), embedding, filter, options);
      ObjectNode node = AnswerJson.of(answer, false);
      node.set("query", MapJson.of(upload.map().record()));
      upload.versions().forEach(node.putArray("versions")::add);
      node.set("drawing", Drawing.of(upload.map().beatmap()));
      context.json(node);
    } finally {
      encoding.release();
    }
  }
}
