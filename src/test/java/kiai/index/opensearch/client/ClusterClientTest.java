package kiai.index.opensearch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.index.opensearch.FakeCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterClientTest {
  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new FakeCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ClusterClient client() throws IOException {
    return FakeCluster.client(Map.of(), cluster.host());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 502, 503, 504})
  void whatMayPassIsTriedAgain(int status) throws IOException {
    cluster.answers(status, "{}").answers(status, "").answers(200, "{\"ok\":1}");
    try (ClusterClient client = client()) {
      assertThat(client.get("somewhere", null).path("ok").asInt()).isEqualTo(1);
    }
    assertThat(cluster.requests()).hasSize(3);
  }

  @Test
  void triesAreBounded() throws IOException {
    cluster.answers(503, "{\"error\":{\"reason\":\"no manager\"}}");
    try (ClusterClient client = client()) {
      assertThatThrownBy(() -> client.get("somewhere?x=1", null))
          .isInstanceOf(ClusterException.class)
          .hasMessageContaining("somewhere with 503: no manager");
    }
    assertThat(cluster.requests()).hasSize(4);
  }

  @Test
  void whatIsWrongIsNotTriedAgain() throws IOException {
    cluster.answers(
        400,
        "{\"error\":{\"root_cause\":[{\"reason\":\"root\"}],\"reason\":\"all shards failed\"}}");
    try (ClusterClient client = client()) {
      assertThatThrownBy(() -> client.post("somewhere", null)).hasMessageContaining("400: root");
    }
    assertThat(cluster.requests()).hasSize(1);
  }

  @Test
  void anotherNodeIsAskedWhereOneIsGone() throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    cluster.answers(200, "{}");
    try (ClusterClient client =
        FakeCluster.client(Map.of(), "127.0.0.1:" + nobody, cluster.host())) {
      client.get("first", null);
      client.get("second", null);
    }
    assertThat(cluster.requests()).hasSize(2);
  }

  @Test
  void aNodeThatHangsCostsOneWait() throws IOException {
    try (FakeCluster hangs = new FakeCluster().answersAfter(Duration.ofSeconds(5))) {
      cluster.answers(200, "{}");
      try (ClusterClient client = FakeCluster.client(Map.of(), hangs.host(), cluster.host())) {
        IntStream.range(0, 5)
            .forEach(i -> {
              try {
                client.get("question" + i, null);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
      }
      assertThat(hangs.requests()).hasSize(1);
      assertThat(cluster.requests()).hasSize(5);
    }
  }

  @Test
  void silenceOfAllNodesIsOneMessage() throws IOException {
    cluster.answersAfter(Duration.ofSeconds(5));
    try (ClusterClient client = client()) {
      assertThatThrownBy(() -> client.get("somewhere", null))
          .hasMessageContaining("does not answer: no answer within");
    }
  }

  @Test
  void whatIsNotThereIsEmpty() throws IOException {
    cluster.answers(404, "{\"error\":\"no such index\"}");
    try (ClusterClient client = client()) {
      assertThat(client.find("nothing")).isEmpty();
      client.delete("nothing", null);
      assertThatThrownBy(() -> client.get("nothing", null)).hasMessageContaining("no such index");
    }
  }

  @Test
  void aServerOfSomethingElseIsToldFromACluster() throws IOException {
    cluster.answers(200, "<html>hello</html>");
    try (ClusterClient client = client()) {
      assertThatThrownBy(() -> client.get("somewhere", null))
          .hasMessageContaining("is it an OpenSearch cluster?");
    }
  }

  @Test
  void loginsAreSentAndNeverSaid() throws IOException {
    cluster.answers(401, "{\"error\":\"secret is wrong\"}");
    Map<String, String> login =
        Map.of("KIAI_OPENSEARCH_USER", "me", "KIAI_OPENSEARCH_PASSWORD", "secret");
    try (ClusterClient client = FakeCluster.client(login, cluster.host())) {
      assertThatThrownBy(() -> client.get("somewhere", null))
          .hasMessageContaining("asks for a login")
          .hasMessageNotContaining("secret");
    }
    String sent = cluster.requests().getFirst().authorization();
    assertThat(new String(Base64.getDecoder().decode(sent.substring(6)), StandardCharsets.UTF_8))
        .isEqualTo("me:secret");
    assertThat(ClusterLogin.of(login).toString()).isEqualTo("a login");

    try (ClusterClient client =
        FakeCluster.client(Map.of("KIAI_OPENSEARCH_API_KEY", "abc"), cluster.host())) {
      assertThatThrownBy(() -> client.get("somewhere", null)).isInstanceOf(IOException.class);
    }
    assertThat(cluster.requests().getLast().authorization()).isEqualTo("ApiKey abc");
  }

  @Test
  void loginsAreWholeAndCrossNoNetworkInTheClear() {
    assertThatThrownBy(() -> ClusterLogin.of(Map.of("KIAI_OPENSEARCH_USER", "me")))
        .hasMessageContaining("KIAI_OPENSEARCH_PASSWORD");
    Map<String, String> both =
        Map.of(
            "KIAI_OPENSEARCH_USER", "me",
            "KIAI_OPENSEARCH_PASSWORD", "x",
            "KIAI_OPENSEARCH_API_KEY", "k");
    assertThatThrownBy(() -> ClusterLogin.of(both)).hasMessageContaining("one of them");
    assertThatThrownBy(
            () -> FakeCluster.client(Map.of("KIAI_OPENSEARCH_API_KEY", "abc"), "192.0.2.1:9200"))
        .hasMessageContaining("opensearchs://");
  }

  @Test
  void aKeyStoreThatCannotBeReadIsNamed() {
    for (String store : List.of("KIAI_OPENSEARCH_KEYSTORE", "KIAI_OPENSEARCH_TRUSTSTORE")) {
      String file = Path.of("pom.xml").toString();
      assertThatThrownBy(() -> ClusterLogin.of(Map.of(store, file)))
          .hasMessageContaining("pom.xml is no PKCS #12 file");
    }
  }
}
