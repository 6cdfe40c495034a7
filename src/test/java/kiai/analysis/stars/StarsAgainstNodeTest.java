package kiai.analysis.stars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The module compiled to bytecode gives what Node.js' engine gives for it, to the last bit. */
@Tag("process")
class StarsAgainstNodeTest {
  private static final Path MAPS = Path.of("../shared/beatmaps/files");
  private static final int COUNT = 200;

  @Test
  void twoHundredRealMaps() throws Exception {
    assumeTrue(Files.isDirectory(MAPS), "needs real maps in " + MAPS);
    assertThat(compare(spread(MAPS, COUNT))).isGreaterThan(COUNT * 9 / 10);
  }

  @Test
  void oneOfEverySample() throws Exception {
    assertThat(compare(spread(Path.of("samples"), 12))).isEqualTo(12);
  }

  private static List<Path> spread(Path root, int count) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      List<Path> all = files.filter(p -> p.toString().endsWith(".osu")).sorted().toList();
      List<Path> chosen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        chosen.add(all.get((int) ((long) i * all.size() / count)).toAbsolutePath());
      }
      return chosen;
    }
  }

  /** Compares all; answers how many both rated. */
  private static int compare(List<Path> maps) throws IOException, InterruptedException {
    Process node =
        new ProcessBuilder("node", "src/test/node/stars.cjs")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (Writer in = node.outputWriter(StandardCharsets.UTF_8)) {
      for (Path map : maps) {
        in.write(map + "\n");
      }
    }
    int rated = 0;
    try (BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
        StarCalculator stars = new StarCalculator(1)) {
      for (Path map : maps) {
        JsonNode expected = new ObjectMapper().readTree(out.readLine());
        assertThat(expected.get("path").asText()).isEqualTo(map.toString());
        try {
          StarRating actual = stars.rate(Files.readAllBytes(map));
          assertThat(actual.stars()).as("%s", map).isEqualTo(expected.get("plain").asDouble());
          assertThat(actual.starsDoubleTime()).isEqualTo(expected.get("double_time").asDouble());
          assertThat(actual.starsHalfTime()).isEqualTo(expected.get("half_time").asDouble());
          assertThat(actual.starsHardRock()).isEqualTo(expected.get("hard_rock").asDouble());
          assertThat(actual.starsEasy()).isEqualTo(expected.get("easy").asDouble());
          rated++;
        } catch (StarRatingException e) {
          assertThat(expected.has("refused")).as("%s: %s", map, e.getMessage()).isTrue();
        }
      }
    }
    assertThat(node.waitFor()).isZero();
    return rated;
  }
}
