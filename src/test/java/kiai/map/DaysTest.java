package kiai.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DaysTest {
  @Test
  void timesThatCannotBeOsusAreNoDays() {
    assertThat(Days.day(Instant.parse("2015-02-03T04:05:06Z"))).isEqualTo("2015-02-03");
    assertThat(Days.day(null)).isNull();
    assertThat(Days.day(Instant.MIN)).isNull();
    assertThat(Days.day(Instant.MAX)).isNull();
    assertThat(Days.day(Instant.EPOCH)).isNull();
    assertThat(Days.dayOfTicks(Long.MAX_VALUE)).isNull();
    assertThat(Days.dayOfTicks(0)).isNull();
  }
}
