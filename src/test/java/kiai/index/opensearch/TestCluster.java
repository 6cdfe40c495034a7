package kiai.index.opensearch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kiai.index.opensearch.client.ClusterAddress;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterLogin;

/**
 * A real cluster on loopback, in processes of its own: {@code src/cluster} is its program, which
 * {@code mvn -f src/cluster package} builds.
 */
public final class TestCluster implements AutoCloseable {
  private static final Path LIBRARIES = Path.of("src/cluster/target/lib");
  private static final Duration START = Duration.ofMinutes(4);

  /** One process. */
  public record Member(Process process, int port) {
    /** Ends it as a power failure would. */
    public void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private final Path folder;
  private final List<Member> members = new ArrayList<>();

  private TestCluster(Path folder) {
    this.folder = folder;
  }

  /**
   * Two nodes; skips the test where the program is not built. Not in one process, which {@code
   * ClusterNode} could do: the k-NN plugin keeps the settings of its node in a static field, so
   * that two nodes of a process disagree for a moment about an index that is new.
   */
  public static TestCluster ofTwo(Path folder) throws IOException {
    return ofProcesses(folder, 2);
  }

  /** Nodes in processes of their own, each of which may be the manager. */
  public static TestCluster ofProcesses(Path folder, int count) throws IOException {
    assumeBuilt();
    TestCluster cluster = new TestCluster(folder);
    int http = freePorts(2 * count);
    List<String> seeds = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      seeds.add("127.0.0.1:" + (http + count + i));
    }
    for (int i = 0; i < count; i++) {
      cluster.start(
          http + i,
          folder.resolve("node" + i).toString(),
          String.valueOf(http + i),
          "node" + (i + 1),
          String.valueOf(http + count + i),
          String.join(",", seeds));
    }
    cluster.members.forEach(TestCluster::await);
    return cluster;
  }

  private static void assumeBuilt() {
    assumeTrue(
        Files.isDirectory(LIBRARIES),
        "no cluster to test against: build it with mvn -f src/cluster package");
  }

  /** The first of several free ports in a row. */
  private static int freePorts(int count) throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int first;
      try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        first = any.getLocalPort();
      }
      if (first + count < 65_536 && allFree(first, count)) {
        return first;
      }
    }
    throw new IOException("no free ports in a row");
  }

  private static boolean allFree(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        one.setReuseAddress(true);
      } catch (IOException e) {
        return false;
      }
    }
    return true;
  }

  private void start(int port, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx" + System.getProperty("kiai.cluster.heap", "1500m"),
            "-cp",
            LIBRARIES.toAbsolutePath() + "/*",
            "kiai.cluster.ClusterNode"));
    command.addAll(List.of(arguments));
    Files.createDirectories(folder);
    Process process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("node-" + port + ".log").toFile())
            .start();
    members.add(new Member(process, port));
  }

  private static void await(Member member) {
    CompletableFuture<String> ready =
        CompletableFuture.supplyAsync(() -> {
          try {
            BufferedReader out =
                new BufferedReader(
                    new InputStreamReader(
                        member.process().getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            while (line != null && !line.startsWith("ready")) {
              line = out.readLine();
            }
            return line;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    try {
      if (ready.get(START.toSeconds(), TimeUnit.SECONDS) == null) {
        throw new IllegalStateException("a node of the cluster ended; see its log");
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a node of the cluster did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its processes. */
  public List<Member> members() {
    return members;
  }

  /** Address of an index in it; all nodes are named. */
  public String address(String name) {
    StringBuilder hosts = new StringBuilder();
    for (Member member : members) {
      hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1:").append(member.port());
    }
    return "opensearch://" + hosts + "/" + name;
  }

  /** A client for an index in it. */
  public ClusterClient client(String name) throws IOException {
    return new ClusterClient(
        ClusterAddress.of(address(name)),
        ClusterLogin.of(Map.of()),
        ClusterClient.Patience.DEFAULT);
  }

  @Override
  public void close() {
    for (Member member : members) {
      member.process().destroy();
    }
    for (Member member : members) {
      try {
        if (!member.process().waitFor(20, TimeUnit.SECONDS)) {
          member.process().destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
