package kiai.index.opensearch.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who asks a cluster. From the environment alone, so that it stands in no list of processes; never
 * written to a log, an index or an answer.
 *
 * <ul>
 *   <li>{@code KIAI_OPENSEARCH_USER} and {@code KIAI_OPENSEARCH_PASSWORD}, or
 *   <li>{@code KIAI_OPENSEARCH_API_KEY}, and
 *   <li>{@code KIAI_OPENSEARCH_KEYSTORE}: a PKCS #12 file with a client certificate, and {@code
 *       KIAI_OPENSEARCH_TRUSTSTORE}: one with the authorities to trust besides; both opened by
 *       {@code KIAI_OPENSEARCH_STORE_PASSWORD}.
 * </ul>
 */
public final class ClusterLogin {
  private static final String PREFIX = "KIAI_OPENSEARCH_";

  private final String authorization;
  private final SSLContext tls;

  private ClusterLogin(String authorization, SSLContext tls) {
    this.authorization = authorization;
    this.tls = tls;
  }

  /**
   * Reads variables of the environment.
   *
   * @throws IOException naming the variable that is missing, or the file that cannot be read
   */
  public static ClusterLogin of(Map<String, String> environment) throws IOException {
    String user = environment.get(PREFIX + "USER");
    String password = environment.get(PREFIX + "PASSWORD");
    String key = environment.get(PREFIX + "API_KEY");
    if ((user == null) != (password == null)) {
      throw new IOException(
          "%sUSER and %sPASSWORD belong together; one is not set".formatted(PREFIX, PREFIX));
    }
    if (user != null && key != null) {
      throw new IOException(
          "both %sUSER and %sAPI_KEY are set; one of them".formatted(PREFIX, PREFIX));
    }
    String authorization = null;
    if (user != null) {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      authorization = "Basic " + Base64.getEncoder().encodeToString(both);
    } else if (key != null) {
      authorization = "ApiKey " + key;
    }
    String keys = environment.get(PREFIX + "KEYSTORE");
    String trusted = environment.get(PREFIX + "TRUSTSTORE");
    String opens = environment.getOrDefault(PREFIX + "STORE_PASSWORD", "");
    SSLContext tls =
        keys == null && trusted == null ? null : tls(keys, trusted, opens.toCharArray());
    return new ClusterLogin(authorization, tls);
  }

  private static SSLContext tls(String keys, String trusted, char[] password) throws IOException {
    try {
      KeyManagerFactory ours =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      TrustManagerFactory theirs =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      ours.init(keys == null ? null : store(keys, password), password);
      theirs.init(trusted == null ? null : store(trusted, password));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(ours.getKeyManagers(), theirs.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the client certificate cannot be used: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(String file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      store.load(in, password);
    } catch (IOException e) {
      throw new IOException(
          "%s is no PKCS #12 file that %sSTORE_PASSWORD opens".formatted(file, PREFIX), e);
    }
    return store;
  }

  /** Value of the header {@code Authorization}; empty for none. */
  Optional<String> authorization() {
    return Optional.ofNullable(authorization);
  }

  /** Keys and trusted authorities; empty for Java's own. */
  Optional<SSLContext> tls() {
    return Optional.ofNullable(tls);
  }

  @Override
  public String toString() {
    return authorization == null ? "no login" : "a login"; // never whose
  }
}
