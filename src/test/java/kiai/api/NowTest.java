package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import kiai.playing.MemoryReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /api/v1/now}: off unless asked for, and never a fault of the server. */
class NowTest {
  @TempDir private Path folder;

  @Test
  void mapsLikeTheOneThatIsPlayed() throws Exception {
    AtomicReference<String> playing = new AtomicReference<>("{\"beatmap\": {}}");
    HttpServer tosu =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    tosu.createContext(
        "/json/v2",
        exchange -> {
          byte[] body = playing.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    tosu.start();
    try (TestServer server = TestServer.reading(folder, ApiLimits.DEFAULT)) {
      assertThat(server.get("/api/v1/now").statusCode()).isEqualTo(404);
      assertThat(server.get("/api/v1/now").body()).contains("--now");
      server
          .server()
          .follow(MemoryReader.of("http://127.0.0.1:" + tosu.getAddress().getPort() + "/json/v2"));
      assertThat(server.get("/api/v1/now").body()).contains("No map is selected");
      playing.set(
          "{\"beatmap\": {\"id\": 101, \"artist\": \"A\\u0007\", \"title\": \"T\", \"version\": \"V\"},"
              + " \"play\": {\"mods\": {\"name\": \"DT\"}}}");
      Thread.sleep(1_100); // it is asked once a second
      JsonNode answer = json(server.get("/api/v1/now?limit=3"));
      assertThat(answer.path("playing").path("mods").asText()).isEqualTo("dt");
      assertThat(answer.path("playing").path("name").asText()).doesNotContain("\u0007");
      assertThat(answer.path("hits")).hasSize(3);
      assertThat(answer.path("hits").get(0).path("beatmap_id").asInt()).isNotEqualTo(101);
      playing.set("{\"beatmap\": {\"id\": 999999, \"title\": \"Not here\"}}");
      Thread.sleep(1_100);
      JsonNode none = json(server.get("/api/v1/now"));
      assertThat(none.path("playing").path("here").asBoolean()).isFalse();
      assertThat(none.has("hits")).isFalse();
      tosu.stop(0);
      Thread.sleep(1_100);
      HttpResponse<String> gone = server.get("/api/v1/now");
      assertThat(gone.statusCode()).isEqualTo(404);
      assertThat(gone.body()).contains("start tosu or StreamCompanion");
    } finally {
      tosu.stop(0);
    }
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
