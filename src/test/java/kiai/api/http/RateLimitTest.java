package kiai.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final AtomicLong clock = new AtomicLong();
  private final RateLimit limit = new RateLimit(60, List.of("10.0.0.1", "::1"), clock::get);

  @Test
  void aBucketEmptiesAndFillsSteadily() {
    for (int i = 0; i < 60; i++) {
      assertThat(limit.wait("a")).isZero();
    }
    assertThat(limit.wait("a")).isBetween(0.99, 1.0);
    assertThat(limit.wait("b")).isZero();
    clock.addAndGet(1_000_000_000L);
    assertThat(limit.wait("a")).isZero();
    assertThat(limit.wait("a")).isPositive();
    clock.addAndGet(3_600_000_000_000L);
    for (int i = 0; i < 60; i++) {
      assertThat(limit.wait("a")).isZero(); // never more than a minute's
    }
    assertThat(limit.wait("a")).isPositive();
  }

  @Test
  void onlyProxiesThatAreTrustedSayWhoAsks() {
    String stranger = limit.visitor("192.0.2.1", null);
    assertThat(limit.visitor("192.0.2.1", "203.0.113.9")).isEqualTo(stranger);
    assertThat(limit.visitor("10.0.0.1", "203.0.113.9, 192.0.2.1")).isEqualTo(stranger);
    assertThat(limit.visitor("[::1]", "203.0.113.9, 192.0.2.1, 10.0.0.1")).isEqualTo(stranger);
    assertThat(limit.visitor("10.0.0.1", "someone, 10.0.0.1"))
        .isEqualTo(limit.visitor("10.0.0.1", null));
    assertThat(limit.visitor("10.0.0.1", "192.0.2.1, nonsense"))
        .isEqualTo(limit.visitor("10.0.0.1", null));
  }

  @Test
  void anIpv6NetworkIsOneVisitor() {
    assertThat(limit.visitor("2001:db8:1:2::1", null))
        .isEqualTo(limit.visitor("2001:db8:1:2:ffff::9", null))
        .isNotEqualTo(limit.visitor("2001:db8:1:3::1", null));
  }

  @Test
  void whatIsNoAddressIsRefusedAtOnce() {
    assertThatThrownBy(() -> new RateLimit(60, List.of("proxy.example.org")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("proxy.example.org\" is no address");
    assertThatThrownBy(() -> new RateLimit(60, List.of("10.0.0.0/33")))
        .hasMessageContaining("is no network");
  }

  @Test
  void proxiesMayBeWholeNetworks() {
    RateLimit behind = new RateLimit(60, List.of("10.4.0.0/14", "2001:db8::/32"), clock::get);
    String stranger = behind.visitor("192.0.2.1", null);
    assertThat(behind.visitor("10.7.255.1", "192.0.2.1")).isEqualTo(stranger);
    assertThat(behind.visitor("2001:db8:9::1", "192.0.2.1")).isEqualTo(stranger);
    assertThat(behind.visitor("10.8.0.1", "192.0.2.1")).isEqualTo(behind.visitor("10.8.0.1", null));
  }
}
