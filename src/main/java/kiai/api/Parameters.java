package kiai.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import kiai.api.http.KnownParameters;
import kiai.api.http.Problem;
import kiai.query.parser.QueryParser;
import kiai.search.answer.Aspects;
import kiai.search.answer.SearchOptions;

/** What a request asks for, from its address or its JSON body; anything odd is a problem. */
final class Parameters {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String ID = "[0-9]{1,9}|[0-9a-fA-F]{32}";

  /** What each endpoint takes. */
  static final KnownParameters KNOWN = KnownParameters.ofOpenApi();

  private final Map<String, String> values;

  private Parameters(Map<String, String> values) {
    this.values = values;
  }

  /** Of the address. */
  static Parameters of(Context context) {
    Map<String, String> values = new java.util.HashMap<>();
    context
        .queryParamMap()
        .forEach((name, given) -> values.put(name, given.isEmpty() ? "" : given.getFirst()));
    return new Parameters(values);
  }

  /** Of the simple values of a JSON object. */
  static Parameters of(JsonNode body) {
    Map<String, String> values = new java.util.HashMap<>();
    body.properties()
        .forEach(e -> {
          if (e.getValue().isValueNode() && !e.getValue().isNull()) {
            values.put(e.getKey(), e.getValue().asText());
          }
        });
    return new Parameters(values);
  }

  /** The body as a JSON object that has no other members than the endpoint takes. */
  static JsonNode body(Context context) {
    JsonNode body;
    try {
      body = JSON.readTree(context.body());
    } catch (JsonProcessingException e) {
      throw new Problem(
          400,
          "The body is not JSON",
          "It ends or goes wrong at line %d, column %d."
              .formatted(
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
    }
    if (body == null || !body.isObject()) {
      throw new Problem(400, "The body must be a JSON object");
    }
    KNOWN.check(context, body);
    return body;
  }

  String text(String name) {
    return values.get(name);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean truth(String name, boolean missing) {
    String value = values.get(name);
    if (value == null) {
      return missing;
    }
    if (!List.of("", "true", "1", "false", "0").contains(value)) {
      throw new Problem(400, "The parameter \"%s\" must be true or false".formatted(name));
    }
    return value.isEmpty() || value.equals("true") || value.equals("1");
  }

  int whole(String name, int missing, int low, int high) {
    String value = values.get(name);
    if (value == null) {
      return missing;
    }
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < low
        || Integer.parseInt(value) > high) {
      throw new Problem(
          400,
          "The parameter \"%s\" must be a whole number from %d to %d".formatted(name, low, high));
    }
    return Integer.parseInt(value);
  }

  double share(String name, double missing) {
    String value = values.get(name);
    if (value == null) {
      return missing;
    }
    if (!value.matches("[01]([.][0-9]{1,9})?") || Double.parseDouble(value) > 1) {
      throw new Problem(400, "The parameter \"%s\" must be a number from 0 to 1".formatted(name));
    }
    return Double.parseDouble(value);
  }

  /** Beatmap ids or MD5 sums with commas between them; none when the parameter is missing. */
  List<String> ids(String name, int most) {
    String value = text(name);
    if (value == null || value.isBlank()) {
      return List.of();
    }
    List<String> ids = List.of(value.strip().split("\\s*,\\s*", -1));
    if (ids.size() > most || !ids.stream().allMatch(id -> id.matches(ID))) {
      throw new Problem(
          400,
          "\"%s\" must be beatmap ids or MD5 sums with commas between them".formatted(name),
          "At most %d.".formatted(most));
    }
    return ids;
  }

  /** How much is wanted, and how. */
  SearchOptions options(int offset) {
    return SearchOptions.DEFAULT
        .page(whole("limit", SearchOptions.DEFAULT.limit(), 1, SearchOptions.MAX_LIMIT), offset)
        .folding(truth("one_per_set", true))
        .similar(truth("include_same_set", false), anyTempo(), Aspects.of(text("by"), text("mods")))
        .choosing(share("min_score", 0), share("diversity", 0))
        .explaining(truth("explain", false))
        .hiding(limited(has("hide") ? text("hide") : "", QueryParser.MAX_LENGTH));
  }

  private boolean anyTempo() {
    String value = values.get("tempo");
    if (value != null && !value.equals("any") && !value.equals("like")) {
      throw new Problem(400, "The parameter \"tempo\" must be like or any");
    }
    return "any".equals(value);
  }

  /** The search text, at most so long. */
  String query(int longest) {
    return limited(values.getOrDefault("q", ""), longest);
  }

  static String limited(String text, int longest) {
    if (text.length() > longest) {
      throw new Problem(
          400, "The search text is too long", "It may have %d characters.".formatted(longest));
    }
    return text;
  }
}
