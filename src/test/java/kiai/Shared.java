package kiai;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Real maps and fixtures that are not part of the repository. Tests that need them skip, with a
 * message, where the folder {@code ../shared} (or the one that {@code -Dkiai.shared} names) is not
 * there.
 */
public final class Shared {
  private static final Path ROOT = Path.of(System.getProperty("kiai.shared", "../shared"));
  private static final ObjectMapper JSON = new ObjectMapper();

  private Shared() {}

  /** The folder of golden fixtures; skips the test when there is none. */
  public static Path golden() {
    return require("golden");
  }

  /** The folder of real maps; skips the test when there is none. */
  public static Path beatmaps() {
    return require("beatmaps");
  }

  private static Path require(String name) {
    Path folder = ROOT.resolve(name);
    assumeTrue(Files.isDirectory(folder), () -> folder + " is not here; this test needs it");
    return folder;
  }

  /** The bytes of a real map by the SHA-1 of its file. */
  public static byte[] beatmap(String sha1) throws IOException {
    Path file = beatmaps().resolve("files/" + sha1.substring(0, 2) + "/" + sha1 + ".osu");
    return Files.readAllBytes(
        Files.exists(file) ? file : beatmaps().resolve("odd/" + sha1 + ".osu"));
  }

  /** All real maps in a stable order. */
  public static List<Path> allBeatmaps() throws IOException {
    try (Stream<Path> files = Files.walk(beatmaps().resolve("files"))) {
      return files.filter(f -> f.toString().endsWith(".osu")).sorted().toList();
    }
  }

  /** Calls back for each line of a compressed JSON lines fixture. */
  public static void lines(Path file, Consumer<JsonNode> consumer) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        consumer.accept(JSON.readTree(line));
        line = reader.readLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
