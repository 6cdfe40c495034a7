package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps that a visitor never wants to see. */
class HiddenMapsTest {
  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.reading(folder, ApiLimits.DEFAULT);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static String hiding(String filters) {
    return "hide=" + URLEncoder.encode(filters, StandardCharsets.UTF_8);
  }

  private static List<String> modes(JsonNode answer) {
    return answer.get("hits").valueStream().map(hit -> hit.get("mode").asText()).toList();
  }

  @Test
  void noListHasThem() throws Exception {
    JsonNode all = server.json("/api/v1/search?q=&limit=100&one_per_set=false");
    assertThat(modes(all)).contains("mania", "osu");
    JsonNode some =
        server.json("/api/v1/search?q=&limit=100&one_per_set=false&" + hiding("mode=mania"));
    assertThat(modes(some)).isNotEmpty().doesNotContain("mania");
    assertThat(some.get("total").asInt())
        .isEqualTo(all.get("total").asInt() - modes(all).stream().filter("mania"::equals).count());
    // Each filter hides by itself, and the question's own chips do not change.
    JsonNode none = server.json("/api/v1/search?q=jumps&" + hiding("mode=mania mode=osu"));
    assertThat(modes(none)).doesNotContain("mania", "osu");
    assertThat(none.get("understood").get("filters")).isEmpty();
    String like = "/api/v1/beatmaps/101/similar?limit=50&include_same_set=true";
    assertThat(server.json(like).get("hits")).isNotEmpty();
    assertThat(server.json(like + "&" + hiding("mode=osu")).get("hits")).isEmpty();
    assertThat(modes(server.json("/api/v1/recommend?ids=101&" + hiding("mode=taiko"))))
        .isNotEmpty()
        .doesNotContain("taiko");
    assertThat(server.json("/api/v1/recommend?ids=101&" + hiding("stars>=0")).get("hits"))
        .isEmpty();
  }

  @Test
  void theTitleOfAHiddenMapDoesNotFindIt() throws Exception {
    String title = "Artist";
    assertThat(server.json("/api/v1/search?q=" + title).get("hits")).isNotEmpty();
    JsonNode answer = server.json("/api/v1/search?q=" + title + "&" + hiding("artist=Artist"));
    assertThat(answer.get("hits")).isEmpty();
  }

  @Test
  void bodiesHideToo() throws Exception {
    String body = "{\"positive\": [\"101\"], \"limit\": 50, \"hide\": \"mode=osu\"}";
    var answer = server.postJson("/api/v1/similar", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(TestServer.json(answer).get("hits")).isEmpty();
  }

  @Test
  void whatIsNoFilterIsRefused() throws Exception {
    for (String bad : List.of("jumps", "hard", "sort=stars", "like 101", "\"some words\"")) {
      server.problem(server.get("/api/v1/search?q=&" + hiding(bad)), 400);
    }
    assertThat(server.get("/api/v1/search?q=&hide=").statusCode()).isEqualTo(200);
    assertThat(server.get("/api/v1/search?q=&hide=" + "x".repeat(1_001)).statusCode())
        .isEqualTo(400);
  }
}
