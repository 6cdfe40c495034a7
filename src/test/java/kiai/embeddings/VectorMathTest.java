package kiai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dot products against sums of double precision, at lengths that fill no whole vector register. */
class VectorMathTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 15, 16, 17, 63, 64, 65, 511, 512, 513})
  void equalsTheSumInDoublePrecision(int length) {
    Random random = new Random(length);
    float[] a = new float[length];
    float[] b = new float[length];
    double sum = 0;
    double size = 0;
    for (int i = 0; i < length; i++) {
      a[i] = random.nextFloat() - 0.5f;
      b[i] = random.nextFloat() - 0.5f;
      sum += (double) a[i] * b[i];
      size += Math.abs((double) a[i] * b[i]);
    }
    assertThat((double) VectorMath.dot(a, b)).isCloseTo(sum, within(1e-6 * size));
  }

  @Test
  void lengthsMustAgree() {
    assertThatThrownBy(() -> VectorMath.dot(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3");
  }
}
