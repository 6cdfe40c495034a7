package kiai.website;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kiai.map.MetadataSource;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.sources.tables.MetadataTable;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server on loopback that speaks the shapes of osu!'s API v2, and misbehaves as servers do. */
class WebsiteFactsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "0123456789-very-secret";
  private static final OsuApi.Pauses SHORT =
      new OsuApi.Pauses(Duration.ZERO, Duration.ofMillis(10), Duration.ofSeconds(2));
  private static final Pattern ID = Pattern.compile("ids(?:\\[\\]|%5B%5D)=(\\d+)");

  @TempDir private Path folder;
  private HttpServer server;
  private final List<String> asked = new ArrayList<>();
  private final Deque<String> misbehaviour = new ArrayDeque<>();
  private String validToken = "token 1";
  private int logins;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/oauth/token", this::login);
    server.createContext("/api/v2/beatmaps", this::beatmaps);
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void login(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    logins++;
    if (body.path("client_secret").asText().equals(SECRET)
        && body.path("grant_type").asText().equals("client_credentials")
        && body.path("scope").asText().equals("public")) {
      answer(exchange, 200, "{\"access_token\":\"%s\",\"expires_in\":86400}".formatted(validToken));
    } else {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    }
  }

  private void beatmaps(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getRawQuery();
    asked.add(query);
    String how = misbehaviour.isEmpty() ? "well" : misbehaviour.pop();
    if (!("Bearer " + validToken).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"authentication\":\"basic\"}");
      return;
    }
    switch (how) {
      case "429" -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        answer(exchange, 429, "{}");
      }
      case "500", "503" -> answer(exchange, Integer.parseInt(how), "<html>sorry</html>");
      case "cut" -> {
        exchange.sendResponseHeaders(200, 5_000);
        exchange.getResponseBody().write("{\"beatmaps\":[".getBytes(StandardCharsets.UTF_8));
        exchange.close();
      }
      case "stalled" -> {
        exchange.sendResponseHeaders(200, 5_000);
        exchange.getResponseBody().write(123);
        exchange.getResponseBody().flush(); // and never anything more
      }
      case "no json" -> answer(exchange, 200, "<html>maintenance</html>");
      case "changed" -> answer(exchange, 200, "{\"maps\":[]}");
      case "bare" -> answer(exchange, 200, "{\"beatmaps\":[{\"id\":1},{\"no\":2},7]}");
      case "404" -> answer(exchange, 404, "{\"error\":null}");
      default -> answer(exchange, 200, maps(query));
    }
  }

  /** Odd ids are known. */
  private static String maps(String query) {
    Matcher m = ID.matcher(query);
    List<String> maps = new ArrayList<>();
    while (m.find()) {
      int id = Integer.parseInt(m.group(1));
      if (id % 2 == 1) {
        maps.add(
            """
            {"beatmapset_id":%1$d,"difficulty_rating":6.54,"id":%1$d,"mode":"osu","status":"loved",
             "user_id":77,"checksum":"%2$s","playcount":123456,"max_combo":999,
             "last_updated":"2020-05-06T07:08:09Z","top_tag_ids":[{"tag_id":%3$d,"count":12}],
             "beatmapset":{"favourite_count":321,"submitted_date":"2015-02-03T00:00:00Z",
               "ranked_date":"2016-03-04T00:00:00Z","genre":{"id":3,"name":"Anime"},
               "language":{"id":3,"name":"Japanese"}}}\
            """
                .formatted(id, "%032x".formatted(id), UserTags.idOf("aim/jump", 0)));
      }
    }
    return "{\"beatmaps\":[" + String.join(",", maps) + "]}";
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private OsuApi api(String secret) {
    URI website = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    return new OsuApi(website, new OsuApi.Client("4711", secret), SHORT);
  }

  private Path table() {
    return folder.resolve(WebsiteFacts.FILE);
  }

  private WebsiteFacts.Fetched fetch(Set<Integer> ids, boolean again) throws Exception {
    return new WebsiteFacts(table(), UserTags.vocabulary())
        .fetch(ids, api(SECRET), again, (_, _) -> {});
  }

  private static Set<Integer> ids(int to) {
    return IntStream.rangeClosed(1, to).boxed().collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void whatTheWebsiteKnowsBecomesATableThatIndexingReads() throws Exception {
    assertThat(fetch(ids(120), false)).isEqualTo(new WebsiteFacts.Fetched(0, 60, 60));
    assertThat(asked)
        .hasSize(3)
        .allSatisfy(query -> {
          long count = ID.matcher(query).results().count();
          assertThat(count).isLessThanOrEqualTo(OsuApi.MOST_IDS);
        });
    MetadataSource facts = MetadataTable.read(table(), UserTags.vocabulary());
    SourcedMetadata one = facts.of("%032x".formatted(3), null, null).orElseThrow();
    assertThat(one.get(SourcedField.STATUS)).isEqualTo("loved");
    assertThat(one.get(SourcedField.STARS)).isEqualTo(6.54);
    assertThat(one.get(SourcedField.SUBMITTED)).isEqualTo("2015-02-03");
    assertThat(one.get(SourcedField.YEAR)).isEqualTo(2015);
    assertThat(one.get(SourcedField.RANKED)).isEqualTo("2016-03-04");
    assertThat(one.get(SourcedField.UPDATED)).isEqualTo("2020-05-06");
    assertThat(one.get(SourcedField.PLAYS)).isEqualTo(123_456L);
    assertThat(one.get(SourcedField.FAVOURITES)).isEqualTo(321);
    assertThat(one.get(SourcedField.GENRE)).isEqualTo("anime");
    assertThat(one.get(SourcedField.LANGUAGE)).isEqualTo("japanese");
    assertThat(one.get(SourcedField.MAPPER_ID)).isEqualTo(77);
    assertThat(one.get(SourcedField.TAGS)).containsExactly("aim/jump");
    assertThat(facts.of("x", 2, null).map(SourcedMetadata::values).orElse(java.util.Map.of()))
        .isEmpty();
  }

  @Test
  void aFetchGoesOnWhereItWasAndAsksNothingTwice() throws Exception {
    misbehaviour.addAll(List.of("well", "404"));
    assertThatThrownBy(() -> fetch(ids(120), false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("404");
    assertThat(new WebsiteFacts(table(), UserTags.vocabulary()).known()).hasSize(50);
    Files.writeString(
        table(), "{\"beatmap_id\":51,\"md5", java.nio.file.StandardOpenOption.APPEND); // cut off
    asked.clear();
    assertThat(fetch(ids(120), false)).isEqualTo(new WebsiteFacts.Fetched(50, 35, 35));
    assertThat(asked).hasSize(2);
    asked.clear();
    assertThat(fetch(ids(120), false)).isEqualTo(new WebsiteFacts.Fetched(120, 0, 0));
    assertThat(asked).isEmpty();
    misbehaviour.add("404");
    assertThatThrownBy(() -> fetch(ids(120), true)).isInstanceOf(IOException.class);
    assertThat(new WebsiteFacts(table(), UserTags.vocabulary()).known()).hasSize(120); // kept
    assertThat(fetch(ids(3), true)).isEqualTo(new WebsiteFacts.Fetched(0, 2, 1));
    assertThat(new WebsiteFacts(table(), UserTags.vocabulary()).known()).hasSize(3);
  }

  @Test
  void passingFailuresAreWaitedFor() throws Exception {
    misbehaviour.addAll(List.of("500", "503", "cut", "no json", "stalled"));
    assertThat(fetch(ids(3), false).found()).isEqualTo(2);
    misbehaviour.add("429");
    long started = System.nanoTime();
    assertThat(fetch(ids(5), true).found()).isEqualTo(3);
    assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    misbehaviour.addAll(List.of("500", "500", "500", "500", "500", "500"));
    assertThatThrownBy(() -> fetch(ids(7), false)).hasMessageContaining("it answered 500, 6 times");
  }

  @Test
  void aTokenThatEndedIsMadeNew() throws Exception {
    OsuApi api = api(SECRET);
    assertThat(api.beatmaps(List.of(1, 2))).hasSize(1);
    validToken = "token 2";
    assertThat(api.beatmaps(List.of(1, 2))).hasSize(1);
    assertThat(logins).isEqualTo(2);
  }

  @Test
  void aWrongSecretIsSaidAndNeverShown() {
    String wrong = "wrong-secret-value";
    assertThatThrownBy(() -> api(wrong).beatmaps(List.of(1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not take the client id and secret")
        .hasMessageNotContaining(wrong);
    assertThat(new OsuApi.Client("4711", wrong).toString()).doesNotContain(wrong);
  }

  @Test
  void anotherSchemaIsSaidOrReadAsFarAsItGoes() throws Exception {
    misbehaviour.add("changed");
    assertThatThrownBy(() -> fetch(ids(3), false)).hasMessageContaining("its API has changed");
    misbehaviour.add("bare");
    assertThat(fetch(Set.of(1, 2), true)).isEqualTo(new WebsiteFacts.Fetched(0, 1, 1));
    assertThat(MetadataTable.read(table(), UserTags.vocabulary()).size()).isPositive();
  }

  @Test
  void nobodyAsksMoreOftenThanThePause() throws Exception {
    URI website = URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    OsuApi slow =
        new OsuApi(
            website,
            new OsuApi.Client("1", SECRET),
            new OsuApi.Pauses(
                Duration.ofMillis(200), Duration.ofMillis(10), Duration.ofSeconds(2)));
    long started = System.nanoTime();
    slow.beatmaps(List.of(1)); // with the login these are two requests
    slow.beatmaps(List.of(1));
    assertThat(System.nanoTime() - started)
        .isGreaterThanOrEqualTo(Duration.ofMillis(400).toNanos());
  }
}
