package kiai.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of bytes and of time, by every way that bytes leave a stream. */
@Tag("hostile")
class BoundedInputTest {
  private static InputStream bytes(int count) {
    return new ByteArrayInputStream(new byte[count]);
  }

  @Test
  void exactlyTheLimitIsRead() throws IOException {
    assertThat(BoundedInput.readAll(bytes(10), 10, "it")).hasSize(10);
  }

  @Test
  void oneMoreIsRefusedByName() {
    assertThatThrownBy(() -> BoundedInput.readAll(bytes(1_001), 1_000, "a.osu"))
        .isInstanceOf(BoundedInput.LimitException.class)
        .hasMessage("a.osu has more than the 1,000 bytes allowed");
  }

  @Test
  void singleBytesAndSkippedOnesCount() throws IOException {
    try (BoundedInput in = new BoundedInput(bytes(10), 3, "it")) {
      in.read();
      in.skip(2);
      assertThatThrownBy(in::read).isInstanceOf(BoundedInput.LimitException.class);
    }
  }

  @Test
  void aStreamThatNeverEndsIsLeft() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 1;
          }
        };
    assertThatThrownBy(() -> BoundedInput.readAll(endless, 1 << 16, "it"))
        .isInstanceOf(BoundedInput.LimitException.class);
  }

  @Test
  void timeIsLimitedToo() throws IOException {
    try (BoundedInput in = new BoundedInput(bytes(10), 10, Duration.ZERO, "it")) {
      assertThatThrownBy(in::read)
          .isInstanceOf(BoundedInput.LimitException.class)
          .hasMessage("it takes too long to read");
    }
  }
}
