package kiai.website;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A player's best scores from a server on loopback with the shapes of osu!'s API v2. */
class BestScoresTest {
  private static final OsuApi.Pauses SHORT =
      new OsuApi.Pauses(Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(2));

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private String scores = "[]";
  private String user = "{\"id\": 124493, \"username\": \"Some One\", \"playmode\": \"taiko\"}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/oauth/token", exchange -> answer(exchange, 200, "{\"access_token\":\"one\"}"));
    server.createContext("/api/v2/users/", this::users);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void users(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().toString().replaceFirst("^/api/v2/users/", "");
    asked.add(path);
    if (path.startsWith("124493/scores/best")) {
      answer(exchange, 200, scores);
    } else if (path.startsWith("%40Some%20One")) {
      answer(exchange, 200, user);
    } else {
      answer(exchange, 404, "{\"error\":null}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private List<OsuApi.Score> ask(String name, String mode) throws Exception {
    URI website = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    return new OsuApi(website, new OsuApi.Client("1", "secret"), SHORT).bestScores(name, mode);
  }

  @Test
  void scoresSayTheirMapsAndMods() throws Exception {
    scores =
        """
        [{"id": 1, "pp": 500.1, "mods": [{"acronym": "HD"}, {"acronym": "DT", "settings": {}}],
          "beatmap": {"id": 129891, "mode": "osu"}},
         {"id": 2, "pp": 400, "mods": ["HR"], "beatmap": {"id": 75}},
         {"id": 3, "pp": 300, "mods": [], "beatmap_id": 76},
         {"id": 5, "mods": [{"acronym": "DT", "settings": {"speed_change": 1.2}}],
          "beatmap": {"id": 77}},
         {"id": 6, "mods": [{"acronym": "DA"}], "beatmap": {"id": 78}},
         {"id": 4, "pp": 200, "mods": null}, 7]
        """;
    assertThat(ask("Some One", null))
        .containsExactly(
            new OsuApi.Score(129_891, List.of("HD", "DT")),
            new OsuApi.Score(75, List.of("HR")),
            new OsuApi.Score(76, List.of()));
    assertThat(asked).containsExactly("%40Some%20One", "124493/scores/best?mode=taiko&limit=100");
    ask("Some One", "mania");
    assertThat(asked).endsWith("%40Some%20One/mania", "124493/scores/best?mode=mania&limit=100");
  }

  @Test
  void whatTheWebsiteDoesNotKnowIsSaid() {
    assertThatThrownBy(() -> ask("nobody/../x", null))
        .isInstanceOf(IOException.class)
        .hasMessage("the website knows no player nobody/../x");
    scores = "{\"scores\": []}";
    assertThatThrownBy(() -> ask("Some One", null)).hasMessageContaining("its API has changed");
    user = "{\"id\": 99999999999999999999999}";
    assertThatThrownBy(() -> ask("Some One", null)).hasMessageContaining("its API has changed");
    user = "{\"name\": 1}";
    assertThatThrownBy(() -> ask("Some One", null)).hasMessageContaining("its API has changed");
  }
}
