package kiai.api;

import static kiai.api.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers ask of the server. */
@Tag("server")
class ApiServerTest {
  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = TestServer.reading(folder, new ApiLimits(10_000, 300_000, 200, 4, 5, 100, 200));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void theServerIsStillUp() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(json(get("/health/ready")).get("maps").asInt()).isEqualTo(18);
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return server.get(path);
  }

  private static HttpResponse<String> post(String path, String type, byte[] body) throws Exception {
    return server.post(path, type, body);
  }

  private static HttpResponse<String> upload(String query, String name, byte[] file)
      throws Exception {
    return server.upload(query, name, file);
  }

  private static void problem(HttpResponse<String> response, int status) throws IOException {
    server.problem(response, status);
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
    assertThat(TestIndex.sizes(server.index).maps()).isEqualTo(18);
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
    HttpResponse<String> wrong = server.send(server.request("/api/v1/search").DELETE());
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
  void statsAreTrue() throws Exception {
    JsonNode stats = json(get("/api/v1/stats"));
    assertThat(stats.get("maps").asInt()).isEqualTo(18);
    assertThat(stats.get("maps_by_mode").get("mania").asInt()).isEqualTo(6);
    assertThat(get("/api/v1/stats").headers().firstValue("X-Content-Type-Options"))
        .hasValue("nosniff");
  }

  @Test
  void severalExamplesForAndAgainst() throws Exception {
    JsonNode both =
        json(server.postJson("/api/v1/similar", "{\"positive\":[101,\"102\"],\"limit\":5}"));
    assertThat(both.get("hits").size()).isPositive();
    both.get("hits").forEach(h -> assertThat(h.get("beatmap_id").asInt()).isNotIn(101, 102));
    String against = "{\"positive\":[{\"id\":101,\"weight\":2}],\"negative\":[102]}";
    assertThat(json(server.postJson("/api/v1/similar", against)).get("hits").get(0).get("score"))
        .isNotEqualTo(both.get("hits").get(0).get("score"));
    problem(server.postJson("/api/v1/similar", "{\"positive\":[]}"), 400);
    problem(server.postJson("/api/v1/similar", "{\"negative\":[101]}"), 400);
    problem(server.postJson("/api/v1/similar", "{\"positive\":[999999]}"), 404);
    problem(server.postJson("/api/v1/similar", "{\"positive\":[\"../etc\"]}"), 400);
    problem(server.postJson("/api/v1/similar", "{\"positive\":[1,2,3,4,5,6]}"), 400);
    problem(server.postJson("/api/v1/similar", "{\"positive\":[{\"id\":101,\"weight\":-1}]}"), 400);
  }

  @Test
  void passagesComeWithTheirPlace() throws Exception {
    JsonNode map = json(get("/api/v1/beatmaps/101"));
    int start = map.get("windows").get(1).get("start_ms").asInt();
    JsonNode answer = json(get("/api/v1/beatmaps/101/similar?from_ms=%d".formatted(start)));
    JsonNode hit = answer.get("hits").get(0);
    assertThat(hit.at("/explain/passage/end_ms").asInt())
        .isGreaterThan(hit.at("/explain/passage/start_ms").asInt());
    assertThat(answer.at("/understood/passage_starts_ms/0").asInt()).isEqualTo(start);
    problem(get("/api/v1/beatmaps/101/similar?from_ms=5000&to_ms=4000"), 400);
    problem(get("/api/v1/beatmaps/101/similar?from_ms=90000000"), 400);
  }

  @Test
  void aspectsAndReasons() throws Exception {
    JsonNode rhythm = json(get("/api/v1/beatmaps/101/similar?by=rhythm&explain=true"));
    assertThat(rhythm.at("/understood/by").asText()).startsWith("rhythm");
    JsonNode style = json(get("/api/v1/beatmaps/101/similar?explain=true"));
    assertThat(style.at("/hits/0/explain/parts/windows").isNumber()).isTrue();
    assertThat(style.at("/hits/0/explain/windows/0/hit_start_ms").isNumber()).isTrue();
    assertThat(json(get("/api/v1/search?q=jumps&explain=true")).at("/hits/0/explain/parts/jumps"))
        .isNotEmpty();
    problem(get("/api/v1/beatmaps/101/similar?by=beauty"), 400);
    problem(get("/api/v1/beatmaps/101/similar?by=style:x"), 400);
    problem(get("/api/v1/beatmaps/101/similar?mods=hr"), 400);
  }

  @Test
  void suggestionsKnowKeysTagsAndNames() throws Exception {
    assertThat(kinds("sta")).contains("key");
    assertThat(kinds("stre")).contains("play");
    assertThat(kinds("mapper=ma")).contains("mapper");
    assertThat(json(get("/api/v1/suggest?q=")).get("suggestions")).isNotNull();
    problem(get("/api/v1/suggest?q=abc&at=9"), 400);
  }

  private static List<String> kinds(String text) throws Exception {
    List<String> kinds = new ArrayList<>();
    json(get("/api/v1/suggest?q=" + text.replace("=", "%3D")))
        .get("suggestions")
        .forEach(s -> kinds.add(s.get("kind").asText()));
    return kinds;
  }

  @Test
  void mapsCanBeDrawnAndCompared() throws Exception {
    JsonNode drawing = json(get("/api/v1/beatmaps/101/objects"));
    int all = drawing.get("objects").size();
    assertThat(all).isGreaterThan(20);
    assertThat(json(get("/api/v1/beatmaps/101/objects?seconds=5")).get("objects").size())
        .isBetween(1, all - 1);
    JsonNode timeline = json(get("/api/v1/beatmaps/101/timeline"));
    int windows = timeline.get("windows").size();
    assertThat(timeline.get("similarity")).hasSize(windows);
    assertThat(timeline.at("/similarity/0/0").asDouble()).isEqualTo(1);
    JsonNode both = json(get("/api/v1/beatmaps/101/compare/102"));
    assertThat(both.get("similarity")).hasSize(both.at("/a/windows").size());
    assertThat(both.get("score").asDouble()).isBetween(-1.0, 1.0);
    problem(get("/api/v1/beatmaps/101/compare/999999"), 404);
  }

  @Test
  void listsAreTakenAlong() throws Exception {
    HttpResponse<String> ids =
        server.postJson("/api/v1/export", "{\"ids\":[101,102],\"format\":\"txt\"}");
    assertThat(ids.body().lines()).containsExactly("101", "102");
    assertThat(ids.headers().firstValue("Content-Disposition").orElse("")).contains("kiai.txt");
    assertThat(server.postJson("/api/v1/export", "{\"ids\":[101]}").statusCode()).isEqualTo(200);
    problem(server.postJson("/api/v1/export", "{\"ids\":[]}"), 400);
    problem(server.postJson("/api/v1/export", "{\"ids\":[101],\"format\":\"exe\"}"), 400);
    problem(server.postJson("/api/v1/export", "{\"ids\":[999999]}"), 404);
  }

  @Test
  void theCloudHasEveryMap() throws Exception {
    JsonNode about = json(get("/api/v1/explorer"));
    assertThat(about.get("points").asInt()).isEqualTo(18);
    JsonNode mania = json(get("/api/v1/explorer/matches?q=mode%3Dmania"));
    assertThat(mania.get("matches").asInt()).isEqualTo(6);
    byte[] bits = java.util.Base64.getDecoder().decode(mania.get("bits").asText());
    for (int point = 0; point < 18; point++) {
      JsonNode map = json(get("/api/v1/explorer/points/" + point));
      assertThat((bits[point / 8] >> (point % 8) & 1) == 1)
          .isEqualTo(map.get("mode").asText().equals("mania"));
    }
    problem(get("/api/v1/explorer/points/18"), 404);
  }

  @Test
  void unchangedAnswersAreNotSentAgain() throws Exception {
    HttpResponse<String> first = get("/api/v1/beatmaps/101");
    String etag = first.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again =
        server.send(server.request("/api/v1/beatmaps/101").header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<String> zipped =
        server.send(server.request("/api/v1/search?q=mode=osu").header("Accept-Encoding", "gzip"));
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
  }

  @Test
  void metricsSayWhatHappened() throws Exception {
    get("/api/v1/search?q=streams");
    get("/api/v1/search?q=streams");
    upload("", "m.osu", TestMaps.of(Style.STREAMS, 6).bytes());
    String metrics = get("/metrics").body();
    for (String name :
        List.of(
            "kiai_http_requests_seconds_count{method=\"GET\",route=\"/api/v1/search\"",
            "kiai_index_maps 18",
            "kiai_index_windows",
            "kiai_index_bytes",
            "kiai_index_segments",
            "kiai_index_commit",
            "kiai_encoder_queue 0",
            "cache_gets_total{cache=\"answers\",result=\"hit\"",
            "kiai_windows_embedded_total")) {
      assertThat(metrics).contains(name);
    }
  }

  @Test
  void oddHeadersAndMethodsAreProblemsAndLeaveNoTrace() throws Exception {
    byte[] body = "{\"text\":\"a\"}".getBytes(StandardCharsets.UTF_8);
    problem(post("/api/v1/search", "application/json; charset=foo", body), 415);
    problem(server.postJson("/api/v1/search", "{\"filters\":[null]}"), 400);
    problem(server.postJson("/api/v1/search", "{\"metadata\":\"x\"}"), 400);
    problem(get("/api/v1/beatmaps/101/similar?from_ms=0&by=rhythm"), 400);
    for (int i = 0; i < 5; i++) {
      server.send(
          server
              .request("/x")
              .method("MADEUP" + i, java.net.http.HttpRequest.BodyPublishers.noBody()));
    }
    assertThat(get("/metrics").body()).doesNotContain("MADEUP");
  }

  @Test
  void aServerAsksItselfBeforeOthersDo() throws Exception {
    String route = "route=\"/api/v1/beatmaps/{id}/similar\",status=\"200\"";
    long before = answered(route);
    server.server().warmUp("127.0.0.1");
    assertThat(answered(route)).isGreaterThan(before);
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    server.server().warmUp("no such host.invalid"); // is no reason not to serve
  }

  private static long answered(String route) throws Exception {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("kiai_http_requests_seconds_count") && line.contains(route))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void cursorsBelongToTheirOptions() throws Exception {
    String cursor = json(get("/api/v1/search?q=mode%3Dosu&limit=2")).get("cursor").asText();
    problem(get("/api/v1/search?q=mode%3Dosu&limit=2&one_per_set=false&cursor=" + cursor), 400);
    problem(get("/api/v1/search?q=mode%3Dosu&limit=2&diversity=0.5&cursor=" + cursor), 400);
  }

  @Test
  void browsersGetAPageWhereThereIsNothing() throws Exception {
    HttpResponse<String> page =
        server.send(server.request("/nowhere").header("Accept", "text/html"));
    assertThat(page.statusCode()).isEqualTo(404);
    assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
  }

  @Test
  void theServerOnlyReads() throws Exception {
    HttpResponse<String> refused =
        server.send(
            server
                .request("/api/v1/admin/index")
                .header(TestServer.ADMIN, "1")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString("{\"roots\":[\"/\"]}")));
    problem(refused, 501);
    assertThat(json(get("/api/v1/admin/index")).get("open").asBoolean()).isFalse();
  }

  @Test
  void longAddressesAreRefusedAsProblems() throws Exception {
    problem(get("/api/v1/search?q=" + "x".repeat(40_000)), 414);
  }

  @Test
  void unknownParametersAreRefusedWithTheNearestKnownOne() throws Exception {
    assertThat(refused(get("/api/v1/search?q=x&limits=3")))
        .contains("limits")
        .contains("The nearest one is \\\"limit\\\"");
    assertThat(refused(get("/api/v1/beatmaps/101/similar?passage=10"))).contains("passage");
    problem(get("/api/v1/beatmaps/101/timeline?x"), 400);
    problem(get("/api/v1/search/?foo=1"), 400);
    assertThat(refused(server.postJson("/api/v1/search", "{\"txt\":\"x\"}")))
        .contains("The nearest one is \\\"text\\\"");
    assertThat(refused(server.postJson("/api/v1/similar", "{\"positve\":[101]}")))
        .contains("positive");
  }

  private String refused(HttpResponse<String> response) throws Exception {
    problem(response, 400);
    return response.body();
  }
}
