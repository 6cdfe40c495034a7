package kiai.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A file that never delivers holds nobody for ever. */
@Tag("hostile")
class TimedReadingTest {
  @Test
  void whatArrivesInTimeIsPassedOn() throws IOException {
    assertThat(TimedReading.of("a", () -> 7)).isEqualTo(7);
  }

  @Test
  void whatNeverArrivesIsLeft() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(() ->
            TimedReading.of(
                "/dev/never",
                Duration.ofMillis(80),
                () -> {
                  never.await();
                  return 1;
                }))
        .isInstanceOf(BoundedInput.TooSlowException.class)
        .hasMessageContaining("delivered nothing");
  }

  @Test
  void failuresAreThoseOfTheRead() {
    assertThatThrownBy(() ->
            TimedReading.of(
                "a",
                () -> {
                  throw new IOException("gone");
                }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
    assertThatThrownBy(() ->
            TimedReading.of(
                "a",
                () -> {
                  throw new IllegalStateException("ours");
                }))
        .isInstanceOf(IllegalStateException.class);
  }
}
