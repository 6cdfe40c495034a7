package kiai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU that holds so many windows, played by a counter. */
class SmallerBatchesTest {
  private final List<Integer> onGpu = new ArrayList<>();
  private final List<Integer> onCpu = new ArrayList<>();

  private static float[][] rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> new float[] {i}).toArray(float[][]::new);
  }

  private float[][] embed(int windows, int held, String message) {
    return SmallerBatches.embed(
        0,
        windows,
        (from, to) -> {
          if (to - from > held) {
            throw new EncoderException(message);
          }
          onGpu.add(to - from);
          return rows(from, to);
        },
        (from, to) -> {
          onCpu.add(to - from);
          return rows(from, to);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 100})
  void rowsKeepTheirPlaces(int held) {
    float[][] rows = embed(37, held, "CUDA error: out of memory");
    assertThat(rows).isDeepEqualTo(rows(0, 37));
    assertThat(onGpu).allMatch(size -> size <= held);
    assertThat(onCpu).isEmpty();
  }

  @Test
  void aWindowTooLargeForTheGpuRunsOnTheCpu() {
    assertThat(embed(5, 0, "out of memory")).isDeepEqualTo(rows(0, 5));
    assertThat(onCpu).containsExactly(1, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the beatmap tower failed: Failed to allocate memory for requested buffer of size 4096",
        "BFC Arena ran out of memory trying to allocate 4096",
        "Available memory of 10 is smaller than requested bytes of 4096",
        "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED"
      })
  void messagesOfTheRuntimeAreKnown(String message) {
    assertThat(embed(4, 2, message)).hasDimensions(4, 1);
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    assertThatThrownBy(() -> embed(4, 2, "invalid input")).hasMessage("invalid input");
    assertThat(onGpu).isEmpty();
    assertThat(onCpu).isEmpty();
  }
}
