package kiai.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import kiai.index.opensearch.client.ClusterClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriterLockTest {
  private static final String NONE = "{\"found\":false}";
  private static final String WRITTEN = "{\"_seq_no\":7,\"_primary_term\":1}";
  private static final Instant NOW = Instant.parse("2026-11-27T20:00:00Z");

  private FakeCluster cluster;
  private ClusterClient client;
  private Instant now = NOW;
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
    client = FakeCluster.client(Map.of(), cluster.host());
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  private static String heldBy(String holder, Instant until) {
    return "{\"found\":true,\"_seq_no\":3,\"_primary_term\":1,\"_source\":{\"owner\":\"x\",\"holder\":\"%s\",\"until\":%d}}"
        .formatted(holder, until.toEpochMilli());
  }

  @Test
  void aFreeLockIsTakenAndGivenBack() throws IOException {
    cluster.answers(404, NONE).answers(201, WRITTEN);
    try (WriterLock lock = WriterLock.take(client, clock)) {
      lock.check();
      assertThat(cluster.requests().get(1).line()).contains("op_type=create");
    }
    assertThat(cluster.requests().getLast().line()).startsWith("DELETE").contains("if_seq_no=7");
  }

  @Test
  void aHeldLockIsNamed() {
    cluster.answers(200, heldBy("1@elsewhere", NOW.plusSeconds(60)));
    assertThatThrownBy(() -> WriterLock.take(client, clock))
        .hasMessageContaining("another kiai (1@elsewhere)")
        .hasMessageContaining("three minutes");
  }

  @Test
  void oneThatHasRunOutIsTaken() throws IOException {
    cluster.answers(200, heldBy("1@elsewhere", NOW.minusSeconds(1))).answers(200, WRITTEN);
    try (WriterLock lock = WriterLock.take(client, clock)) {
      lock.check();
      assertThat(cluster.requests().get(1).line()).contains("if_seq_no=3");
    }
  }

  @Test
  void oneOfAProcessThatHasEndedHereIsTaken() throws Exception {
    Process ended =
        new ProcessBuilder(
                java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    ended.waitFor();
    String machine = ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[1];
    cluster
        .answers(200, heldBy(ended.pid() + "@" + machine, NOW.plusSeconds(60)))
        .answers(200, WRITTEN);
    try (WriterLock lock = WriterLock.take(client, clock)) {
      lock.check();
    }
  }

  @Test
  void aHolderThatWasAsleepMayNotWrite() throws IOException {
    cluster.answers(404, NONE).answers(201, WRITTEN);
    try (WriterLock lock = WriterLock.take(client, clock)) {
      now = NOW.plus(Duration.ofMinutes(4));
      assertThatThrownBy(lock::check).hasMessageContaining("another one may be writing");
    }
  }
}
