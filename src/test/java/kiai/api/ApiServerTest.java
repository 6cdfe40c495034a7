package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.dataset.Dataset;
import kiai.dataset.InputLimits;
import kiai.index.BeatmapIndex;
import kiai.index.IndexHome;
import kiai.index.IndexProgress;
import kiai.index.Indexer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server on loopback, asked as strangers would ask it. */
class ApiServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BOUNDARY = "kiai-test-boundary";

  @TempDir private static Path folder;
  private static BeatmapIndex index;
  private static ApiServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    Path maps = folder.resolve("maps");
    int id = 100;
    for (Style style : Style.values()) {
      for (int i = 0; i < 2; i++) {
        id++;
        TestMaps.of(style, id)
            .named("<script>alert(1)</script> " + id, "Artist", "Mapper", "Hard")
            .ids(id, 300_000 + id)
            .writeTo(maps.resolve("s" + id));
      }
    }
    Path home = folder.resolve("index");
    new Indexer(new IndexHome(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(Dataset.of(List.of(maps), InputLimits.DEFAULT), false, IndexProgress.NONE);
    index = BeatmapIndex.open(new IndexHome(home));
    server = new ApiServer(index, TestModel.encoder(), new ApiLimits(10_000, 300_000, 200, 4));
    server.start("127.0.0.1", 0);
    client = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    index.close();
    client.close();
  }

  @AfterEach
  void theServerIsStillUp() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(json(get("/health/ready")).get("maps").asInt()).isEqualTo(18);
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> upload(String query, String name, byte[] file)
      throws Exception {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.write(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.write(file);
    form.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return post(
        "/api/v1/similar" + query, "multipart/form-data; boundary=" + BOUNDARY, form.toByteArray());
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  private static void problem(HttpResponse<String> response, int status) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(json(response).get("title").asText()).isNotBlank();
    assertThat(json(response).get("status").asInt()).isEqualTo(status);
    assertThat(response.body()).doesNotContain(folder.toString()).doesNotContain("Exception");
  }

  @Test
  void searchAnswersInTheContractsShape() throws Exception {
    JsonNode answer = json(get("/api/v1/search?q=mania%20jacks&limit=3"));
    assertThat(answer.get("hits")).hasSize(3);
    assertThat(answer.get("exact").asBoolean()).isTrue();
    assertThat(answer.get("understood").get("filters")).hasSize(1);
    JsonNode hit = answer.get("hits").get(0);
    for (String field :
        List.of(
            "beatmap_id",
            "set_id",
            "md5",
            "title",
            "artist",
            "creator",
            "version",
            "mode",
            "stars",
            "year",
            "year_estimated",
            "status",
            "bpm",
            "length",
            "tags",
            "path",
            "score")) {
      assertThat(hit.has(field)).as(field).isTrue();
    }
    assertThat(hit.get("path").isNull()).isTrue();
  }

  @Test
  void cursorsPageWithoutOverlap() throws Exception {
    List<String> seen = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      JsonNode page = json(get("/api/v1/search?q=mode=osu&limit=3&cursor=" + cursor));
      page.get("hits").forEach(hit -> seen.add(hit.get("md5").asText()));
      cursor = page.get("cursor").isNull() ? null : page.get("cursor").asText();
    }
    assertThat(seen).hasSize(8).doesNotHaveDuplicates();
    String first = json(get("/api/v1/search?q=mode=osu&limit=3")).get("cursor").asText();
    problem(get("/api/v1/search?q=mode=taiko&cursor=" + first), 400);
    problem(get("/api/v1/search?q=x&cursor=!!!"), 400);
  }

  @Test
  void structuredQuestions() throws Exception {
    String body =
        "{\"text\":\"\",\"filters\":[\"mode=mania\"],\"metadata\":{\"mode\":3,\"mania_keycount\":4},\"limit\":2}";
    JsonNode answer =
        json(post("/api/v1/search", "application/json", body.getBytes(StandardCharsets.UTF_8)));
    assertThat(answer.get("hits")).hasSize(2);
    assertThat(answer.get("hits").get(0).get("mode").asText()).isEqualTo("mania");
    problem(post("/api/v1/search", "application/json", "{".getBytes(StandardCharsets.UTF_8)), 400);
    problem(post("/api/v1/search", "application/json", "[]".getBytes(StandardCharsets.UTF_8)), 400);
    problem(post("/api/v1/search", "application/json", new byte[20_000]), 413);
  }

  @Test
  void mapsAndTheirLikes() throws Exception {
    JsonNode map = json(get("/api/v1/beatmaps/101"));
    assertThat(map.get("title").asText()).startsWith("<script>");
    assertThat(map.get("windows").size()).isGreaterThan(1);
    String md5 = map.get("md5").asText();
    assertThat(json(get("/api/v1/beatmaps/" + md5)).get("beatmap_id").asInt()).isEqualTo(101);
    JsonNode similar = json(get("/api/v1/beatmaps/101/similar?limit=5"));
    assertThat(similar.get("hits").size()).isPositive();
    similar.get("hits").forEach(h -> assertThat(h.get("md5").asText()).isNotEqualTo(md5));
    problem(get("/api/v1/beatmaps/999999"), 404);
    problem(get("/api/v1/beatmaps/..%2f..%2fetc/similar"), 404);
  }

  @Test
  void uploadsAreComparedAndNotStored() throws Exception {
    byte[] map = TestMaps.of(Style.JUMPS, 5).named("Mine", "Me", "Me", "Hard").bytes();
    JsonNode answer = json(upload("?limit=3", "my.osu", map));
    assertThat(answer.get("hits")).hasSize(3);
    assertThat(answer.get("query").get("title").asText()).isEqualTo("Mine");
    assertThat(answer.get("hits").get(0).get("mode").asText()).isEqualTo("osu");
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a.osu"));
      out.write(map);
    }
    assertThat(json(upload("", "my.osz", zip.toByteArray())).get("hits").size()).isPositive();
    assertThat(index.maps()).isEqualTo(18);
  }

  @Test
  void hostileUploadsAreRefusedWithAReason() throws Exception {
    byte[] random = new byte[5_000];
    new Random(3).nextBytes(random);
    problem(upload("", "random.osu", random), 422);
    problem(upload("", "random.osz", random), 422);
    problem(upload("", "empty.osu", new byte[0]), 422);
    problem(upload("", "big.osu", new byte[400_000]), 413);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bomb)) {
      out.putNextEntry(new ZipEntry("bomb.osu"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    problem(upload("", "bomb.osz", bomb.toByteArray()), 422);
    problem(post("/api/v1/similar", "text/plain", new byte[10]), 400);
    problem(
        post(
            "/api/v1/similar",
            "multipart/form-data; boundary=x",
            "--y broken".getBytes(StandardCharsets.UTF_8)),
        400);
  }

  @Test
  void wrongRequestsAreProblems() throws Exception {
    problem(get("/api/v1/search?limit=0"), 400);
    problem(get("/api/v1/search?limit=999"), 400);
    problem(get("/api/v1/search?limit=ten"), 400);
    problem(get("/api/v1/search?q=" + "x".repeat(300)), 400);
    problem(get("/nowhere"), 404);
    HttpResponse<String> wrong =
        client.send(
            HttpRequest.newBuilder(uri("/api/v1/search")).DELETE().build(),
            HttpResponse.BodyHandlers.ofString());
    problem(wrong, 405);
    assertThat(wrong.headers().firstValue("Allow").orElse("")).contains("GET");
  }

  @Test
  void manyAtOnce() throws Exception {
    byte[] map = TestMaps.of(Style.STREAMS, 6).bytes();
    try (ExecutorService pool = Executors.newFixedThreadPool(12)) {
      List<Callable<Integer>> jobs = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        int n = i;
        jobs.add(() ->
            n % 2 == 0
                ? upload("", "m.osu", map).statusCode()
                : get("/api/v1/search?q=jumps&offset=" + n).statusCode());
      }
      for (Future<Integer> status : pool.invokeAll(jobs)) {
        assertThat(status.get()).isIn(200, 429);
      }
    }
  }

  @Test
  void theDocumentNamesEveryAddress() throws Exception {
    JsonNode document = json(get("/openapi.json"));
    assertThat(document.get("openapi").asText()).startsWith("3.1");
    List<String> paths = new ArrayList<>();
    document.get("paths").properties().forEach(e -> paths.add(e.getKey()));
    assertThat(paths)
        .containsExactlyInAnyOrder(
            "/api/v1/search",
            "/api/v1/beatmaps/{id}",
            "/api/v1/beatmaps/{id}/similar",
            "/api/v1/similar",
            "/api/v1/stats",
            "/health/live",
            "/health/ready",
            "/openapi.json");
    for (String path : paths) {
      for (String method : List.of("get", "post")) {
        boolean documented = document.get("paths").get(path).has(method);
        String real = path.replace("{id}", "101");
        int status =
            method.equals("get")
                ? get(real).statusCode()
                : post(real, "application/json", new byte[0]).statusCode();
        assertThat(status == 405).as(method + " " + path).isEqualTo(!documented);
      }
    }
    JsonNode hit = json(get("/api/v1/search?q=jumps&limit=1")).get("hits").get(0);
    JsonNode known = document.at("/components/schemas/Hit/properties");
    hit.properties().forEach(e -> assertThat(known.has(e.getKey())).as(e.getKey()).isTrue());
  }

  @Test
  void statsAreTrue() throws Exception {
    JsonNode stats = json(get("/api/v1/stats"));
    assertThat(stats.get("maps").asInt()).isEqualTo(18);
    assertThat(stats.get("maps_by_mode").get("mania").asInt()).isEqualTo(6);
    assertThat(get("/api/v1/stats").headers().firstValue("X-Content-Type-Options"))
        .hasValue("nosniff");
  }
}
