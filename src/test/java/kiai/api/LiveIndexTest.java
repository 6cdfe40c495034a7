package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import kiai.index.lucene.LuceneGenerations;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers go on asking while folders are indexed and the index is exchanged. */
@Tag("server")
class LiveIndexTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  private static JsonNode admin(TestServer server, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(path)
                .header(TestServer.ADMIN, "1")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return TestServer.json(answer);
  }

  private static JsonNode finished(TestServer server) throws Exception {
    long last = System.nanoTime() + LONGEST_WAIT.toNanos();
    while (System.nanoTime() < last) {
      JsonNode job = admin(server, "GET", "/api/v1/admin/index", "");
      if (List.of("visible", "failed").contains(job.get("state").asText())) {
        return job;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("the job did not end");
  }

  private static String roots(Path root) throws Exception {
    return TestServer.JSON.writeValueAsString(
        TestServer.JSON
            .createObjectNode()
            .set("roots", TestServer.JSON.createArrayNode().add(root.toString())));
  }

  /** Ends the askers, also when the test fails. */
  private static final class Stop implements AutoCloseable {
    private final AtomicBoolean asked = new AtomicBoolean();

    @Override
    public void close() {
      asked.set(true);
    }
  }

  /** Asks one address again and again; every answer must be whole. */
  private static Callable<Integer> asking(
      TestServer server, AtomicBoolean stop, String path, String mustHave) {
    return () -> {
      int asked = 0;
      while (!stop.get()) {
        HttpResponse<String> answer = server.get(path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(mustHave);
        asked++;
      }
      return asked;
    };
  }

  /** With more places than the askers need: who is refused when all are taken has its own tests. */
  private static ApiLimits roomForAll() {
    ApiLimits usual = ApiLimits.DEFAULT;
    return new ApiLimits(
        usual.maxBodyBytes(),
        usual.maxUploadBytes(),
        usual.maxQueryLength(),
        usual.encodersAtOnce(),
        usual.maxExamples(),
        32,
        usual.maxConnections());
  }

  @Test
  void noRequestFailsWhileFoldersAreIndexedAndTheIndexIsExchanged() throws Exception {
    try (TestServer server = TestServer.administrated(folder, roomForAll(), 1, null);
        ExecutorService pool = Executors.newCachedThreadPool();
        Stop stopping = new Stop()) { // closed first, or the pool would wait for ever
      AtomicBoolean stop = stopping.asked;
      List<Future<Integer>> strangers = new ArrayList<>();
      for (String path :
          List.of(
              "/api/v1/search?q=mode%3Dosu%20jumps",
              "/api/v1/search?q=sort%3Dstars",
              "/api/v1/beatmaps/101/similar?include_same_set=true",
              "/api/v1/beatmaps/101/timeline",
              "/api/v1/explorer/matches?q=mode%3Dosu",
              "/api/v1/suggest?q=jum",
              "/api/v1/stats")) {
        String mustHave = path.contains("search") || path.contains("similar") ? "\"hits\":[{" : "{";
        strangers.add(pool.submit(asking(server, stop, path, mustHave)));
      }
      Path more = folder.resolve("more");
      TestServer.write(more, 500, 3);
      admin(server, "POST", "/api/v1/admin/index", roots(more));
      JsonNode job = finished(server);
      assertThat(job.get("state").asText()).isEqualTo("visible");
      assertThat(job.get("maps").asInt()).isEqualTo(27);
      assertThat(server.json("/api/v1/stats").get("maps").asInt()).isEqualTo(36);

      exchange(server);
      admin(server, "POST", "/api/v1/admin/reload", "{}");
      assertThat(server.json("/api/v1/stats").get("maps").asInt()).isEqualTo(36);

      String root =
          java.net.URLEncoder.encode(more.toString(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(
              admin(server, "DELETE", "/api/v1/admin/index?root=" + root, "")
                  .get("removed")
                  .asInt())
          .isEqualTo(27);
      assertThat(server.json("/api/v1/stats").get("maps").asInt()).isEqualTo(9);
      stop.set(true);
      for (Future<Integer> stranger : strangers) {
        assertThat(stranger.get()).isPositive();
      }
    }
  }

  /** Another generation with the same maps becomes the current one. */
  private void exchange(TestServer server) throws Exception {
    Path old = server.home.resolve(server.index.generation());
    Path other = old.resolveSibling(old.getFileName() + "b");
    Files.createDirectory(other);
    try (Stream<Path> files = Files.list(old)) {
      for (Path file : files.filter(f -> !f.endsWith("write.lock")).toList()) {
        Files.copy(file, other.resolve(file.getFileName()));
      }
    }
    new LuceneGenerations(old.getParent()).publish(other.getFileName().toString());
    server.index.refresh();
    assertThat(server.index.generation()).isEqualTo(other.getFileName().toString());
    // The indexer writes the generation of its model's name: that one again.
    try (Stream<Path> files = Files.list(old)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(old);
    Files.move(other, old);
    Files.writeString(old.resolveSibling("CURRENT"), old.getFileName() + "\n");
  }

  @Test
  void jobsReportWhatWasLeftOut() throws Exception {
    try (TestServer server = TestServer.administrated(folder, 0, null)) {
      assertThat(server.json("/api/v1/search?q=jumps").get("hits")).isEmpty();
      assertThat(server.json("/api/v1/explorer").get("points").asInt()).isZero();
      Path broken = folder.resolve("broken");
      TestServer.write(broken, 700, 1);
      Files.writeString(
          broken.resolve("bad.osu"), "osu file format v14\n\n[HitObjects]\nnothing\n");
      admin(server, "POST", "/api/v1/admin/index", roots(broken));
      JsonNode job = finished(server);
      assertThat(job.get("maps").asInt()).isEqualTo(9);
      assertThat(job.get("skipped").asInt()).isEqualTo(1);
      assertThat(job.at("/errors/0/path").asText()).endsWith("bad.osu");
      assertThat(job.at("/errors/0/reason").asText()).isNotBlank();
      assertThat(server.get("/metrics").body()).contains("kiai_files_skipped_total{reason=");
    }
  }
}
