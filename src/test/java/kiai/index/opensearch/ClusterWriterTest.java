package kiai.index.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexWriter;
import kiai.index.opensearch.client.ClusterClient;
import kiai.map.MapFields;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers that were killed, generations that were deleted, aliases of somebody else. */
@Tag("cluster")
class ClusterWriterTest {
  private static final IndexManifest MANIFEST =
      new IndexManifest(MapFields.SCHEMA_VERSION, "test", "1", "a".repeat(64), 32);

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

  private static Generations generations(String name) throws IOException {
    return new ClusterGenerations(cluster.client(name));
  }

  private static void write(Generations generations, int maps) throws IOException {
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      for (int i = 0; i < maps; i++) {
        writer.replace(ClusterFailureTest.map(i), ClusterFailureTest.embedding(i));
      }
      writer.commit();
    }
    generations.publish(generations.nameFor(MANIFEST));
  }

  @Test
  void whatAKilledRunHadSentIsSeenByTheNext() throws IOException {
    Generations generations = generations("killed");
    write(generations, 3);
    String index = generations.nameFor(MANIFEST);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    String md5 = ClusterFailureTest.md5(9);
    lines.write("{\"index\":{\"_id\":\"%s\"}}\n".formatted(md5).getBytes(StandardCharsets.UTF_8));
    lines.write(ClusterDocuments.map(ClusterFailureTest.map(9), ClusterFailureTest.embedding(9)));
    lines.write('\n');
    try (ClusterClient client = cluster.client("killed")) {
      client.write(index + "/_bulk", lines.toByteArray());
    }
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      assertThat(writer.contents().maps()).contains(md5).hasSize(4);
    }
  }

  @Test
  void aGenerationThatWasDeletedIsNotPublished() throws IOException {
    Generations generations = generations("deleted");
    try (ClusterClient client = cluster.client("deleted");
        IndexWriter writer = generations.begin(MANIFEST)) {
      writer.replace(ClusterFailureTest.map(0), ClusterFailureTest.embedding(0));
      client.delete(generations.nameFor(MANIFEST), null);
      assertThatThrownBy(writer::commit).isInstanceOf(IOException.class);
    }
    assertThat(generations.current()).isEmpty();
  }

  @Test
  void indexesOfOthersAreLeftAlone() throws IOException {
    try (ClusterClient client = cluster.client("alone")) {
      client.put("alone.generation-notes", ConditionDsl.object());
      client.put("alone.generation-8-aaaaaaaaaaab", ConditionDsl.object());
      write(generations("alone"), 2);
      write(generations("alone"), 2);
      assertThat(client.find("alone.generation-notes/_mapping")).isPresent();
      assertThat(client.find("alone.generation-8-aaaaaaaaaaab/_mapping")).isPresent();
    }
  }

  @Test
  void aliasesOfOthersAreNotTaken() throws IOException {
    try (ClusterClient client = cluster.client("taken")) {
      ObjectNode body = ConditionDsl.object();
      body.putObject("aliases").putObject("taken");
      client.put("somebodys-logs", body);
      Generations generations = generations("taken");
      assertThatThrownBy(generations::openLive).hasMessageContaining("not an index of kiai's");
      assertThatThrownBy(() -> write(generations, 1))
          .hasMessageContaining("not an index of kiai's");
      client.put("more-logs", body);
      assertThatThrownBy(generations::current).hasMessageContaining("names 2 indexes");
      assertThat(client.find("_alias/taken").orElseThrow()).hasSize(2);
    }
  }

  @Test
  void anIndexWithTheNameIsNotTaken() throws IOException {
    try (ClusterClient client = cluster.client("plain")) {
      client.put("plain", ConditionDsl.object());
      assertThatThrownBy(() -> generations("plain").openLive()).isInstanceOf(IOException.class);
    }
  }
}
