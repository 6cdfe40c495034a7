package kiai.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.codelibs.opensearch.runner.OpenSearchRunner;
import org.opensearch.common.settings.Settings;

/**
 * Starts nodes of OpenSearch on loopback, for tests and for trying. Ends when its input ends, so that
 * it does not outlive whoever started it.
 *
 * <pre>
 *   ClusterNode FOLDER HTTP_PORT NODES
 *   ClusterNode FOLDER HTTP_PORT NAME TRANSPORT_PORT SEEDS     one node of a cluster of several JVMs
 * </pre>
 *
 * The nodes of one JVM take the ports from HTTP_PORT on. SEEDS are the transport addresses of all
 * nodes, with commas; the nodes are named node1, node2 and so on, and each may be the manager.
 */
public final class ClusterNode {
  /** How fast a node that is gone is noticed: by default a search hangs for half a minute. */
  private static final Map<String, String> FAULT_DETECTION =
      Map.of(
          "cluster.fault_detection.follower_check.timeout", "2s",
          "cluster.fault_detection.follower_check.interval", "500ms",
          "cluster.fault_detection.follower_check.retry_count", "2",
          "cluster.fault_detection.leader_check.timeout", "2s",
          "cluster.fault_detection.leader_check.interval", "500ms",
          "cluster.fault_detection.leader_check.retry_count", "2");

  private ClusterNode() {}

  /** Runs until standard input ends. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int port = Integer.parseInt(args[1]);
    boolean alone = args.length == 3;
    OpenSearchRunner runner = new OpenSearchRunner();
    runner.setMaxHttpPort(port + 100);
    runner.onBuild((number, settings) -> {
      common(settings, folder);
      if (alone) {
        settings.put("http.port", port + number - 1);
      } else {
        inCluster(settings, args);
      }
    });
    runner.build(
        OpenSearchRunner.newConfigs()
            .basePath(folder.toString())
            .clusterName("kiai-test")
            .numOfNode(alone ? Integer.parseInt(args[2]) : 1)
            .baseHttpPort(port - 1)
            .pluginTypes("org.opensearch.knn.plugin.KNNPlugin")
            .disableESLogger());
    if (alone) {
      runner.ensureGreen();
    }
    System.out.println("ready " + port);
    while (System.in.read() >= 0) {
      // what is written there means nothing
    }
    runner.close();
    System.exit(0);
  }

  private static void common(Settings.Builder settings, Path folder) {
    settings.put("network.host", "127.0.0.1");
    // Beside the folders of the nodes, and in that of a cluster of one process.
    settings.putList("path.repo", folder.toString(), folder.toAbsolutePath().getParent().toString());
    settings.put("cluster.routing.allocation.disk.threshold_enabled", false);
    FAULT_DETECTION.forEach(settings::put);
  }

  private static void inCluster(Settings.Builder settings, String[] args) {
    String[] seeds = args[4].split(",", -1);
    String[] names = new String[seeds.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "node" + (i + 1);
    }
    settings.put("http.port", args[1]);
    settings.put("node.name", args[2]);
    settings.put("discovery.type", "zen");
    settings.put("transport.port", args[3]);
    settings.putList("discovery.seed_hosts", seeds);
    settings.putList("cluster.initial_cluster_manager_nodes", names);
  }
}
