package kiai.website;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * osu!'s API v2, as far as maps go. Asks at most once in each pause, and again after passing
 * failures: when it is told to wait, on faults of the server, and when an answer is cut off. Not
 * thread-safe.
 */
public final class OsuApi {
  /** Where the website is. */
  public static final URI WEBSITE = URI.create("https://osu.ppy.sh/");

  /** Most maps of one request, by the API's documentation. */
  public static final int MOST_IDS = 50;

  /** Most scores of one request, by the API's documentation. */
  public static final int MOST_SCORES = 100;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_BYTES = 16L << 20;
  private static final int TRIES = 6;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final long LONGEST_WAIT_SECONDS = 300;

  /**
   * An OAuth client of the user, made on the website (settings, OAuth, new OAuth application). It
   * is never written anywhere.
   */
  public record Client(String id, String secret) {
    @Override
    public String toString() {
      return "client " + id; // never the secret
    }
  }

  /**
   * How long to wait.
   *
   * @param betweenRequests the website asks for at most 60 requests a minute
   * @param afterFailure before the second try; twice as long before each further one
   * @param longestAnswer from the request to the end of the answer
   */
  public record Pauses(Duration betweenRequests, Duration afterFailure, Duration longestAnswer) {
    /** What the website asks for. */
    public static final Pauses DEFAULT =
        new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(60));
  }

  private final URI website;
  private final Client client;
  private final Pauses pauses;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(20))
          .build();
  private String token;
  private long last;

  /**
   * An API.
   *
   * @param website address that paths are below
   */
  public OsuApi(URI website, Client client, Pauses pauses) {
    this.website = website;
    this.client = client;
    this.pauses = pauses;
  }

  /**
   * What the website knows of maps. Maps that it does not know, or that were deleted, are missing.
   *
   * @param ids at most {@link #MOST_IDS}
   * @throws IOException saying what the website answered
   */
  public List<JsonNode> beatmaps(List<Integer> ids) throws IOException, InterruptedException {
    String query = ids.stream().map(id -> "ids%5B%5D=" + id).collect(Collectors.joining("&"));
    JsonNode answer = get("api/v2/beatmaps?" + query);
    JsonNode maps = answer.path("beatmaps");
    if (!maps.isArray()) {
      throw new IOException("the website's answer has no list of beatmaps; its API has changed");
    }
    return maps.valueStream().filter(map -> map.path("id").isInt()).toList();
  }

  /**
   * A map in a player's best scores.
   *
   * @param mods acronyms of the score's mods, such as {@code HD}
   */
  public record Score(int beatmapId, List<String> mods) {}

  /**
   * A player's best scores by performance points, best first. Scores with another speed than a
   * mod's usual one, or with settings of their own, are left out.
   *
   * @param name as on the website; case does not count there
   * @param mode ruleset by its API name, null for the one that the player plays most
   * @return at most {@link #MOST_SCORES}
   * @throws IOException saying what the website answered, or that it knows no such player
   */
  public List<Score> bestScores(String name, String mode) throws IOException, InterruptedException {
    String at = URLEncoder.encode("@" + name, StandardCharsets.UTF_8).replace("+", "%20");
    Response user = ask("api/v2/users/" + at + (mode == null ? "" : "/" + mode));
    if (user.status == NOT_FOUND) {
      throw new IOException("the website knows no player " + name);
    }
    JsonNode id = checked(user).path("id");
    String ruleset = mode == null ? user.body.path("playmode").asText("osu") : mode;
    if (!id.isIntegralNumber() || !id.canConvertToLong()) {
      throw new IOException("the website's answer has no player; its API has changed");
    }
    JsonNode scores =
        checked(
            ask(
                "api/v2/users/%d/scores/best?mode=%s&limit=%d"
                    .formatted(
                        id.asLong(),
                        URLEncoder.encode(ruleset, StandardCharsets.UTF_8),
                        MOST_SCORES)));
    if (!scores.isArray()) {
      throw new IOException("the website's answer has no list of scores; its API has changed");
    }
    List<Score> best = new ArrayList<>();
    for (JsonNode score : scores) {
      JsonNode beatmap = score.path("beatmap").path("id");
      beatmap = beatmap.isInt() ? beatmap : score.path("beatmap_id");
      if (beatmap.isInt() && best.size() < MOST_SCORES && !isAdjusted(score.path("mods"))) {
        // Newer versions of the API say objects with settings, older ones say acronyms.
        List<String> mods =
            score
                .path("mods")
                .valueStream()
                .map(mod -> mod.isObject() ? mod.path("acronym").asText() : mod.asText())
                .toList();
        best.add(new Score(beatmap.asInt(), mods));
      }
    }
    return List.copyOf(best);
  }

  /**
   * Whether mods were given settings of their own, such as another speed: nothing is known of that.
   */
  private static boolean isAdjusted(JsonNode mods) {
    return mods.valueStream()
        .anyMatch(mod ->
            mod.path("acronym").asText().equals("DA") || mod.path("settings").has("speed_change"));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return checked(ask(path));
  }

  private static JsonNode checked(Response response) throws IOException {
    if (response.status != 200) {
      throw new IOException("the website answered " + response.status);
    }
    return response.body;
  }

  private Response ask(String path) throws IOException, InterruptedException {
    if (token == null) {
      token = login();
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(website.resolve(path)).GET();
    Response response = send(request.header("Authorization", "Bearer " + token));
    if (response.status == UNAUTHORIZED) { // the token lasts a day
      token = login();
      response = send(request.setHeader("Authorization", "Bearer " + token));
    }
    return response;
  }

  private String login() throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            Map.of(
                "client_id",
                client.id(),
                "client_secret",
                client.secret(),
                "grant_type",
                "client_credentials",
                "scope",
                "public"));
    Response response =
        send(
            HttpRequest.newBuilder(website.resolve("oauth/token"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    String given = response.body == null ? "" : response.body.path("access_token").asText("");
    if (response.status != 200 || !given.matches("[ -~]+")) {
      throw new IOException(
          "the website does not take the client id and secret (it answered %d); make one under"
                  .formatted(response.status)
              + " settings, OAuth, new OAuth application");
    }
    return given;
  }

  /**
   * An answer.
   *
   * @param body null when it is no JSON
   * @param retryAfter seconds that the website asks to wait, 0 for none
   */
  private record Response(int status, JsonNode body, long retryAfter) {
    boolean isPassing() {
      return status == TOO_MANY || status >= 500 || (status == 200 && body == null);
    }
  }

  private Response send(HttpRequest.Builder request) throws IOException, InterruptedException {
    request.setHeader("Accept", "application/json");
    long wait = pauses.afterFailure().toMillis();
    String why = "";
    for (int i = 0; i < TRIES; i++) {
      pace();
      try {
        Response response = once(request.build());
        if (!response.isPassing()) {
          return response;
        }
        why = response.status == 200 ? "its answer is no JSON" : "it answered " + response.status;
        wait = Math.max(wait, TimeUnit.SECONDS.toMillis(response.retryAfter));
      } catch (IOException e) {
        why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      }
      if (i < TRIES - 1) {
        Thread.sleep(wait);
        wait = Math.min(2 * wait, TimeUnit.SECONDS.toMillis(LONGEST_WAIT_SECONDS));
      }
    }
    throw new IOException("the website cannot be asked: %s, %d times".formatted(why, TRIES));
  }

  private void pace() throws InterruptedException {
    long left = pauses.betweenRequests().toNanos() - (System.nanoTime() - last);
    if (last != 0 && left > 0) {
      Thread.sleep(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    }
    last = System.nanoTime();
  }

  private Response once(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = whole(request);
    JsonNode body;
    try {
      body = JSON.readTree(response.body());
    } catch (JacksonException e) {
      body = null;
    }
    long after =
        response
            .headers()
            .firstValue("Retry-After")
            .filter(value -> value.matches("[0-9]{1,6}"))
            .map(Long::valueOf)
            .orElse(0L);
    return new Response(response.statusCode(), body, Math.min(after, LONGEST_WAIT_SECONDS));
  }

  /** An answer with its whole body in time: the client's own limit ends at the headers. */
  private HttpResponse<byte[]> whole(HttpRequest request) throws IOException, InterruptedException {
    var asked =
        http.sendAsync(
            request,
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
    try {
      return asked.get(pauses.longestAnswer().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it did not answer in time", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      asked.cancel(true); // no effect on one that is done
    }
  }
}
