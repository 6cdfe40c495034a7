package kiai.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import kiai.index.Generations;
import kiai.index.lucene.LuceneGenerations;
import kiai.index.opensearch.ClusterGenerations;
import kiai.index.opensearch.client.ClusterAddress;
import kiai.index.opensearch.client.ClusterClient;
import kiai.index.opensearch.client.ClusterLogin;
import picocli.CommandLine.Option;

/** Options of every command that uses an index. */
public final class IndexOptions {
  @Option(
      names = "--index",
      paramLabel = "DIR|ADDRESS",
      description =
          "Index folder, or opensearch://host:9200/name: index/, or what KIAI_INDEX names.")
  private String index = Defaults.index();

  private Generations generations;

  /**
   * The index.
   *
   * @throws FailedException when it is no folder and no address, or the login for it is incomplete
   */
  public Generations generations() {
    if (generations == null) {
      generations = at(index);
    }
    return generations;
  }

  /**
   * The index in a folder, or at an address of a cluster.
   *
   * @throws FailedException when it is neither, or the login for the cluster is incomplete
   */
  public static Generations at(String index) {
    if (ClusterAddress.isOne(index)) {
      return cluster(index);
    }
    if (index.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) { // a folder's name would hide the mistake
      throw new FailedException(
          "an index is a folder or an address such as opensearch://host:9200/name, not " + index);
    }
    return new LuceneGenerations(Path.of(index));
  }

  private static Generations cluster(String index) {
    try {
      return new ClusterGenerations(
          new ClusterClient(
              ClusterAddress.of(index),
              ClusterLogin.of(System.getenv()),
              ClusterClient.Patience.DEFAULT));
    } catch (IllegalArgumentException | IOException e) {
      throw new FailedException(e.getMessage(), e);
    }
  }

  /**
   * A folder for what belongs beside the index: itself, or for a cluster the local index folder.
   */
  public Path folder() {
    return ClusterAddress.isOne(index) ? Defaults.indexFolder() : Path.of(index);
  }
}
