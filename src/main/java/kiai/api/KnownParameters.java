package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import kiai.query.EditDistance;

/**
 * The query parameters that each endpoint takes, as {@code openapi.json} documents them. A request
 * with another one is refused: a parameter that is ignored without a word gives an answer to a
 * question that nobody asked.
 */
final class KnownParameters {
  private final List<Operation> operations = new ArrayList<>();

  /** A method at addresses of a pattern, with the names of its query parameters. */
  private record Operation(String method, Pattern path, Set<String> names) {}

  /** Reads the document. */
  static KnownParameters ofOpenApi() {
    KnownParameters known = new KnownParameters();
    try (InputStream document = KnownParameters.class.getResourceAsStream("openapi.json")) {
      new ObjectMapper()
          .readTree(document)
          .get("paths")
          .properties()
          .forEach(path ->
              path.getValue()
                  .properties()
                  .forEach(method -> known.add(path.getKey(), method.getKey(), method.getValue())));
    } catch (IOException e) {
      throw new UncheckedIOException("openapi.json of this program cannot be read", e);
    }
    return known;
  }

  private void add(String path, String method, JsonNode operation) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("query")) {
        names.add(parameter.path("name").asText());
      }
    }
    Pattern pattern = Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+"));
    operations.add(new Operation(method.toUpperCase(Locale.ROOT), pattern, names));
  }

  /**
   * Looks at a request.
   *
   * @throws Problem 400 when it has a parameter that its endpoint does not take, naming the nearest
   *     one that it takes
   */
  void check(Context context) {
    if (context.queryString() == null) {
      return;
    }
    operations.stream()
        .filter(operation -> operation.method.equals(context.method().name()))
        .filter(operation -> operation.path.matcher(context.path()).matches())
        .findFirst()
        .ifPresent(operation ->
            context.queryParamMap().keySet().stream()
                .filter(name -> !operation.names.contains(name))
                .findFirst()
                .ifPresent(name -> {
                  throw unknown(name, operation.names);
                }));
  }

  private static Problem unknown(String name, Set<String> known) {
    String title = "There is no parameter \"%s\" here".formatted(name);
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
