package kiai.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each measure beside float64 values of tools/tests/set_distances.py. */
class SetDistancesTest {
  static Stream<JsonNode> cases() throws IOException {
    try (InputStream stream = SetDistancesTest.class.getResourceAsStream("reference.json")) {
      return StreamSupport.stream(
          new ObjectMapper().readTree(stream).get("cases").spliterator(), false);
    }
  }

  private static float[][] rows(JsonNode node) {
    float[][] rows = new float[node.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[node.get(i).size()];
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = node.get(i).get(j).floatValue();
      }
    }
    return rows;
  }

  private static Sample sample(float[][] rows) {
    int[] maps = new int[rows.length];
    Arrays.setAll(maps, i -> i);
    return new Sample(rows, maps, keys(rows.length));
  }

  private static List<Object> keys(int maps) {
    return Stream.generate(Object::new).limit(maps).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void measuresAreThoseOfTheReference(JsonNode expected) {
    float[][] a = rows(expected.get("a"));
    float[][] b = rows(expected.get("b"));
    assertThat(FrechetDistance.between(a, b))
        .isCloseTo(expected.get("frechet").asDouble(), within(1e-6));
    KernelDistance kernel = KernelDistance.between(sample(a), sample(b), 200, new Random(1));
    assertThat(kernel.value()).isCloseTo(expected.get("kernel").asDouble(), within(1e-5));
    assertThat(kernel.low()).isLessThan(kernel.value());
    assertThat(kernel.high()).isGreaterThan(kernel.value());
    assertThat(new Manifold(a).shareInside(b))
        .isCloseTo(expected.get("precision").asDouble(), within(1e-9));
    assertThat(new Manifold(b).shareInside(a))
        .isCloseTo(expected.get("recall").asDouble(), within(1e-9));
    assertThat(SelfSimilarity.error(a, b))
        .isCloseTo(expected.get("self_similarity").asDouble(), within(1e-5));
  }

  @Test
  void aSetBesideItselfIsNotDifferent() throws IOException {
    float[][] a = rows(cases().findFirst().orElseThrow().get("a"));
    assertThat(FrechetDistance.between(a, a)).isCloseTo(0, within(1e-6));
    assertThat(new Manifold(a).shareInside(a)).isEqualTo(1);
    assertThat(SelfSimilarity.error(a, a)).isZero();
  }

  @Test
  void pairsOfWindowsOfOneMapDoNotCount() {
    // Two maps of three equal windows each: within a map all is alike, between them nothing is.
    float[][] rows = {{1, 0}, {1, 0}, {1, 0}, {0, 1}, {0, 1}, {0, 1}};
    int[] maps = {0, 0, 0, 1, 1, 1};
    Sample windows = new Sample(rows, maps, keys(2));
    KernelDistance kernel =
        KernelDistance.between(windows, new Sample(rows, maps, keys(2)), 0, new Random(1));
    // Within: pairs of the two maps, (0 + 1)³. Across: half of the pairs (1 + 1)³, half 1.
    assertThat(kernel.value()).isCloseTo(1 + 1 - 2 * (8 + 1) / 2.0, within(1e-9));
    // The same files in both sets: no pair of a map with itself counts, and nothing is left.
    assertThat(KernelDistance.between(windows, windows, 0, new Random(1)).value())
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void samplesKeepTheirMapsAndNoRowTwice() {
    float[][] rows = new float[100][];
    int[] maps = new int[100];
    for (int i = 0; i < 100; i++) {
      rows[i] = new float[] {i};
      maps[i] = i / 3;
    }
    Sample some = new Sample(rows, maps, keys(34)).atMost(10, new Random(3));
    assertThat(some.size()).isEqualTo(10);
    assertThat(Arrays.stream(some.vectors()).map(row -> row[0]).distinct()).hasSize(10);
    for (int i = 0; i < 10; i++) {
      assertThat(some.maps()[i]).isEqualTo((int) some.vectors()[i][0] / 3);
    }
  }
}
