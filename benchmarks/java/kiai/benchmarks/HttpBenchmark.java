package kiai.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Questions over HTTP to a {@code kiai serve} of its own on loopback: {@code HttpBenchmark INDEX
 * [QUESTIONS] [CLIENTS]}. Each kind of question is asked a bounded number of times by clients that
 * wait for their answer before they ask again; no answer comes out of a cache, since each question
 * has another threshold. Prints one JSON object: the time until the server is ready, its first
 * answers, and for each kind latency, questions a second, and the CPU time of the server.
 */
public final class HttpBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ADDRESS = Pattern.compile("Kiai is at (http://[^ ]+)");
  private static final List<String> TEXTS =
      List.of("2015 hard jump maps", "streams around 6 stars", "fast tech", "sky dream hard");
  private static final List<String> FILTERED =
      List.of("mode=osu stars>5 stars<6 jumps", "bpm>=200 ar>=9.5 hard", "stars>7 streams");

  private interface Question {
    String at(int i);
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process server;
  private final String address;

  private HttpBenchmark(Process server, String address) {
    this.server = server;
    this.address = address;
  }

  /** Starts the server, asks, prints, and ends the server. */
  public static void main(String[] args) throws Exception {
    int questions = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
    int clients = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    long started = System.nanoTime();
    Process server =
        new ProcessBuilder("./kiai", "serve", "--index", Path.of(args[0]).toString(), "--port", "0")
            .redirectErrorStream(true)
            .start();
    try {
      BufferedReader said = server.inputReader();
      String address = null;
      for (String line = said.readLine(); line != null && address == null; line = said.readLine()) {
        Matcher matcher = ADDRESS.matcher(line);
        address = matcher.find() ? matcher.group(1) : null;
        if (address != null) {
          break;
        }
      }
      Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {})); // so that it is never blocked
      ObjectNode report = JSON.createObjectNode();
      report.put("ready_ms", rounded((System.nanoTime() - started) / 1e6));
      new HttpBenchmark(server, address).run(report, questions, clients);
      System.out.println(report);
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  private void run(ObjectNode report, int questions, int clients) throws Exception {
    report.put("first_text_ms", rounded(asked("/api/v1/search?q=hard+jump+maps") / 1e6));
    List<String> maps = maps();
    report.put("first_similar_ms", rounded(asked(similar(maps, 0, "")) / 1e6));
    report.put("maps", JSON.readTree(get("/api/v1/stats")).path("maps").asInt());
    report.put("clients", clients).put("questions", questions);
    measure(report, "text", questions, clients, i -> search(TEXTS, i));
    measure(report, "text_filtered", questions, clients, i -> search(FILTERED, i));
    measure(report, "similar", questions, clients, i -> similar(maps, i, ""));
    measure(
        report, "similar_filtered", questions, clients, i -> similar(maps, i, "stars>4 stars<6"));
  }

  private static String search(List<String> texts, int i) {
    return "/api/v1/search?limit=10&min_score=0.%06d&q=%s"
        .formatted(i, encoded(texts.get(i % texts.size())));
  }

  private static String similar(List<String> maps, int i, String filter) {
    return "/api/v1/beatmaps/%s/similar?limit=10&min_score=0.%06d&q=%s"
        .formatted(maps.get(i % maps.size()), i, encoded(filter));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** MD5 of maps from all over the index, in an order that is the same each time. */
  private List<String> maps() throws Exception {
    List<String> md5s = new ArrayList<>();
    for (String order : List.of("stars", "-stars", "bpm", "-bpm", "length", "-length", "newest")) {
      for (JsonNode hit :
          JSON.readTree(get("/api/v1/search?limit=50&q=" + encoded("sort=" + order)))
              .path("hits")) {
        md5s.add(hit.path("md5").asText());
      }
    }
    java.util.Collections.shuffle(md5s, new Random(7));
    return md5s;
  }

  private String get(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(address + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private long asked(String path) throws IOException, InterruptedException {
    long started = System.nanoTime();
    get(path);
    return System.nanoTime() - started;
  }

  private double cpuMillis() {
    return server
            .descendants()
            .findFirst()
            .orElse(server.toHandle())
            .info()
            .totalCpuDuration()
            .orElseThrow()
            .toNanos()
        / 1e6;
  }

  private void measure(
      ObjectNode report, String name, int questions, int clients, Question question)
      throws Exception {
    ask(questions / 2, clients, i -> question.at(questions + i)); // warm
    double cpu = cpuMillis();
    long started = System.nanoTime();
    List<Long> times = ask(questions, clients, question);
    double seconds = (System.nanoTime() - started) / 1e9;
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    report
        .putObject(name)
        .put("p50_ms", rounded(sorted[sorted.length / 2] / 1e6))
        .put("p99_ms", rounded(sorted[sorted.length * 99 / 100] / 1e6))
        .put("a_second", rounded(questions / seconds))
        .put("server_cpu_ms", rounded((cpuMillis() - cpu) / questions));
  }

  private List<Long> ask(int questions, int clients, Question question) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        all.add(
            pool.submit(() -> {
              for (int i = next.getAndIncrement(); i < questions; i = next.getAndIncrement()) {
                times.add(asked(question.at(i)));
              }
              return null;
            }));
      }
      for (Future<?> one : all) {
        one.get(10, TimeUnit.MINUTES);
      }
    }
    return List.copyOf(times);
  }

  private static double rounded(double value) {
    return Math.rint(value * 100) / 100;
  }
}
