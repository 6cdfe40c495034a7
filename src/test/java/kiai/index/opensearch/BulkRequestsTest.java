package kiai.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkRequestsTest {
  private static final byte[] DOCUMENT = "{}".getBytes(StandardCharsets.UTF_8);
  private static final String TAKEN = "{\"index\":{\"_id\":\"a\",\"status\":201}}";
  private static final String BUSY =
      "{\"index\":{\"_id\":\"b\",\"status\":429,\"error\":{\"reason\":\"queue is full\"}}}";
  private static final String WRONG =
      "{\"index\":{\"_id\":\"b\",\"status\":400,\"error\":{\"reason\":\"wrong dimension\"}}}";

  private FakeCluster cluster;
  private ClusterClient client;
  private BulkRequests documents;

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
    client = FakeCluster.client(Map.of(), cluster.host());
    documents = new BulkRequests(client, "maps", () -> {});
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  private static String answer(String... items) {
    return "{\"errors\":true,\"items\":[" + String.join(",", items) + "]}";
  }

  @Test
  void onlyWhatWasRefusedIsSentAgain() throws IOException {
    cluster.answers(200, answer(TAKEN, BUSY)).answers(200, "{\"errors\":false}");
    documents.index("a", DOCUMENT);
    documents.index("b", DOCUMENT);
    assertThat(cluster.requests()).isEmpty();
    documents.send();
    assertThat(cluster.requests()).hasSize(2);
    assertThat(cluster.requests().get(1).body())
        .contains("\"_id\":\"b\"")
        .doesNotContain("\"_id\":\"a\"");
    assertThat(documents.hasChanges()).isTrue();
    documents.committed();
    assertThat(documents.hasChanges()).isFalse();
  }

  @Test
  void whatStaysRefusedIsOneMessage() throws IOException {
    cluster.answers(200, answer(BUSY));
    documents.index("b", DOCUMENT);
    assertThatThrownBy(() -> documents.send())
        .isInstanceOf(ClusterException.class)
        .hasMessageContaining("does not take b (429): queue is full");
    assertThat(cluster.requests()).hasSize(4);
    // Nothing may follow: a commit would show an index without that map.
    assertThatThrownBy(() -> documents.send()).hasMessageContaining("does not take b");
  }

  @Test
  void whatIsWrongIsNotSentAgain() throws IOException {
    cluster.answers(200, answer(WRONG));
    documents.index("b", DOCUMENT);
    assertThatThrownBy(() -> documents.send()).hasMessageContaining("wrong dimension");
    assertThat(cluster.requests()).hasSize(1);
  }

  @Test
  void takingOutWhatIsNotThereIsFine() throws IOException {
    cluster.answers(200, answer("{\"delete\":{\"_id\":\"x\",\"status\":404}}"));
    documents.delete("x");
    documents.send();
    assertThat(cluster.requests()).hasSize(1);
  }

  @Test
  void requestsThatFailAsAWholeAreSentAgain() throws IOException {
    cluster
        .answers(500, "{}")
        .answers(429, "{}")
        .answersAfter(Duration.ofSeconds(2)) // longer than it waits
        .answers(200, "{\"errors\":false}");
    documents.index("a", DOCUMENT);
    documents.send();
    assertThat(cluster.requests()).hasSize(4);
  }

  @Test
  void nothingIsSentWithoutPermission() throws IOException {
    BulkRequests forbidden =
        new BulkRequests(
            client,
            "maps",
            () -> {
              throw new IOException("another one is writing");
            });
    forbidden.index("a", DOCUMENT);
    assertThatThrownBy(forbidden::send).hasMessage("another one is writing");
    assertThat(cluster.requests()).isEmpty();
  }

  @Test
  void requestsAreBounded() throws IOException {
    cluster.answers(200, "{\"errors\":false}");
    byte[] large = new byte[3 << 20];
    for (int i = 0; i < 4; i++) {
      documents.index("m" + i, large);
    }
    assertThat(cluster.requests()).hasSize(1);
    documents.send();
    assertThat(cluster.requests()).hasSize(2);
  }
}
