package kiai.index.opensearch.client;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * Requests to a cluster. A node that does not answer costs one bounded wait, then the next one is
 * asked; refusals that may pass (429, 502, 503, 504) are tried again with growing pauses, a bounded
 * number of times. Thread-safe.
 */
public final class ClusterClient implements AutoCloseable {
  private static final int LONGEST_TEXT = 200 << 20; // clusters take requests of 100 MB

  /** Reads and writes bodies. */
  public static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder() // rows of a table are one text of 33 bytes each
                      .maxStringLength(LONGEST_TEXT)
                      .build())
              .build());

  /** Status of what is not there. */
  public static final int NOT_FOUND = 404;

  /** Status of a change to what somebody else changed. */
  public static final int CONFLICT = 409;

  /** Status of a cluster that has too much to do. */
  public static final int TOO_MANY = 429;

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int FIRST_ERROR = 400;
  private static final int INTERNAL_ERROR = 500;
  private static final String BULK = "/_bulk";
  private static final Set<Integer> PASSING = Set.of(TOO_MANY, 502, 503, 504);
  private static final int LONGEST_REASON = 300; // characters of what a cluster says

  /**
   * How long to wait, and how often.
   *
   * @param connect for a connection to one node
   * @param answer from a request to the end of its answer
   * @param bulk the same for requests that write
   * @param tries of one request, all nodes together
   * @param firstPause before the second try; twice as long before each further one
   */
  public record Patience(
      Duration connect, Duration answer, Duration bulk, int tries, Duration firstPause) {
    /** For people who wait: a dead node is passed over within seconds. */
    public static final Patience DEFAULT =
        new Patience(
            Duration.ofSeconds(3),
            Duration.ofSeconds(20),
            Duration.ofSeconds(120),
            6,
            Duration.ofMillis(250));
  }

  private final ClusterAddress address;
  private final ClusterLogin login;
  private final Patience patience;
  private final HttpClient http;
  private final AtomicInteger preferred = new AtomicInteger(); // the node that answered last

  /**
   * A client; nothing is asked yet.
   *
   * @throws IOException when a login would cross the network in the clear
   */
  public ClusterClient(ClusterAddress address, ClusterLogin login, Patience patience)
      throws IOException {
    if (login.authorization().isPresent() && address.isOpenToOthers()) {
      throw new IOException(
          "a login is not sent without TLS to another machine; say opensearchs:// instead of"
              + " opensearch://");
    }
    this.address = address;
    this.login = login;
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience.connect());
    login.tls().ifPresent(builder::sslContext);
    this.http = builder.build();
  }

  /** Where the index is. */
  public ClusterAddress address() {
    return address;
  }

  /**
   * Asks for something that must be there.
   *
   * @param path below the cluster's address, without a slash before it
   * @param body null for none
   */
  public JsonNode get(String path, JsonNode body) throws IOException {
    return checked(path, send("GET", path, bytes(body), patience.answer()));
  }

  /** The same; empty when the cluster does not have it. */
  public Optional<JsonNode> find(String path) throws IOException {
    Answer answer = send("GET", path, null, patience.answer());
    if (answer.status == NOT_FOUND && answer.body.isObject()) {
      return Optional.empty();
    }
    return Optional.of(checked(path, answer));
  }

  /** Asks a question with a body. */
  public JsonNode post(String path, JsonNode body) throws IOException {
    return checked(path, send("POST", path, bytes(body), patience.answer()));
  }

  /** Changes something. */
  public JsonNode put(String path, JsonNode body) throws IOException {
    return checked(path, send("PUT", path, bytes(body), patience.bulk()));
  }

  /** Takes something away; fine when it is not there. */
  public void delete(String path, JsonNode body) throws IOException {
    Answer answer = send("DELETE", path, bytes(body), patience.bulk());
    if (answer.status != NOT_FOUND || !answer.body.isObject()) {
      checked(path, answer);
    }
  }

  /** Asks several questions at once, one line of JSON each with a header line before it. */
  public JsonNode askAll(byte[] lines) throws IOException {
    return checked("_msearch", send("POST", "_msearch", lines, patience.answer()));
  }

  /** A request that may take as long as writing does, with a body of lines of JSON or none. */
  public JsonNode write(String path, byte[] lines) throws IOException {
    return checked(path, send("POST", path, lines, patience.bulk()));
  }

  /** Waits before another try. */
  public void pause(int tries) throws IOException {
    sleep(patience.firstPause().multipliedBy(1L << Math.min(tries, 6)));
  }

  /** How often something is tried. */
  public int tries() {
    return patience.tries();
  }

  private static byte[] bytes(JsonNode body) throws IOException {
    return body == null ? null : JSON.writeValueAsBytes(body);
  }

  private record Answer(int status, JsonNode body) {}

  private Answer send(String method, String path, byte[] body, Duration patient)
      throws IOException {
    IOException failure = null;
    for (int tries = 0; tries < patience.tries(); tries++) {
      int node = preferred.get();
      URI host = address.hosts().get(node % address.hosts().size());
      try {
        Answer answer = sendOnce(host, method, path, body, patient);
        // What fails within a cluster while it writes may pass; documents have ids of their own.
        boolean failedWriting = answer.status == INTERNAL_ERROR && path.endsWith(BULK);
        if (!PASSING.contains(answer.status) && !failedWriting) {
          return answer;
        }
        failure = refused(path, answer);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (SSLException e) {
        throw new ClusterException(
            ClusterException.NO_ANSWER,
            ("no safe connection to %s (%s); KIAI_OPENSEARCH_TRUSTSTORE names further authorities,"
                    + " KIAI_OPENSEARCH_KEYSTORE a client certificate")
                .formatted(host.getAuthority(), reason(e)),
            e);
      } catch (IOException e) {
        failure =
            new ClusterException(
                ClusterException.NO_ANSWER,
                "the cluster at %s does not answer: %s".formatted(host.getAuthority(), reason(e)),
                e);
      }
      preferred.compareAndSet(node, (node + 1) % address.hosts().size());
      if (tries + 1 < patience.tries() && (tries + 1) % address.hosts().size() == 0) {
        pause(tries / address.hosts().size());
      }
    }
    throw failure;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private Answer sendOnce(URI host, String method, String path, byte[] body, Duration patient)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(host.resolve(path))
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (body != null) {
      boolean lines = path.endsWith(BULK) || path.equals("_msearch");
      request.header("Content-Type", lines ? "application/x-ndjson" : "application/json");
    }
    login.authorization().ifPresent(value -> request.header("Authorization", value));
    // The timeout of a request ends with its headers; this one holds for the whole answer.
    var answer = http.sendAsync(request.build(), BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> response = answer.get(patient.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), read(response.body()));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within %d s".formatted(patient.toSeconds()), e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static IOException interrupted(InterruptedException e) {
    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  /** An answer that is no JSON, as of a proxy, is kept as a text. */
  private static JsonNode read(byte[] body) throws IOException {
    boolean meant = body.length > 0 && (body[0] == '{' || body[0] == '[');
    try {
      JsonNode node = JSON.readTree(body);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JacksonException e) {
      if (meant) {
        throw new IOException("its answer cannot be read: " + e.getOriginalMessage(), e);
      }
      return JSON.getNodeFactory()
          .textNode(new String(body, java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private JsonNode checked(String path, Answer answer) throws IOException {
    boolean json = answer.body.isObject() || answer.body.isArray();
    boolean ofCluster = json || answer.status == UNAUTHORIZED || answer.status == FORBIDDEN;
    if (answer.status >= FIRST_ERROR && ofCluster) {
      throw refused(path, answer);
    }
    if (!json) {
      throw new ClusterException(
          answer.status,
          "%s answers no JSON; is it an OpenSearch cluster?".formatted(address),
          null);
    }
    return answer.body;
  }

  private ClusterException refused(String path, Answer answer) {
    String message =
        switch (answer.status) {
          case UNAUTHORIZED ->
              "the cluster at %s asks for a login: set KIAI_OPENSEARCH_USER and KIAI_OPENSEARCH_PASSWORD, or KIAI_OPENSEARCH_API_KEY"
                  .formatted(address);
          case FORBIDDEN ->
              "the cluster at %s does not let this user do it (%s)"
                  .formatted(address, reason(answer.body));
          default ->
              "the cluster at %s refused %s with %d: %s"
                  .formatted(
                      address, path.replaceFirst("\\?.*", ""), answer.status, reason(answer.body));
        };
    return new ClusterException(answer.status, message, null);
  }

  /** What a cluster says of an error, in one line. */
  public static String reason(JsonNode body) {
    JsonNode error = body.path("error").isMissingNode() ? body : body.path("error");
    String reason = "";
    for (JsonNode each = error;
        !each.isMissingNode() && !each.isNull();
        each = each.path("caused_by")) {
      reason = each.path("reason").isTextual() ? each.path("reason").asText() : reason;
    }
    JsonNode root = error.path("root_cause").path(0).path("reason");
    if (reason.isEmpty() || (reason.equals("all shards failed") && root.isTextual())) {
      reason = root.isTextual() ? root.asText() : error.isTextual() ? error.asText() : reason;
    }
    reason = reason.replaceAll("\\s+", " ").strip();
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
