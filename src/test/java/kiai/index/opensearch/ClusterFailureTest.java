package kiai.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import kiai.embeddings.MapEmbedding;
import kiai.index.CandidateRequest;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.index.opensearch.client.ClusterClient;
import kiai.map.MapContent;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What users see while a cluster of three processes fails. The tests run in their order: the last
 * ones end processes for good.
 */
@Tag("cluster")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFailureTest {
  private static final int MAPS = 300;
  private static final int DIMENSION = 32;
  private static final Duration ONE_WAIT = ClusterClient.Patience.DEFAULT.answer();

  @TempDir private static Path folder;
  private static TestCluster cluster;
  private static ClusterClient client;
  private static Generations generations;

  @BeforeAll
  static void start() throws IOException {
    cluster = TestCluster.ofProcesses(folder, 3);
    client = cluster.client("maps");
    generations = new ClusterGenerations(client);
    write(manifest('a'), MAPS);
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  private static IndexManifest manifest(char hash) {
    return new IndexManifest(
        MapFields.SCHEMA_VERSION, "test", "1", String.valueOf(hash).repeat(64), DIMENSION);
  }

  private static void write(IndexManifest manifest, int maps) throws IOException {
    try (IndexWriter writer = generations.begin(manifest)) {
      for (int i = 0; i < maps; i++) {
        writer.replace(map(i), embedding(i));
      }
      writer.commit();
    }
    generations.publish(generations.nameFor(manifest));
    awaitGreen();
  }

  /** Waits until every part has its copy again. */
  private static void awaitGreen() throws IOException {
    ObjectNode settings = ConditionDsl.object();
    settings.put("index.unassigned.node_left.delayed_timeout", "1s"); // by default a minute
    client.put("_all/_settings", settings);
    long alive = cluster.members().stream().filter(one -> one.process().isAlive()).count();
    JsonNode health = null;
    for (int i = 0; i < 600; i++) {
      health = client.get("_cluster/health", null);
      if (health.path("status").asText().equals("green")
          && health.path("number_of_nodes").asInt() == alive) {
        return;
      }
      if (i % 10 == 9) { // nodes that left while copies were made use up the tries of these
        client.post("_cluster/reroute?retry_failed=true", null);
      }
      sleep();
    }
    throw new AssertionError("the cluster does not recover: " + health);
  }

  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static String md5(int i) {
    return "%032x".formatted(i + 1);
  }

  static MapRecord map(int i) {
    return new MapRecord(
        new MapContent(
            new MapContent.Ids(md5(i), i, i / 4),
            new MapContent.Names("Song " + i, null, "Artist", null, "Mapper", "Hard", "", ""),
            new MapContent.Settings("osu", 4, 9, 8, 5, 0, 4),
            new MapContent.Timing(100 + i % 100, 100, 200, 60, 50.0),
            new MapContent.Counts(10, 1, 0, 0),
            new MapContent.Analysis(MapContent.Ratings.NONE, null, 0, Map.of(), List.of()),
            new MapContent.Windows(List.of(0), List.of(20)),
            MapContent.Origin.of(null)),
        List.of());
  }

  static float[] unit(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    double sum = 0;
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
      sum += vector[d] * vector[d];
    }
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] /= (float) Math.sqrt(sum);
    }
    return vector;
  }

  static MapEmbedding embedding(int i) {
    return new MapEmbedding(
        unit(i), new float[][] {unit(1_000_000 + i)}, new int[] {0}, new int[] {20}, false);
  }

  private static void assertAnswers(LiveIndex live, int maps) throws IOException {
    live.refresh();
    try (IndexSnapshot index = live.snapshot()) {
      assertThat(index.count(new Condition.Everything())).isEqualTo(maps);
      List<String> nearest = new ArrayList<>();
      CandidateRequest request =
          new CandidateRequest(
              new Condition.Everything(), maps, unit(17), 1, List.of(unit(1_000_042)), 1);
      for (MapRef ref : index.candidates(request)) {
        nearest.add(index.record(ref).md5());
      }
      assertThat(nearest).containsExactlyInAnyOrder(md5(17), md5(42));
    }
  }

  @Test
  @Order(1)
  void aSwapUnderLoadFailsNoQuestion() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    List<Throwable> failed = new CopyOnWriteArrayList<>();
    try (LiveIndex live = generations.openLive()) {
      Thread asker =
          Thread.ofVirtual()
              .start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                  try {
                    live.refresh();
                    try (IndexSnapshot index = live.snapshot()) {
                      int count = index.count(new Condition.Everything());
                      assertThat(count).isIn(MAPS, MAPS + 50);
                      asked.incrementAndGet();
                    }
                  } catch (IOException | AssertionError e) {
                    if (!Thread.currentThread().isInterrupted()) {
                      failed.add(e);
                    }
                  }
                }
              });
      write(manifest('b'), MAPS + 50);
      write(manifest('c'), MAPS); // takes the first generation away
      asker.interrupt();
      asker.join();
    }
    assertThat(failed).isEmpty();
    assertThat(asked.get()).isGreaterThan(10);
  }

  @Test
  @Order(2)
  void aSnapshotOfTheClusterComesBackWhole() throws IOException {
    ObjectNode repository = ConditionDsl.object();
    repository.put("type", "fs");
    // Every process has the folder of its own name in its list; one for all is beside them.
    repository.putObject("settings").put("location", folder.resolve("snapshots").toString());
    client.put("_snapshot/backup", repository);
    String current = generations.current().orElseThrow();
    ObjectNode chosen = ConditionDsl.object();
    chosen.put("indices", current);
    client.put("_snapshot/backup/first?wait_for_completion=true", chosen);
    client.delete(current, null);
    assertThatThrownBy(() -> generations.openLive().close()).hasMessageContaining("no index");
    client.post("_snapshot/backup/first/_restore?wait_for_completion=true", null);
    awaitGreen();
    try (LiveIndex live = generations.openLive()) {
      assertAnswers(live, MAPS);
    }
  }

  @Test
  @Order(3)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes cannot be stopped there")
  void aNodeThatHangsCostsOneBoundedWait() throws Exception {
    try (LiveIndex live = generations.openLive()) {
      TestCluster.Member member = cluster.members().get(2);
      signal("STOP", member);
      try {
        long started = System.nanoTime();
        assertAnswers(live, MAPS);
        assertThat(Duration.ofNanos(System.nanoTime() - started))
            .isLessThan(ONE_WAIT.multipliedBy(2));
      } finally {
        signal("CONT", member);
      }
      awaitGreen();
    }
  }

  private static void signal(String name, TestCluster.Member member) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(member.process().pid()))
        .start()
        .waitFor();
  }

  @Test
  @Order(4)
  void theLossOfTheManagerLosesNothing() throws Exception {
    try (LiveIndex live = generations.openLive()) {
      JsonNode managers = client.get("_cat/cluster_manager?format=json", null);
      int number = Integer.parseInt(managers.path(0).path("node").asText().replaceAll("\\D", ""));
      cluster.members().get(number - 1).kill();
      assertAnswers(live, MAPS);
      write(manifest('c'), MAPS + 20);
      assertAnswers(live, MAPS + 20);
    }
  }

  @Test
  @Order(5)
  void theLossOfADataNodeLosesNothing() throws Exception {
    awaitGreen();
    try (LiveIndex live = generations.openLive()) {
      for (TestCluster.Member member : cluster.members()) {
        if (member.process().isAlive()) {
          member.kill();
          break;
        }
      }
      // One of three is no majority: what is there is still read, and nothing is written.
      try (IndexSnapshot index = live.snapshot()) {
        assertThat(index.find(md5(3))).isPresent();
        assertThat(index.count(new Condition.Everything())).isEqualTo(MAPS + 20);
      }
      assertThatThrownBy(() -> write(manifest('c'), 1)).isInstanceOf(IOException.class);
    }
  }
}
