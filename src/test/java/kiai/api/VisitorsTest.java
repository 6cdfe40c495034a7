package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import kiai.api.http.Visitors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other sites, proxies and eager visitors. */
class VisitorsTest {
  private static final String SITE = "https://pools.example.org";
  @TempDir private Path folder;

  private static HttpResponse<String> ask(TestServer server, String address, String... headers)
      throws Exception {
    HttpRequest.Builder request = server.request(address);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return server.send(request);
  }

  @Test
  void pagesOfNamedSitesMayAskAndNotAdministrate() throws Exception {
    Visitors visitors = new Visitors(List.of(), List.of(SITE), "", List.of(), 0, false);
    try (TestServer server = TestServer.visited(folder, visitors)) {
      HttpResponse<String> asked = ask(server, "/api/v1/search?q=jumps", "Origin", SITE);
      assertThat(asked.statusCode()).isEqualTo(200);
      assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).hasValue(SITE);
      assertThat(asked.headers().allValues("Vary")).anyMatch(value -> value.contains("Origin"));
      HttpResponse<String> before =
          server.send(
              server
                  .request("/api/v1/similar")
                  .header("Origin", SITE)
                  .header("Access-Control-Request-Method", "POST")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
      assertThat(before.statusCode()).isEqualTo(204);
      assertThat(before.headers().firstValue("Access-Control-Allow-Methods"))
          .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
      assertThat(ask(server, "/api/v1/search?q=x").headers().allValues("Vary"))
          .anyMatch(value -> value.contains("Origin")); // for caches in between
      assertThat(ask(server, "/api/v1/nowhere").statusCode()).isEqualTo(404);
      assertThat(ask(server, "/api/v1/search?q=x", "Origin", "https://evil.example").statusCode())
          .isEqualTo(403);
      assertThat(
              ask(server, "/api/v1/admin/index", "Origin", SITE, TestServer.ADMIN, "1")
                  .statusCode())
          .isEqualTo(403);
    }
  }

  @Test
  void whoAsksTooMuchWaitsAndOthersDoNot() throws Exception {
    Visitors visitors = new Visitors(List.of(), List.of(), "", List.of("127.0.0.1"), 3, false);
    try (TestServer server = TestServer.visited(folder, visitors)) {
      for (int i = 0; i < 3; i++) {
        assertThat(ask(server, "/api/v1/stats", "X-Forwarded-For", "192.0.2.1").statusCode())
            .isEqualTo(200);
      }
      HttpResponse<String> refused =
          ask(server, "/api/v1/stats", "X-Forwarded-For", "198.51.100.7, 192.0.2.1");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValueAsLong("Retry-After").getAsLong()).isBetween(1L, 21L);
      HttpResponse<String> twoLines =
          ask(
              server,
              "/api/v1/stats",
              "X-Forwarded-For",
              "203.0.113.5",
              "X-Forwarded-For",
              "192.0.2.1"); // as some proxies write it: theirs is the last
      assertThat(twoLines.statusCode()).isEqualTo(429);
      assertThat(ask(server, "/api/v1/stats", "X-Forwarded-For", "192.0.2.2").statusCode())
          .isEqualTo(200);
      assertThat(ask(server, "/health/live", "X-Forwarded-For", "192.0.2.1").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void theServersOwnQuestionsAtItsStartAreNotCounted() throws Exception {
    Visitors visitors = new Visitors(List.of(), List.of(), "", List.of(), 1, false);
    try (TestServer server = TestServer.visited(folder, visitors)) {
      server.server().warmUp("127.0.0.1");
      assertThat(ask(server, "/api/v1/stats").statusCode()).isEqualTo(200);
      assertThat(ask(server, "/api/v1/stats").statusCode()).isEqualTo(429);
    }
  }

  @Test
  void thePageNamesItsPartsBelowTheBasePath() throws Exception {
    Visitors visitors = new Visitors(List.of(), List.of(), "/kiai", List.of(), 0, false);
    try (TestServer server = TestServer.visited(folder, visitors)) {
      String page = ask(server, "/").body();
      assertThat(page).contains("\"/kiai/assets/app.js\"").contains("content=\"/kiai/\"");
    }
  }

  @Test
  void whatIsBeingAnsweredWhenTheServerStopsIsAnswered() throws Exception {
    TestServer server = TestServer.visited(folder, Visitors.NEAR);
    String body = "{\"text\": \"jumps\"}";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      String head =
          "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              + "Connection: close\r\nContent-Length: %d\r\n\r\n".formatted(body.length());
      socket
          .getOutputStream()
          .write((head + body.substring(0, 5)).getBytes(StandardCharsets.UTF_8));
      Thread.sleep(300); // the request is there, its body is not
      Thread stopping = Thread.ofVirtual().start(() -> server.server().close());
      Thread.sleep(300);
      socket.getOutputStream().write(body.substring(5).getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200")
          .contains("\"hits\"");
      stopping.join();
    } finally {
      server.close();
    }
  }
}
