package kiai.index.opensearch.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an index is in a cluster: {@code opensearch://host:9200/name}, or {@code opensearchs://…}
 * over TLS. Several hosts stand with commas: each is tried when the ones before do not answer. How
 * a new index is cut may follow: {@code ?shards=4&replicas=1}.
 *
 * @param hosts addresses of nodes, at least one
 * @param name of the index: an alias of the cluster
 * @param shards parts of a new generation, from 1
 * @param replicas copies of each part, from 0
 */
public record ClusterAddress(List<URI> hosts, String name, int shards, int replicas) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(opensearchs?)://([^/\\s@]+)/([a-z0-9][a-z0-9_.-]*)(\\?.*)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+])(?::(\\d{1,5}))?");
  private static final int LONGEST_NAME =
      100; // OpenSearch allows 255 bytes; generations add theirs
  private static final int DEFAULT_PORT = 9200;
  private static final int LAST_PORT = 65_535;
  private static final Pattern PARTS =
      Pattern.compile("(?:[?&]shards=(?<shards>\\d{1,4})|[?&]replicas=(?<replicas>\\d{1,2}))");
  private static final int DEFAULT_SHARDS = 2;
  private static final int DEFAULT_REPLICAS = 1;

  /** Copies the hosts. */
  public ClusterAddress {
    hosts = List.copyOf(hosts);
  }

  /** Whether a text is meant as an address of a cluster and not as a folder. */
  public static boolean isOne(String text) {
    return text.toLowerCase(Locale.ROOT).matches("opensearchs?:.*");
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static ClusterAddress of(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches() || address.group(3).length() > LONGEST_NAME) {
      throw wrong(text);
    }
    String name = address.group(3);
    if (!name.equals(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("names of indexes are in lower case: " + name);
    }
    if (name.contains(".generation-") || name.endsWith(".writer")) {
      throw new IllegalArgumentException(
          "%s is how kiai names parts of other indexes".formatted(name));
    }
    String scheme = address.group(1).equalsIgnoreCase("opensearchs") ? "https" : "http";
    List<URI> hosts = new ArrayList<>();
    for (String each : address.group(2).split(",", -1)) {
      Matcher host = HOST.matcher(each);
      int port = DEFAULT_PORT;
      if (!host.matches()) {
        throw wrong(text);
      }
      if (host.group(2) != null) {
        port = Integer.parseInt(host.group(2));
      }
      if (port < 1 || port > LAST_PORT) {
        throw wrong(text);
      }
      hosts.add(URI.create("%s://%s:%d/".formatted(scheme, host.group(1), port)));
    }
    int shards = DEFAULT_SHARDS;
    int replicas = DEFAULT_REPLICAS;
    String options = address.group(4) == null ? "" : address.group(4);
    Matcher option = PARTS.matcher(options);
    int end = 0;
    while (option.find() && option.start() == end) {
      end = option.end();
      shards = option.group("shards") == null ? shards : Integer.parseInt(option.group("shards"));
      replicas =
          option.group("replicas") == null ? replicas : Integer.parseInt(option.group("replicas"));
    }
    if (end != options.length() || shards < 1) {
      throw wrong(text);
    }
    return new ClusterAddress(hosts, name, shards, replicas);
  }

  private static IllegalArgumentException wrong(String text) {
    // A name and password before the host would end in lists of processes: they are not repeated.
    return new IllegalArgumentException(
        text.contains("@")
            ? "a user stands in the environment (KIAI_OPENSEARCH_USER, KIAI_OPENSEARCH_PASSWORD),"
                + " not in the address of the cluster"
            : "not an address such as opensearch://host:9200/name, with a name in lower case: "
                + text);
  }

  /** Whether others could read what is sent. */
  boolean isOpenToOthers() {
    return hosts.stream().anyMatch(host -> host.getScheme().equals("http") && !isLoopback(host));
  }

  private static boolean isLoopback(URI host) {
    try {
      return InetAddress.getByName(host.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (URI host : hosts) {
      text.append(text.isEmpty() ? "" : ",").append(host.getAuthority());
    }
    String scheme = hosts.getFirst().getScheme().equals("https") ? "opensearchs" : "opensearch";
    return scheme + "://" + text + "/" + name;
  }
}
