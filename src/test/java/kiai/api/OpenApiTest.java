package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document against the handlers, in both directions. */
class OpenApiTest {
  @TempDir private static Path folder;
  private static TestServer server;
  private static JsonNode document;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.reading(folder, ApiLimits.DEFAULT);
    document = server.json("/openapi.json");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** The page's own files are no part of the API. */
  private static boolean isApi(String route) {
    return route.contains("/api/")
        || route.contains("/health/")
        || route.contains("/metrics")
        || route.contains("/openapi.json");
  }

  @Test
  void everyAddressIsDocumentedAndNoOther() {
    List<String> documented = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method ->
                    documented.add(
                        method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    assertThat(documented)
        .containsExactlyInAnyOrderElementsOf(
            server.server().routes().stream().filter(OpenApiTest::isApi).toList());
  }

  @Test
  void everyParameterIsReadByItsHandler() throws Exception {
    int asked = 0;
    for (var path : document.get("paths").properties()) {
      JsonNode get = path.getValue().path("get");
      for (JsonNode parameter : get.path("parameters")) {
        JsonNode schema = parameter.path("schema");
        boolean free = schema.path("type").asText().equals("string") && !schema.has("enum");
        if (parameter.path("in").asText().equals("query") && !free) {
          String address =
              path.getKey().replace("{id}", "101").replace("{other}", "102")
                  + "?"
                  + parameter.get("name").asText()
                  + "=nonsense";
          HttpResponse<String> answer = server.get(address);
          assertThat(answer.statusCode()).as(address).isEqualTo(400);
          asked++;
        }
      }
    }
    assertThat(asked).isGreaterThan(15);
  }

  @Test
  void everyFieldOfAnAnswerIsDocumented() throws Exception {
    check(server.json("/api/v1/search?q=jumps&limit=1&explain=true"), "Answer");
    check(server.json("/api/v1/search?q=jumps&limit=1&explain=true").at("/hits/0"), "Hit");
    check(
        server.json("/api/v1/search?q=2015+by+mapper+hard+-x+sort%3Dbpm").get("understood"),
        "Understood");
    check(server.json("/api/v1/suggest?q=str"), "Suggestions");
    check(server.json("/api/v1/beatmaps/101/objects"), "Drawing");
    check(server.json("/api/v1/beatmaps/101/compare/102"), "Comparison");
    check(server.json("/api/v1/admin/index"), "Job");
  }

  private static void check(JsonNode answer, String schema) {
    JsonNode known = document.at("/components/schemas/" + schema + "/properties");
    answer
        .properties()
        .forEach(e -> assertThat(known.has(e.getKey())).as(schema + "." + e.getKey()).isTrue());
  }

  @Test
  void referencesLeadSomewhere() {
    List<String> references = document.findValuesAsText("$ref");
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(r -> assertThat(document.at(r.substring(1)).isMissingNode()).as(r).isFalse());
  }
}
