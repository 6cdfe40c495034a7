package kiai.cli;

import static kiai.cli.MainTest.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.cli.MainTest.Run;
import kiai.cli.options.MapFile;
import kiai.tokens.TokenWindow;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes, masked tokens and the metadata tower's guesses, by heads whose answers are known. */
@Tag("model")
class HeadCommandsTest {
  private static final List<String> HEADS = List.of("classifier.onnx", "masked_lm.onnx");
  @TempDir private static Path folder;
  private static String map;
  private static String model;

  @BeforeAll
  static void build() throws IOException, NoSuchAlgorithmException {
    map = TestMaps.of(Style.values()[0], 5).writeTo(folder.resolve("maps")).toString();
    Path made = folder.resolve("model");
    copy(Path.of("onnx/default"), made);
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("name", "heads").put("version", "1").put("embedding_size", 0);
    json.putNull("beatmap_encoder").putNull("metadata_encoder");
    json.put("classifier", HEADS.get(0)).put("masked_lm", HEADS.get(1));
    json.putArray("labels").add("few").add("many");
    ObjectNode sums = json.putObject("sha256");
    for (String head : HEADS) {
      try (InputStream in =
          HeadCommandsTest.class.getResourceAsStream("/kiai/embeddings/" + head)) {
        byte[] bytes = in.readAllBytes();
        Files.write(made.resolve(head), bytes);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
        sums.put(head, HexFormat.of().formatHex(digest));
      }
    }
    Files.writeString(made.resolve("model.json"), json.toString());
    model = made.toString();
  }

  /** The processor alone. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(f -> !f.toString().matches(".*(onnx|tsv|md)$")).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
  }

  private static List<TokenWindow> windows() throws IOException {
    return MapFile.read(Path.of(map), TestModel.encoder().model()).windows();
  }

  @Test
  void classesAreTheMeanOfTheWindows() throws IOException {
    Run run = run("classify", map, "--model", model, "--json");
    assertThat(run.status()).as(run.err()).isZero();
    double wanted =
        windows().stream()
            .mapToDouble(window -> 1 / (1 + Math.exp(-0.02 * window.ids().length)))
            .average()
            .orElseThrow();
    assertThat(run.json().get("classes").get("many").asDouble()).isCloseTo(wanted, within(1e-4));
    assertThat(run.json().get("classes").get("few").asDouble()).isCloseTo(1 - wanted, within(2e-4));
    assertThat(run("classify", map, "--model", model).out()).contains(map).contains("many");
  }

  @Test
  void aBadFileStopsNoneOfTheOthers() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.osu"), "?");
    Run run = run("classify", bad.toString(), map, "--model", model);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("bad.osu");
    assertThat(run.out()).contains("many");
  }

  @Test
  void hiddenPlacesAreHidden() throws IOException {
    Run run = run("fill-mask", map, "--model", model, "--places", "0,3", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json()).hasSize(2);
    JsonNode place = run.json().get(1);
    assertThat(place.get("place").asInt()).isEqualTo(3);
    assertThat(place.get("token").asText()).isNotEqualTo("[MASK]");
    // This head repeats what it is shown.
    assertThat(place.get("expected").get(0).get("token").asText()).isEqualTo("[MASK]");
    assertThat(place.get("expected").get(0).get("probability").asDouble()).isGreaterThan(0.99);
    assertThat(run("fill-mask", map, "--model", model).out().lines()).hasSize(10);
    assertThat(run("fill-mask", map, "--model", model, "--window", "99").status()).isEqualTo(2);
    assertThat(run("fill-mask", map, "--model", model, "--places", "-1").status()).isEqualTo(2);
  }

  @Test
  void modelsWithoutHeadsOrTowersSayThatTheyHaveNone() throws IOException {
    Run classes = run("classify", map);
    assertThat(classes.status()).isEqualTo(1);
    assertThat(classes.err()).contains("has no classifier");
    assertThat(run("fill-mask", map).err()).contains("does not guess tokens");
    String index = folder.resolve("index").toString();
    Run doctor = run("doctor", "--model", model, "--index", index);
    assertThat(doctor.status()).as(doctor.out()).isZero();
    assertThat(doctor.out()).contains("makes no embeddings");
    for (List<String> command :
        List.of(
            List.of("index", folder.resolve("maps").toString(), "--index", index),
            List.of("zero-shot", map, "--field", "year"),
            List.of("embed", map))) {
      Run run =
          run(Stream.concat(command.stream(), Stream.of("--model", model)).toArray(String[]::new));
      assertThat(run.status()).as(command + " " + run.err()).isEqualTo(1);
      assertThat(run.err()).as(command.getFirst()).contains("makes no embeddings");
    }
  }

  @Test
  void zeroShotRanksTheValuesOfAnyField() throws IOException {
    assertThat(run("zero-shot", map, "--field", "mapper").err())
        .contains("hold no values for mapper");
    for (String field : List.of("year", "status", "tags")) {
      Run run = run("zero-shot", map, "--field", field, "--json", "--limit", "3");
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(run.json().size()).as(field).isBetween(2, 3);
      double before = 1;
      for (JsonNode value : run.json()) {
        assertThat(value.get("value").asText()).isNotBlank();
        assertThat(value.get("probability").asDouble()).isBetween(0.0, before);
        before = value.get("probability").asDouble();
      }
    }
    Run text = run("zero-shot", map, "--field", "year", "--alone");
    assertThat(text.out().lines()).hasSize(10);
  }
}
