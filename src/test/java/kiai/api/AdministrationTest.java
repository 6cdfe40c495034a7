package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may administrate a server. */
@Tag("server")
class AdministrationTest {
  private static final String TOKEN = "a-token-of-16-and-more";
  private static final String ROOTS = "{\"roots\":[\"/nowhere at all\"]}";

  @TempDir private Path folder;

  private static HttpRequest.Builder start(TestServer server) {
    return server
        .request("/api/v1/admin/index")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(ROOTS));
  }

  @Test
  void withoutATokenOnlyThisMachineAndNoPageOfAnother() throws Exception {
    try (TestServer server = TestServer.administrated(folder, 0, null)) {
      // Past the door: the folder is what is wrong.
      server.problem(server.send(start(server).header(TestServer.ADMIN, "1")), 400);
      server.problem(server.send(start(server)), 403);
      server.problem(
          server.send(
              start(server).header(TestServer.ADMIN, "1").header("Origin", "https://evil.example")),
          403);
      server.problem(
          server.send(start(server).header(TestServer.ADMIN, "1").header("Origin", "null")), 403);
      server.problem(server.get("/api/v1/admin/folders"), 403);
      server.problem(server.get("/api/v1/admin/contents"), 403);
      JsonNode job = server.json("/api/v1/admin/index");
      assertThat(job.get("open").asBoolean()).isTrue();
      HttpResponse<String> preflight =
          server.send(
              server
                  .request("/api/v1/admin/index")
                  .header("Origin", "https://evil.example")
                  .header("Access-Control-Request-Method", "POST")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void withATokenOnlyWhoHasIt() throws Exception {
    try (TestServer server = TestServer.administrated(folder, 0, TOKEN)) {
      server.problem(server.send(start(server).header(TestServer.ADMIN, "1")), 403);
      server.problem(
          server.send(
              start(server).header(TestServer.ADMIN, "1").header("Authorization", "Bearer wrong")),
          403);
      server.problem(
          server.send(
              start(server)
                  .header(TestServer.ADMIN, "1")
                  .header("Authorization", "Bearer " + TOKEN)),
          400);
      JsonNode job = server.json("/api/v1/admin/index");
      assertThat(job.get("open").asBoolean()).isFalse();
      assertThat(job.get("token_needed").asBoolean()).isTrue();
      assertThat(job.has("roots")).isFalse();
    }
  }

  @Test
  void forgettingNeedsAWholePath() throws Exception {
    try (TestServer server = TestServer.administrated(folder, 1, null)) {
      String version = server.json("/api/v1/stats").get("version").asText();
      for (String root : new String[] {"?root=", "", "?root=%00", "?root=maps"}) {
        server.problem(
            server.send(
                server
                    .request("/api/v1/admin/index" + root)
                    .header(TestServer.ADMIN, "1")
                    .DELETE()),
            400);
      }
      HttpResponse<String> nothing =
          server.send(
              server
                  .request("/api/v1/admin/index?root=/nowhere")
                  .header(TestServer.ADMIN, "1")
                  .DELETE());
      assertThat(TestServer.json(nothing).get("removed").asInt()).isZero();
      assertThat(server.json("/api/v1/stats").get("version").asText()).isEqualTo(version);
      assertThat(server.json("/api/v1/stats").get("maps").asInt()).isEqualTo(9);
    }
  }

  @Test
  void foldersCanBeChosen() throws Exception {
    try (TestServer server = TestServer.administrated(folder, 1, null)) {
      HttpResponse<String> answer =
          server.send(
              server
                  .request("/api/v1/admin/folders?path=" + folder.toString().replace(" ", "%20"))
                  .header(TestServer.ADMIN, "1"));
      JsonNode list = TestServer.json(answer);
      assertThat(list.get("folders").valueStream().map(JsonNode::asText)).contains("maps", "index");
      server.problem(
          server.send(
              server.request("/api/v1/admin/folders?path=/no/such").header(TestServer.ADMIN, "1")),
          400);
    }
  }
}
