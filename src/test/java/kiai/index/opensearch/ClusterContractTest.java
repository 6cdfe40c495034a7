package kiai.index.opensearch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import kiai.index.Generations;
import kiai.index.IndexContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the index on a real cluster of two nodes. */
@Tag("cluster")
class ClusterContractTest extends IndexContract {
  @TempDir private static Path folder;
  private static TestCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.ofTwo(folder);
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  protected Generations open(Path home) {
    try {
      String name = "test-" + Integer.toHexString(home.toString().hashCode());
      return new ClusterGenerations(cluster.client(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
