package kiai.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * A server's first questions to itself. The first answer of a Java program takes a hundred times as
 * long as a later one: classes are loaded, methods compiled, files of the index read. Nobody who
 * waits for an answer should pay for that.
 */
public final class WarmUp {
  private static final Duration LONGEST = Duration.ofSeconds(3);
  private static final Duration FAST = Duration.ofMillis(150); // a whole round
  private static final int ROUNDS = 8;
  private static final int TIMEOUT_MS = 3_000;
  private static final List<String> QUESTIONS =
      List.of(
          "/api/v1/search?q=5+star+jump+maps",
          "/api/v1/search?q=stars%3E4+bpm%3E150+sort%3Dstars",
          "/api/v1/search?q=camelia+streams",
          "/api/v1/suggest?q=a",
          "/api/v1/stats",
          "/");

  private final String address;
  private final long until = System.nanoTime() + LONGEST.toNanos();

  private WarmUp(String host, int port) {
    this.address = "http://%s:%d".formatted(host, port);
  }

  /**
   * Asks until answers come fast, some seconds at most. What goes wrong is left to the first one
   * who asks in earnest.
   *
   * @param host where the server listens
   */
  public static void of(String host, int port) {
    try {
      InetAddress listening = InetAddress.getByName(host);
      String reached = listening.isAnyLocalAddress() ? "127.0.0.1" : host;
      new WarmUp(reached.contains(":") ? "[" + reached + "]" : reached, port).run();
    } catch (IOException e) {
      // A server that cannot reach itself by this address is as slow as one that did not try.
    }
  }

  private void run() throws IOException {
    String map = null;
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      for (String question : QUESTIONS) {
        boolean search = question.startsWith("/api/v1/search");
        byte[] answer = ask(search ? question + limit(round) : question);
        if (map == null && search) {
          map = first(answer);
        }
      }
      if (map != null) {
        ask("/api/v1/beatmaps/" + map + "/similar?explain=true" + limit(round));
        ask("/api/v1/beatmaps/" + map);
      }
      if (System.nanoTime() - began < FAST.toNanos()) {
        return;
      }
    }
  }

  /** Other answers each time, not those of a cache. */
  private static String limit(int round) {
    return "&limit=" + (10 + round);
  }

  private byte[] ask(String path) throws IOException {
    if (System.nanoTime() > until) {
      throw new IOException("enough");
    }
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(address + path).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    connection.setRequestProperty("Accept-Encoding", "gzip");
    try (InputStream in =
        connection.getResponseCode() < HttpURLConnection.HTTP_BAD_REQUEST
            ? connection.getInputStream()
            : InputStream.nullInputStream()) {
      return in.readAllBytes();
    }
  }

  private static String first(byte[] answer) throws IOException {
    if (answer.length > 1 && answer[0] == 0x1f) {
      try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer))) {
        return first(plain.readAllBytes());
      }
    }
    JsonNode hits = new ObjectMapper().readTree(answer).path("hits");
    return hits.isEmpty() ? null : hits.get(0).path("md5").asText(null);
  }
}
