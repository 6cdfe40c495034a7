package kiai.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kiai.query.EditDistance;

/**
 * The query parameters and the members of JSON bodies that each endpoint takes, as {@code
 * openapi.json} documents them. A request with another one is refused: a parameter that is ignored
 * without a word gives an answer to a question that nobody asked.
 */
public final class KnownParameters {
  private final List<Operation> operations = new ArrayList<>();

  /** A method at addresses of a pattern, with the names of its parameters and body members. */
  private record Operation(String method, Pattern path, Set<String> names, Set<String> members) {}

  /** Reads the document. */
  public static KnownParameters ofOpenApi() {
    KnownParameters known = new KnownParameters();
    try (InputStream document =
        KnownParameters.class.getResourceAsStream("/kiai/api/openapi.json")) {
      JsonNode whole = new ObjectMapper().readTree(document);
      for (var path : whole.get("paths").properties()) {
        for (var method : path.getValue().properties()) {
          known.add(path.getKey(), method.getKey(), method.getValue(), whole);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json of this program cannot be read", e);
    }
    return known;
  }

  private void add(String path, String method, JsonNode operation, JsonNode document) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    Pattern pattern = Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+"));
    JsonNode schema = operation.at("/requestBody/content/application~1json/schema");
    if (schema.has("$ref")) {
      schema = document.at(schema.get("$ref").asText().substring(1));
    }
    Set<String> members = new TreeSet<>();
    schema.path("properties").fieldNames().forEachRemaining(members::add);
    operations.add(new Operation(method.toUpperCase(Locale.ROOT), pattern, names, members));
  }

  /**
   * Looks at a request.
   *
   * @throws Problem 400 when it has a parameter that its endpoint does not take, naming the nearest
   *     one that it takes
   */
  public void check(Context context) {
    if (context.queryString() == null) {
      return;
    }
    operation(context)
        .ifPresent(
            operation -> refuse("parameter", context.queryParamMap().keySet(), operation.names));
  }

  /**
   * Looks at the JSON body of a request.
   *
   * @throws Problem 400 when it has a member that its endpoint does not take, naming the nearest
   */
  public void check(Context context, JsonNode body) {
    Set<String> given = new LinkedHashSet<>();
    body.fieldNames().forEachRemaining(given::add);
    operation(context).ifPresent(operation -> refuse("field", given, operation.members));
  }

  private Optional<Operation> operation(Context context) {
    String path = context.path().replaceFirst("(?<=.)/+$", ""); // as the router takes it
    String asked = context.method().name();
    String method = asked.equals("HEAD") ? "GET" : asked;
    return operations.stream()
        .filter(operation -> operation.method.equals(method))
        .filter(operation -> operation.path.matcher(path).matches())
        .findFirst();
  }

  private static void refuse(String kind, Set<String> given, Set<String> known) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw unknown(kind, name, known);
      }
    }
  }

  private static Problem unknown(String kind, String name, Set<String> known) {
    String title = "There is no %s \"%s\" here".formatted(kind, name);
    return known.stream()
        .max(Comparator.comparingDouble(other -> EditDistance.likeness(other, name)))
        .map(nearest ->
            new Problem(
                400,
                title,
                "The nearest one is \"%s\"; there are %s."
                    .formatted(nearest, String.join(", ", known))))
        .orElseGet(() -> new Problem(400, title, "This address takes none."));
  }
}
