package kiai.search.similar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kiai.embeddings.ModelFolder.Label;
import org.junit.jupiter.api.Test;

class LabelPullTest {
  private static final List<Label> NAMES =
      List.of(
          new Label("tags", "aim/jump"),
          new Label("slot", "NM1"),
          new Label("skill", "stream"),
          new Label("main_skill", "JUMP"));

  @Test
  void staysWithinBoundsAndIsUndone() {
    LabelPull pull = new LabelPull(0.4, NAMES);
    for (double likeness = 0; likeness <= 1; likeness += 0.1) {
      for (double cosine = -1; cosine <= 1; cosine += 0.25) {
        double pulled = pull.pulled(likeness, cosine);
        assertThat(pulled).isBetween(-0.4, 1.0);
        assertThat(pull.unpulled(pulled, cosine)).isCloseTo(likeness, within(1e-9));
        assertThat(pulled - likeness).isCloseTo(0.4 * (1 - likeness) * cosine, within(1e-9));
      }
    }
    LabelPull whole = new LabelPull(1, NAMES);
    assertThat(whole.unpulled(whole.pulled(0.3, 1), 1)).isEqualTo(1); // nothing else is left of it
  }

  @Test
  void mapsThatAreNearlyTheSameStayFirst() {
    LabelPull pull = new LabelPull(0.4, NAMES);
    assertThat(pull.pulled(0.95, 0)).isGreaterThan(pull.pulled(0.85, 0.6));
    assertThat(pull.pulled(0.65, 0)).isLessThan(pull.pulled(0.6, 0.6));
  }

  @Test
  void namesWhatBothWouldBeCalled() {
    LabelPull pull = new LabelPull(0.4, NAMES);
    assertThat(
            pull.shared(new float[] {0.5f, 0.8f, 0.6f, 0.4f}, new float[] {0.5f, 0.8f, 0.6f, 0.4f}))
        .containsExactly("stream", "aim/jump");
    assertThat(pull.shared(new float[] {-0.5f, 0, 0.6f, 0}, new float[] {-0.5f, 0, -0.6f, 0}))
        .isEmpty();
    assertThat(pull.shared(new float[] {1, 0, 0, 0}, new float[0])).isEmpty();
  }
}
