package kiai.index.opensearch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterAddressTest {
  @Test
  void namesHostsIndexAndParts() {
    ClusterAddress one = ClusterAddress.of("opensearch://search.example/maps");
    assertThat(one.hosts()).containsExactly(URI.create("http://search.example:9200/"));
    assertThat(one.name()).isEqualTo("maps");
    assertThat(one.toString()).isEqualTo("opensearch://search.example:9200/maps");

    ClusterAddress several =
        ClusterAddress.of("opensearchs://a:1,[::1]:2,c/maps-2.b_c?shards=4&replicas=0");
    assertThat(several.hosts())
        .containsExactly(
            URI.create("https://a:1/"),
            URI.create("https://[::1]:2/"),
            URI.create("https://c:9200/"));
    assertThat(several.shards()).isEqualTo(4);
    assertThat(several.replicas()).isZero();
    assertThat(ClusterAddress.of(several.toString()).hosts()).isEqualTo(several.hosts());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opensearch://",
        "opensearch://host",
        "opensearch://host/",
        "opensearch:///maps",
        "opensearch://host/Maps",
        "opensearch://host/_maps",
        "opensearch://host/a/b",
        "opensearch://host:0/maps",
        "opensearch://host:99999/maps",
        "opensearch://a,,b/maps",
        "opensearch://host/maps?shards=0",
        "opensearch://host/maps?shard=2",
        "opensearch://host/maps?shards=2x",
        "opensearch://ho st/maps"
      })
  void saysWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> ClusterAddress.of(text)).isInstanceOf(IllegalArgumentException.class);
    assertThat(ClusterAddress.isOne(text)).isTrue();
  }

  @Test
  void passwordsInAddressesAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> ClusterAddress.of("opensearch://me:secret@host/maps"))
        .hasMessageContaining("KIAI_OPENSEARCH_USER")
        .hasMessageNotContaining("secret");
  }

  @Test
  void foldersAreNoAddresses() {
    assertThat(ClusterAddress.isOne("index")).isFalse();
    assertThat(ClusterAddress.isOne("folders/opensearch")).isFalse();
    assertThat(ClusterAddress.isOne("C:\\index")).isFalse();
  }

  @Test
  void onlyLoopbackIsPrivateWithoutTls() {
    assertThat(ClusterAddress.of("opensearch://127.0.0.1/maps").isOpenToOthers()).isFalse();
    assertThat(ClusterAddress.of("opensearch://[::1]/maps").isOpenToOthers()).isFalse();
    assertThat(ClusterAddress.of("opensearch://192.0.2.1/maps").isOpenToOthers()).isTrue();
    assertThat(ClusterAddress.of("opensearch://127.0.0.1,192.0.2.1/maps").isOpenToOthers())
        .isTrue();
    assertThat(ClusterAddress.of("opensearchs://192.0.2.1/maps").isOpenToOthers()).isFalse();
  }
}
