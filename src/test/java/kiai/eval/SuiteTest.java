package kiai.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.TestIndex;
import kiai.TestModel;
import kiai.embeddings.Device;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.tables.Labels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole suite on the repository's own maps. */
class SuiteTest {
  private static final Path BASELINES = Path.of("onnx/baselines");

  @TempDir private static Path folder;
  private static LiveIndex index;
  private static Labels labels;

  @BeforeAll
  static void build() throws Exception {
    LuceneGenerations home = new LuceneGenerations(folder.resolve("index"));
    new Indexer(home, TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(
            Dataset.of(List.of(Path.of("samples")), InputLimits.DEFAULT),
            IndexRequest.KEEP,
            IndexProgress.NONE);
    index = home.openLive();
    // What the samples' difficulty names say stands in for judgements.
    StringBuilder lines = new StringBuilder();
    TestIndex.maps(index)
        .forEach(map -> {
          boolean stream = map.patterns().getOrDefault("streams", 0.0) > 0.3;
          lines.append(
              "{\"md5\": \"%s\", \"year\": %d, \"judged\": {\"play\": [\"%s\"], \"skill\": [\"%s\", \"%s\"]}}%n"
                  .formatted(
                      map.md5(),
                      2010 + map.md5().charAt(0) % 5,
                      stream ? "stream" : "jump",
                      map.mode(),
                      stream ? "STREAM" : "OTHER"));
        });
    Path file = folder.resolve("labels.jsonl");
    Files.writeString(file, lines);
    labels = Labels.read(file);
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
  }

  private static EvalReport run(Path baselines, String split) throws IOException {
    Suite.Settings settings =
        new Suite.Settings(List.of(), baselines, labels, split, 50, Device.CPU, 2);
    return new Suite(index, TestModel.encoder(), settings, _ -> {}).run();
  }

  @Test
  void everyContestantAnswersEveryQuestion() throws IOException {
    JsonNode json = new ObjectMapper().valueToTree(run(BASELINES, "test").data());
    Set<String> contestants = new HashSet<>();
    Set<String> tasks = new HashSet<>();
    for (JsonNode row : json.path("results")) {
      contestants.add(row.path("contestant").asText());
      tasks.add(row.path("task").asText());
      double value = row.path("value").asDouble();
      assertThat(row.path("queries").asInt()).isPositive();
      if (!row.path("lower_is_better").asBoolean()) {
        assertThat(value).as(row.toString()).isBetween(0.0, 1.0);
      }
      assertThat(row.path("interval").get(0).asDouble()).isLessThanOrEqualTo(value + 1e-9);
      assertThat(row.path("interval").get(1).asDouble()).isGreaterThanOrEqualTo(value - 1e-9);
    }
    assertThat(contestants)
        .contains("model", "model:tempo", "model:style", "hand", "hand_lda", "hand_lda_tempo")
        .contains("hand_network", "hand_network_tempo", "random", "tfidf", "tfidf_differences");
    assertThat(tasks)
        .contains(
            "Same map, full",
            "Same map, strip",
            "Same map, strip+tempo",
            "Set and mapper",
            "Attributes of the 10 nearest",
            "Human labels",
            "Metadata to map, zero-shot",
            "Metadata to map, retrieval");
    assertThat(json.path("data").path("maps").asInt()).isEqualTo(54);
    for (JsonNode row : json.path("differences")) {
      assertThat(row.path("contestant").asText()).startsWith("model");
      assertThat(row.path("minus").asText()).doesNotStartWith("model");
    }
    assertThat(json.path("differences")).isNotEmpty();
  }

  @Test
  void theSameQuestionsGiveTheSameNumbers() throws IOException {
    EvalReport first = run(null, "test");
    EvalReport second = run(null, "test");
    assertThat(first.data()).isEqualTo(second.data());
    assertThat(first.of("Same map, strip", "recall@1", "model").value()).isGreaterThan(0.2);
    assertThat(first.tables()).contains("## Human labels", "| --- |", "part style");
  }

  @Test
  void mapsThatTheModelWasTrainedOnDoNotAsk() {
    // The model knows none of the samples, so none is in its validation split.
    assertThatThrownBy(() -> run(null, "val"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("0 maps that can be asked about");
  }

  @Test
  void baselinesThatAreNotThereAreNamed() {
    assertThatThrownBy(() -> run(folder, "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("baselines.json is missing");
  }

  @Test
  void aChangedBaselineIsRefused() throws IOException {
    Path copy = Files.createDirectory(folder.resolve("changed"));
    try (var files = Files.list(BASELINES)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.write(copy.resolve("hand_lda.onnx"), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> run(copy, "test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("hand_lda.onnx")
        .hasMessageContaining("SHA-256");
  }
}
