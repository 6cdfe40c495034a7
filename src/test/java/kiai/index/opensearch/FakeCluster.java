package kiai.index.opensearch;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import kiai.index.opensearch.client.ClusterAddress;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterLogin;

/**
 * A server on loopback that gives prepared answers, for failures that a real cluster seldom has.
 */
public final class FakeCluster implements AutoCloseable {
  /** What was asked. */
  public record Request(String line, String authorization, String body) {}

  private record Prepared(int status, String body, Duration delay) {}

  private final HttpServer server;
  private final Deque<Prepared> answers = new ArrayDeque<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  public FakeCluster() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          requests.add(
              new Request(
                  exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  body));
          Prepared answer = next();
          try {
            Thread.sleep(answer.delay());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  private synchronized Prepared next() {
    // The last one is given again and again.
    return answers.size() > 1 ? answers.pop() : answers.peek();
  }

  /** Prepares the next answer; the last one is repeated. */
  public synchronized FakeCluster answers(int status, String body) {
    answers.add(new Prepared(status, body, Duration.ZERO));
    return this;
  }

  /** Prepares an answer that comes late. */
  public synchronized FakeCluster answersAfter(Duration delay) {
    answers.add(new Prepared(200, "{}", delay));
    return this;
  }

  /** What was asked so far. */
  public List<Request> requests() {
    return requests;
  }

  /** Its host and port. */
  public String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** A client of some hosts that does not wait for long. */
  public static ClusterClient client(Map<String, String> login, String... hosts)
      throws IOException {
    return new ClusterClient(
        ClusterAddress.of("opensearch://" + String.join(",", hosts) + "/maps"),
        ClusterLogin.of(login),
        new ClusterClient.Patience(
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            4,
            Duration.ofMillis(1)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
