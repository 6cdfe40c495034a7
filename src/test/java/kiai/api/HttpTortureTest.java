package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.embeddings.Encoder;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.torture.Torture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Strangers who send anything, too much of it, or too slowly; and an index that changes meanwhile.
 */
@Tag("torture")
class HttpTortureTest {
  private static final int AT_ONCE = 12;
  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "0",
          "-1",
          "1",
          "1e9",
          "NaN",
          "true",
          "null",
          "999999999",
          "99999999999999999999",
          "\u0000",
          "%",
          "%2e%2e",
          "../../etc/passwd",
          "<script>",
          "\"",
          "'",
          "{",
          "[1,2]",
          "🎵",
          "\u202e",
          "stars>5",
          "sort=stars",
          "like 101 but harder",
          "\"a",
          "-",
          "a".repeat(900),
          "((((",
          "mode=osu");

  @TempDir private Path folder;

  /** One request that the document allows, or almost. */
  private static HttpRequest.Builder fuzzed(TestServer server, JsonNode document, Random random) {
    List<Map.Entry<String, JsonNode>> paths = new ArrayList<>(document.get("paths").properties());
    Map.Entry<String, JsonNode> path = paths.get(random.nextInt(paths.size()));
    List<Map.Entry<String, JsonNode>> methods = new ArrayList<>(path.getValue().properties());
    Map.Entry<String, JsonNode> method = methods.get(random.nextInt(methods.size()));
    String address = path.getKey();
    while (address.contains("{")) {
      String value =
          random.nextInt(2) == 0 ? String.valueOf(100 + random.nextInt(12)) : odd(random);
      address =
          address.replaceFirst(
              "\\{[^}]+}", java.util.regex.Matcher.quoteReplacement(encoded(value)));
    }
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : method.getValue().path("parameters")) {
      if (parameter.path("in").asText().equals("query") && random.nextInt(2) == 0) {
        String name = random.nextInt(20) == 0 ? odd(random) : parameter.get("name").asText();
        query
            .append(query.isEmpty() ? '?' : '&')
            .append(encoded(name))
            .append('=')
            .append(encoded(odd(random)));
      }
    }
    HttpRequest.Builder request = server.request(address + query).timeout(Duration.ofSeconds(60));
    String verb = method.getKey().toUpperCase(java.util.Locale.ROOT);
    if (verb.equals("GET")) {
      return request.GET();
    }
    String type =
        List.of("application/json", "text/plain", "multipart/form-data; boundary=x", "")
            .get(random.nextInt(4));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return request.method(verb, HttpRequest.BodyPublishers.ofString(body(random)));
  }

  private static String odd(Random random) {
    return ODD.get(random.nextInt(ODD.size()));
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static String body(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> "";
      case 1 -> odd(random);
      case 2 ->
          "{\"text\":"
              + TestServer.JSON.valueToTree(odd(random))
              + ",\"limit\":"
              + random.nextInt(60)
              + "}";
      case 3 ->
          "{\"positive\":["
              + (100 + random.nextInt(12))
              + ",\"x\"],\"q\":"
              + TestServer.JSON.valueToTree(odd(random))
              + "}";
      case 4 ->
          "{\"ids\":["
              + (100 + random.nextInt(12))
              + "],\"format\":"
              + TestServer.JSON.valueToTree(odd(random))
              + "}";
      default ->
          "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.osu\"\r\n\r\n"
              + odd(random)
              + "\r\n--x--\r\n";
    };
  }

  @Test
  void anythingThatTheDocumentAllowsOrAlmost() throws Exception {
    int requests = Torture.times(1_500, 50_000);
    Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    try (TestServer server = TestServer.administrated(folder, 1, null);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
      JsonNode document = server.json("/openapi.json");
      List<Future<?>> all = new ArrayList<>();
      AtomicInteger next = new AtomicInteger();
      for (int thread = 0; thread < AT_ONCE; thread++) {
        all.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < requests; i = next.getAndIncrement()) {
                HttpRequest.Builder request = fuzzed(server, document, Torture.random(i));
                HttpResponse<String> answer;
                try {
                  answer = server.send(request);
                } catch (IOException e) {
                  HttpRequest sent = request.build();
                  faults.add(i + " " + sent.method() + " " + sent.uri() + " " + e);
                  continue;
                }
                statuses.computeIfAbsent(answer.statusCode(), _ -> new LongAdder()).increment();
                if ((answer.statusCode() >= 500 && answer.statusCode() != 503)
                    || answer.body().contains("\tat ")
                    || answer.body().contains(folder.toString())) {
                  faults.add(
                      i
                          + " "
                          + answer.statusCode()
                          + " "
                          + request.build().uri()
                          + " "
                          + answer.body());
                }
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    Torture.report("fuzzed requests: %,d, statuses %s", requests, new TreeMap<>(statuses));
    assertThat(faults).isEmpty();
  }

  private static double percentile(List<Long> nanos, double share) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
  }

  /** Asks for a while; the times of answers that were given, in nanoseconds. */
  private static List<Long> ask(
      TestServer server, int clients, Duration duration, Map<Integer, LongAdder> statuses)
      throws Exception {
    List<String> questions =
        List.of(
            "/api/v1/search?q=jumps",
            "/api/v1/search?q=streams%20stars%3E1",
            "/api/v1/search?q=sort%3Dstars&limit=50",
            "/api/v1/beatmaps/101/similar?limit=20",
            "/api/v1/beatmaps/103/objects",
            "/api/v1/stats",
            "/api/v1/suggest?q=jum");
    long end = System.nanoTime() + duration.toNanos();
    List<Future<List<Long>>> all = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int client = 0; client < clients; client++) {
        int seed = client;
        Callable<List<Long>> asking =
            () -> {
              Random random = Torture.random(seed);
              List<Long> times = new ArrayList<>();
              while (System.nanoTime() < end) {
                String question = questions.get(random.nextInt(questions.size()));
                long started = System.nanoTime();
                // Another limit each time, so that no answer comes out of a cache.
                String address =
                    question.contains("search")
                        ? question + "&min_score=0." + random.nextInt(100_000)
                        : question;
                HttpResponse<String> answer =
                    server.send(server.request(address).timeout(Duration.ofSeconds(60)));
                statuses.computeIfAbsent(answer.statusCode(), _ -> new LongAdder()).increment();
                if (answer.statusCode() == 200) {
                  times.add(System.nanoTime() - started);
                } else {
                  Thread.sleep(200 + random.nextInt(800)); // as Retry-After asks
                }
              }
              return times;
            };
        all.add(pool.submit(asking));
      }
      List<Long> times = new ArrayList<>();
      for (Future<List<Long>> one : all) {
        times.addAll(one.get());
      }
      return times;
    }
  }

  private static long usedMemory() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void muchMoreThanCanBeServed() throws Exception {
    Duration normal = Duration.ofSeconds(Torture.isLong() ? 20 : 3);
    Duration storm = Duration.ofSeconds(Torture.times(8, 600));
    try (TestServer server = TestServer.administrated(folder, 3, null);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<Integer, LongAdder> ordinary = new ConcurrentHashMap<>();
      ask(server, 4, normal, ordinary); // warm
      List<Long> before = ask(server, 4, normal, ordinary);
      long memory = usedMemory();
      AtomicBoolean stop = new AtomicBoolean();
      List<Future<?>> others = new ArrayList<>();
      byte[] map = TestMaps.of(TestMaps.Style.values()[0], 9).bytes();
      AtomicInteger uploads = new AtomicInteger();
      for (int i = 0; i < 8; i++) {
        others.add(
            pool.submit(() -> {
              while (!stop.get()) {
                int status = server.upload("", "a.osu", map).statusCode();
                assertThat(status).isIn(200, 429, 503);
                uploads.incrementAndGet();
                Thread.sleep(status == 200 ? 0 : 500);
              }
              return null;
            }));
      }
      for (int i = 0; i < 100; i++) {
        others.add(pool.submit(() -> drip(server, stop)));
      }
      Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
      List<Long> during = ask(server, 20, storm, statuses);
      stop.set(true);
      for (Future<?> other : others) {
        other.get();
      }
      long after = usedMemory();
      Torture.report(
          "5 x capacity for %d s, with %,d uploads and 100 slow clients: %s; p50 %.0f -> %.0f ms, p99 %.0f -> %.0f ms; memory %,d -> %,d MB",
          storm.toSeconds(),
          uploads.get(),
          new TreeMap<>(statuses),
          percentile(before, 0.5),
          percentile(during, 0.5),
          percentile(before, 0.99),
          percentile(during, 0.99),
          memory >> 20,
          after >> 20);
      assertThat(statuses.keySet()).isSubsetOf(200, 429, 503);
      assertThat(during).as("others are served").hasSizeGreaterThan(20);
      assertThat(after - memory).as("memory stays").isLessThan(200L << 20);
      if (Torture.isLong()) {
        assertThat(percentile(during, 0.99)).isLessThan(5 * percentile(before, 0.99));
      }
    }
  }

  /** Sends a head byte by byte, again and again. */
  private static Void drip(TestServer server, AtomicBoolean stop) throws InterruptedException {
    String head = "GET /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "a".repeat(10_000);
    while (!stop.get()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.server().port())) {
        for (int i = 0; i < head.length() && !stop.get(); i++) {
          socket.getOutputStream().write(head.charAt(i));
          Thread.sleep(1_000);
        }
      } catch (IOException e) {
        Thread.sleep(100); // it was cut off
      }
    }
    return null;
  }

  @Test
  void anIndexThatChangesUnderLoad() throws Exception {
    int requests = Torture.times(400, 10_000);
    AtomicInteger asked = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Map<String, Integer> changes = new TreeMap<>();
    try (TestServer server = TestServer.administrated(folder, 1, null);
        Encoder rounded = TestModel.rounded(1);
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> strangers = new ArrayList<>();
      byte[] map = TestMaps.of(TestMaps.Style.values()[0], 9).bytes();
      for (String path :
          Arrays.asList(
              "/api/v1/search?q=mode%3Dosu%20jumps",
              "/api/v1/search?q=sort%3Dstars",
              "/api/v1/beatmaps/101/similar?include_same_set=true",
              null)) {
        strangers.add(
            pool.submit(() -> {
              while (!stop.get()) {
                HttpResponse<String> answer =
                    path == null ? server.upload("", "a.osu", map) : server.get(path);
                // A file cannot be compared while the index is of another precision.
                assertThat(answer.statusCode())
                    .as(path + answer.body())
                    .isIn(path == null ? new Integer[] {200, 429, 503} : new Integer[] {200, 503});
                if (path == null && answer.statusCode() == 503) {
                  assertThat(answer.body()).containsAnyOf("another model", "Too many");
                }
                asked.incrementAndGet();
              }
              return null;
            }));
      }
      Path maps = folder.resolve("maps");
      Path more = folder.resolve("more");
      TestServer.write(more, 500, 1);
      LuceneGenerations home = new LuceneGenerations(folder.resolve("index"));
      for (int round = 0; asked.get() < requests; round++) {
        String what = List.of("index", "forget", TestModel.ROUNDED, "float32").get(round % 4);
        Encoder encoder = what.equals(TestModel.ROUNDED) ? rounded : TestModel.encoder();
        Indexer indexer = new Indexer(home, encoder, InputLimits.DEFAULT, 1);
        switch (what) {
          case "forget" -> indexer.forget(more);
          case "index" ->
              indexer.run(
                  Dataset.of(List.of(maps, more), InputLimits.DEFAULT),
                  IndexRequest.KEEP,
                  IndexProgress.NONE);
          default ->
              indexer.run(
                  Dataset.of(List.of(maps), InputLimits.DEFAULT),
                  IndexRequest.KEEP,
                  IndexProgress.NONE);
        }
        server.index.refresh();
        changes.merge(what, 1, Integer::sum);
      }
      stop.set(true);
      for (Future<?> stranger : strangers) {
        stranger.get();
      }
    } finally {
      stop.set(true);
    }
    Torture.report(
        "index, forget and exchange under load: %,d requests, changes %s, none failed",
        asked.get(), changes);
  }
}
