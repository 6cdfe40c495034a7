package kiai.index.opensearch.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, against a server on loopback that demands one of its clients. */
@Tag("server")
class ClusterTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    certificate("server", "ip:127.0.0.1");
    certificate("client", "ip:127.0.0.1");
    trust("trusted-by-client", "server");
    trust("trusted-by-server", "client");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = context();
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"ok\":1}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void keytool(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
  }

  private String file(String name) {
    return folder.resolve(name + ".p12").toString();
  }

  private void certificate(String name, String address) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + address,
        "-keystore",
        file(name));
    keytool(
        "-exportcert",
        "-alias",
        name,
        "-file",
        folder.resolve(name + ".cer").toString(),
        "-keystore",
        file(name));
  }

  private void trust(String name, String whom) throws Exception {
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        whom,
        "-file",
        folder.resolve(whom + ".cer").toString(),
        "-keystore",
        file(name));
  }

  private KeyStore store(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file(name)))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private SSLContext context() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store("server"), PASSWORD.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(store("trusted-by-server"));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private ClusterClient client(Map<String, String> stores) throws IOException {
    Map<String, String> environment = new HashMap<>(stores);
    environment.put("KIAI_OPENSEARCH_STORE_PASSWORD", PASSWORD);
    return new ClusterClient(
        ClusterAddress.of(
            "opensearchs://127.0.0.1:%d/maps".formatted(server.getAddress().getPort())),
        ClusterLogin.of(environment),
        ClusterClient.Patience.DEFAULT);
  }

  @Test
  void certificatesOpenBothSides() throws IOException {
    Map<String, String> stores =
        Map.of(
            "KIAI_OPENSEARCH_KEYSTORE", file("client"),
            "KIAI_OPENSEARCH_TRUSTSTORE", file("trusted-by-client"));
    try (ClusterClient client = client(stores)) {
      assertThat(client.get("somewhere", null).path("ok").asInt()).isEqualTo(1);
    }
  }

  @Test
  void anUnknownServerIsRefusedAtOnce() throws IOException {
    try (ClusterClient client = client(Map.of("KIAI_OPENSEARCH_KEYSTORE", file("client")))) {
      assertThatThrownBy(() -> client.get("somewhere", null))
          .hasMessageContaining("no safe connection")
          .hasMessageContaining("KIAI_OPENSEARCH_TRUSTSTORE");
    }
  }

  @Test
  void aClientWithoutCertificateIsRefused() throws IOException {
    try (ClusterClient client =
        client(Map.of("KIAI_OPENSEARCH_TRUSTSTORE", file("trusted-by-client")))) {
      assertThatThrownBy(() -> client.get("somewhere", null)).isInstanceOf(ClusterException.class);
    }
  }
}
