package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.embeddings.Encoder;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and how slow, broken and greedy visitors are kept from the others. */
@Tag("server")
class RequestChecksTest {
  private static final int CROWD = 150;

  @TempDir private static Path folder;
  private static TestServer server;

  static {
    // Java's client lets tests set these headers only when told so before it starts.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host,origin,via");
  }

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.administrated(folder, 1, null);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** Sends bytes as they are, and answers with the head and body that come back. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      if (request.contains("POST")) {
        socket.shutdownOutput(); // the body ends here, whatever its head promised
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/admin/reload", "/api/v1/similar?limit=x", "/api/v1/nothing"})
  void aConnectionLivesOnAfterABodyThatNobodyRead(String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n"
              .formatted(path)
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      Thread.sleep(200); // the body comes later, as over a real network
      out.write(
          "abcdeGET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      assertThat(answers).endsWith("{\"status\":\"live\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/v1/explorer/points/%00", "/api/v1/beatmaps/%00/timeline", "/%2e%2e"})
  void aConnectionThatIsClosedIsSaidToBe(String path) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(15_000);
      OutputStream out = socket.getOutputStream();
      String get = "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n".formatted(path);
      out.write((get + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      Thread.sleep(500); // a client that goes on after the answer
      out.write((get + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      String answers =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      boolean bothAnswered = answers.indexOf("HTTP/1.1 ", 1) > 0;
      assertThat(bothAnswered || answers.contains("Connection: close")).as(answers).isTrue();
    } catch (java.net.SocketException e) {
      // It was closed while the second request was written: only fair when it was said.
      assertThat(get(path)).contains("Connection: close");
    }
  }

  private static String get(String path, String... headers) throws IOException {
    return raw(
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n"
            .formatted(path, String.join("", headers)));
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 203.0.113.9",
        "Forwarded: for=203.0.113.9",
        "Via: 1.1 proxy",
        "X-Real-IP: 203.0.113.9",
        "x-forwarded-host: maps.example.org",
        "CF-Connecting-IP: 203.0.113.9"
      })
  void whoComesThroughAProxyIsNotThisMachine(String header) throws IOException {
    String folders = "/api/v1/admin/folders?path=/";
    assertThat(status(get(folders, "X-Kiai-Admin: 1\r\n"))).isEqualTo(200);
    assertThat(status(get(folders, "X-Kiai-Admin: 1\r\n", header + "\r\n"))).isEqualTo(403);
    assertThat(status(get("/api/v1/stats", header + "\r\n"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/search?q=jumps",
        "/api/v1/stats",
        "/metrics",
        "/",
        "/health/live",
        "/openapi.json",
        "/assets/app.js",
        "/api/v1/nothing"
      })
  void noAddressAnswersUnderAStrangersName(String path) throws IOException {
    for (String host : List.of("evil.example", "evil.example:7270", "127.0.0.1.evil.example")) {
      String answer =
          raw("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
      assertThat(status(answer)).as(host + path).isEqualTo(421);
    }
    for (String host : List.of("localhost", "127.0.0.1:7270", "[::1]", "192.168.1.7:7270")) {
      String answer =
          raw("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host));
      assertThat(status(answer)).as(host + path).isNotEqualTo(421);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v1/stats",
        "/api/v1/search?q=jumps",
        "/api/v1/beatmaps/1",
        "/api/v1/search?nonsense=1",
        "/nothing",
        "/api/v1/admin/folders",
        "/metrics",
        "/assets/app.js"
      })
  void headAnswersAsGetWithoutABody(String path) throws IOException {
    String head =
        raw("HEAD %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".formatted(path));
    assertThat(status(head)).isEqualTo(status(get(path)));
    assertThat(head.substring(head.indexOf("\r\n\r\n"))).isBlank();
  }

  @Test
  void namesMayEndAsDnsWritesThemAndPortsMayBeLeftOut() throws IOException {
    String ask = "GET /api/v1/stats HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n";
    assertThat(status(raw(ask.formatted("localhost.:7000", "")))).isEqualTo(200);
    assertThat(status(raw(ask.formatted("localhost", "Origin: http://localhost:80\r\n"))))
        .isEqualTo(200);
    assertThat(status(raw(ask.formatted("localhost:443", "Origin: https://localhost\r\n"))))
        .isEqualTo(200);
    assertThat(status(raw(ask.formatted("localhost", "Origin: http://localhost:8080\r\n"))))
        .isEqualTo(403);
    assertThat(status(raw(ask.formatted("localhost", "Origin: null\r\n")))).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"roots\": [\"/\"], \"prune\": \"yes\"}",
        "{\"roots\": [\"/\"], \"prune\": 2}",
        "{\"roots\": [\"/\"]} {}",
        "{\"roots\": [\"/\"]} x"
      })
  void bodiesThatAreNotQuiteRightAreRefused(String body) throws IOException {
    String answer =
        raw(
            "POST /api/v1/admin/index HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Kiai-Admin: 1\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(body.length(), body));
    assertThat(status(answer)).isEqualTo(400);
  }

  @Test
  void aFolderThatAnotherProgramWritesCannotBeForgottenNow() throws Exception {
    try (var _ =
        new LuceneGenerations(server.home)
            .begin(kiai.index.IndexManifest.of(kiai.TestModel.encoder().model()))) {
      HttpResponse<String> answer =
          server.send(
              java.net.http.HttpRequest.newBuilder(
                      server.uri("/api/v1/admin/index?root=" + server.maps))
                  .header("X-Kiai-Admin", "1")
                  .DELETE());
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("another kiai");
    }
  }

  @Test
  void pagesOfOtherSitesMayNotAsk() throws IOException {
    for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
      assertThat(status(get("/api/v1/stats", "Origin: " + origin + "\r\n"))).isEqualTo(403);
    }
    assertThat(status(get("/api/v1/stats", "Origin: http://127.0.0.1\r\n"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        "Transfer-Encoding: chunked\r\n\r\n5\r\n{}",
        "Content-Length: 100\r\n\r\n{\"text\":",
        "Content-Length: 3\r\n\r\n{\"t",
      })
  void cutAndBadBodiesAreTheVisitorsFault(String body) throws IOException {
    String answer =
        raw(
            "POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\n"
                + body);
    assertThat(answer.isEmpty() || status(answer) == 400).as(answer).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/similar", "/api/v1/search", "/api/v1/nothing"})
  void whoIsRefusedHearsWhyAlsoWhileStillWriting(String path) throws IOException {
    int length = 40_000_000;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      String type =
          path.endsWith("similar") ? "multipart/form-data; boundary=x" : "application/json";
      out.write(
          "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, type, length)
              .getBytes(StandardCharsets.ISO_8859_1));
      byte[] zeros = new byte[1 << 16];
      for (int sent = 0; sent < length; sent += zeros.length) {
        out.write(zeros, 0, Math.min(zeros.length, length - sent));
      }
      out.flush();
      byte[] head = new byte[12];
      assertThat(socket.getInputStream().readNBytes(head, 0, 12)).isEqualTo(12);
      int status = status(new String(head, StandardCharsets.ISO_8859_1) + " x");
      assertThat(status).isIn(400, 404, 413);
    }
  }

  @Test
  void validatorsAreQuotedAndHold() throws Exception {
    for (String path : List.of("/", "/assets/app.js", "/api/v1/stats")) {
      String tag = server.get(path).headers().firstValue("ETag").orElseThrow();
      assertThat(tag).matches("(W/)?\"[^\"]+\"");
      HttpResponse<String> again = server.send(server.request(path).header("If-None-Match", tag));
      assertThat(again.statusCode()).as(path).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
    HttpResponse<byte[]> packed =
        java.net.http.HttpClient.newHttpClient()
            .send(
                server.request("/assets/app.js").header("Accept-Encoding", "gzip").build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
    try (InputStream in =
        new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(packed.body()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(server.get("/assets/app.js").body());
    }
  }

  @Test
  void aCrowdAtTheLargestFileKeepsNobodyWaiting() throws Exception {
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> crowd = new ArrayList<>();
      Callable<Integer> asker = () -> get("/docs/swagger-ui-bundle.js").length();
      for (int i = 0; i < CROWD; i++) {
        crowd.add(pool.submit(asker));
      }
      HttpResponse<String> live =
          server.send(server.request("/health/live").timeout(Duration.ofSeconds(10)));
      assertThat(live.statusCode()).isEqualTo(200);
      for (Future<Integer> one : crowd) {
        assertThat(one.get()).isGreaterThan(100_000);
      }
    }
  }

  @Test
  void aHeadThatDoesNotEndIsCut() throws Exception {
    var slow = new kiai.api.http.SlowRequests(Duration.ofMillis(300), Duration.ofMillis(300), 100);
    var jetty = new org.eclipse.jetty.server.Server(0);
    slow.watch(jetty);
    jetty.setHandler(
        new org.eclipse.jetty.server.Handler.Abstract() {
          @Override
          public boolean handle(
              org.eclipse.jetty.server.Request request,
              org.eclipse.jetty.server.Response response,
              org.eclipse.jetty.util.Callback callback) {
            response.setStatus(204);
            callback.succeeded();
            return true;
          }
        });
    jetty.start();
    try (Socket dripping = new Socket(InetAddress.getLoopbackAddress(), jetty.getURI().getPort());
        Socket second = new Socket(InetAddress.getLoopbackAddress(), jetty.getURI().getPort())) {
      dripping.setSoTimeout(200);
      second.setSoTimeout(2_000);
      second
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(second.getInputStream().read()).isEqualTo('H');
      boolean cut = false;
      for (int i = 0; i < 50 && !cut; i++) {
        try {
          dripping
              .getOutputStream()
              .write("GET / HTTP/1.1\r\nX: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".charAt(i));
          slow.sweep();
          cut = dripping.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
          // still open
        } catch (IOException e) {
          cut = true;
        }
      }
      assertThat(cut).isTrue();
      slow.sweep();
      second
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(second.getInputStream().read()).as("an idle connection lives").isPositive();
    } finally {
      jetty.stop();
    }
  }

  @Test
  void vectorsOfTwoModelsAreNeverCompared(@TempDir Path other) throws Exception {
    try (TestServer own = TestServer.administrated(other, 1, null);
        Encoder rounded = TestModel.rounded(2)) {
      byte[] file = TestMaps.of(TestMaps.Style.values()[0], 9).bytes();
      assertThat(own.upload("", "a.osu", file).statusCode()).isEqualTo(200);
      Path home = other.resolve("index");
      new Indexer(new LuceneGenerations(home), rounded, InputLimits.DEFAULT, 2)
          .run(
              Dataset.of(List.of(other.resolve("maps")), InputLimits.DEFAULT),
              IndexRequest.KEEP,
              IndexProgress.NONE);
      own.index.refresh();
      HttpResponse<String> refused = own.upload("", "a.osu", file);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("of another model or precision");
      assertThat(own.get("/api/v1/search?q=jumps").statusCode()).isEqualTo(200);
      assertThat(own.get("/api/v1/beatmaps/101/similar").statusCode()).isEqualTo(200);
      // Indexing from the page would undo the exchange.
      own.send(
          own.request("/api/v1/admin/index")
              .header(TestServer.ADMIN, "1")
              .header("Content-Type", "application/json")
              .POST(
                  java.net.http.HttpRequest.BodyPublishers.ofString(
                      "{\"roots\":[\"" + other.resolve("maps") + "\"]}")));
      JsonNode job = null;
      for (int i = 0;
          i < 200 && (job == null || !job.get("state").asText().equals("failed"));
          i++) {
        Thread.sleep(50);
        job =
            TestServer.json(
                own.send(own.request("/api/v1/admin/index").header(TestServer.ADMIN, "1")));
      }
      assertThat(job.get("failure").asText()).contains("another model or precision");
      assertThat(new LuceneGenerations(home).currentManifest().orElseThrow().precision())
          .isEqualTo(TestModel.ROUNDED);
    }
  }
}
