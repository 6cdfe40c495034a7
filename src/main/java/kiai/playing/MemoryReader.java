package kiai.playing;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.input.BoundedInput;

/**
 * Asks the programs that read the game's memory for the map that is played: tosu and
 * StreamCompanion, which serve it over HTTP on the player's machine. Threads may share it.
 */
public final class MemoryReader {
  /**
   * Where these programs listen when nothing was set up: tosu, what is like it, StreamCompanion.
   */
  public static final List<URI> USUAL =
      List.of(
          URI.create("http://127.0.0.1:24050/json/v2"),
          URI.create("http://127.0.0.1:24050/json"),
          URI.create("http://127.0.0.1:20727/json"));

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final int MOST_BYTES = 8 << 20;
  private static final int OK = 200;

  private final List<URI> addresses;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LONGEST).build();

  /**
   * A reader.
   *
   * @param addresses that are asked one after the other until one knows a map
   */
  public MemoryReader(List<URI> addresses) {
    this.addresses = List.copyOf(addresses);
  }

  /**
   * A reader of one address, or of the usual ones.
   *
   * @param address empty for the usual ones
   * @throws IllegalArgumentException when it is no address of HTTP, with the reason
   */
  public static MemoryReader of(String address) {
    if (address.isEmpty()) {
      return new MemoryReader(USUAL);
    }
    URI uri = URI.create(address);
    if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
      throw new IllegalArgumentException("write it as http://127.0.0.1:24050/json/v2");
    }
    return new MemoryReader(List.of(uri));
  }

  /**
   * The map of now.
   *
   * @return empty when a reader answers, and no map is selected
   * @throws IOException when none answers, saying which were asked
   */
  public Optional<NowPlaying> read() throws IOException {
    boolean answered = false;
    List<String> failures = new ArrayList<>();
    for (URI address : addresses) {
      try {
        Optional<NowPlaying> playing = ask(address);
        answered = true;
        if (playing.isPresent()) {
          return playing;
        }
      } catch (IOException e) {
        failures.add("%s: %s".formatted(address, reason(e)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    if (answered) {
      return Optional.empty();
    }
    throw new IOException(
        "no program that reads the game's memory answers (start tosu or StreamCompanion): "
            + String.join("; ", failures));
  }

  private Optional<NowPlaying> ask(URI address) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(LONGEST).build();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK) {
        throw new IOException("it answered " + response.statusCode());
      }
      return NowPlaying.of(JSON.readTree(BoundedInput.readAll(body, MOST_BYTES, "the answer")));
    } catch (JacksonException e) {
      throw new IOException("its answer is no JSON", e);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "nobody listens there" : e.getMessage();
  }
}
