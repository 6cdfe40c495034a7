package kiai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.embeddings.cuda.NvidiaDriver;
import org.apache.lucene.util.VectorUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("model")
class EncoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path MODEL = Path.of("onnx/default");
  private final Encoder encoder = TestModel.encoder();

  private PreparedMap prepared(TestMaps map) {
    return PreparedMap.of(
        ((ParsedBeatmap.Usable) new BeatmapParser().parse(map.bytes())).beatmap(), encoder.model());
  }

  @Test
  void embeddingsAreThoseOfPyTorch() throws IOException {
    JsonNode golden = JSON.readTree(MODEL.resolve("golden.json").toFile());
    List<int[]> ids = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (JsonNode window : golden.get("windows")) {
      ids.add(JSON.convertValue(window.get("ids"), int[].class));
      features.add(JSON.convertValue(window.get("features"), float[].class));
    }
    compare(encoder.run(ids, features), golden.get("windows"));
    List<int[]> metadata = new ArrayList<>();
    golden.get("metadata").forEach(m -> metadata.add(JSON.convertValue(m.get("ids"), int[].class)));
    compare(encoder.runMetadata(metadata), golden.get("metadata"));
  }

  @Test
  void labelProfilesAreThoseOfThePythonThatFittedThem() throws IOException {
    JsonNode golden = JSON.readTree(MODEL.resolve("golden.json").toFile());
    List<float[]> windows = new ArrayList<>();
    List<float[]> features = new ArrayList<>();
    for (JsonNode window : golden.get("windows")) {
      windows.add(JSON.convertValue(window.get("embedding"), float[].class));
      features.add(JSON.convertValue(window.get("features"), float[].class));
    }
    float[] expected = JSON.convertValue(golden.get("label_profile"), float[].class);
    try (LabelProfiler profiler = new LabelProfiler(encoder.model().labelProfile())) {
      float[] actual =
          profiler.of(windows.toArray(float[][]::new), features.toArray(float[][]::new));
      assertThat(actual).hasSize(encoder.model().labelProfile().labels().size());
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  @Test
  void everyEmbeddedMapHasALabelProfileOfLengthOne() {
    MapEmbedding map = encoder.embed(prepared(TestMaps.of(TestMaps.Style.JUMPS, 1)));
    assertThat(VectorUtil.dotProduct(map.labels(), map.labels())).isCloseTo(1f, within(1e-4f));
    MapEmbedding other = encoder.embed(prepared(TestMaps.of(TestMaps.Style.JUMPS, 2)));
    MapEmbedding streams = encoder.embed(prepared(TestMaps.of(TestMaps.Style.STREAMS, 2)));
    assertThat(VectorUtil.dotProduct(map.labels(), other.labels()))
        .isGreaterThan(VectorUtil.dotProduct(map.labels(), streams.labels()));
  }

  private static void compare(float[][] actual, JsonNode rows) {
    for (int i = 0; i < actual.length; i++) {
      float[] expected = JSON.convertValue(rows.get(i).get("embedding"), float[].class);
      for (int d = 0; d < expected.length; d++) {
        assertThat(actual[i][d]).isCloseTo(expected[d], within(1e-4f));
      }
    }
  }

  @Test
  void aMapsVectorsDoNotDependOnItsCompany() {
    List<PreparedMap> maps = new ArrayList<>();
    for (TestMaps.Style style : TestMaps.Style.values()) {
      maps.add(prepared(TestMaps.of(style, 9)));
    }
    List<MapEmbedding> together = encoder.embed(maps);
    for (int i = 0; i < maps.size(); i++) {
      MapEmbedding alone = encoder.embed(maps.get(i));
      assertThat(VectorUtil.dotProduct(alone.map(), together.get(i).map()))
          .isCloseTo(1f, within(1e-4f));
      assertThat(VectorUtil.dotProduct(alone.map(), alone.map())).isCloseTo(1f, within(1e-4f));
      assertThat(alone.windows()).hasNumberOfRows(maps.get(i).windows().size());
    }
  }

  @Test
  void modesAreToldApart() {
    MapEmbedding streams = encoder.embed(prepared(TestMaps.of(TestMaps.Style.STREAMS, 1)));
    MapEmbedding others = encoder.embed(prepared(TestMaps.of(TestMaps.Style.STREAMS, 2)));
    MapEmbedding mania = encoder.embed(prepared(TestMaps.of(TestMaps.Style.MANIA_STREAM, 1)));
    assertThat(VectorUtil.dotProduct(streams.map(), others.map()))
        .isGreaterThan(VectorUtil.dotProduct(streams.map(), mania.map()));
  }

  @Test
  void aChangedModelFileIsRefused(@TempDir Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(MODEL)) {
      for (Path file : files.toList()) {
        Path target = folder.resolve(MODEL.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    assertThat(ModelFolder.read(folder).hash()).isEqualTo(encoder.model().hash());
    Path onnx = folder.resolve("beatmap_encoder.onnx");
    byte[] bytes = Files.readAllBytes(onnx);
    bytes[bytes.length / 2] ^= 1;
    Files.write(onnx, bytes);
    assertThatThrownBy(() -> ModelFolder.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("beatmap_encoder.onnx")
        .hasMessageContaining("SHA-256");
  }

  @Test
  void cudaWithoutCudaSaysWhatToDo() {
    if (NvidiaDriver.present()) {
      return;
    }
    assertThatThrownBy(() -> new Encoder(encoder.model(), Device.CUDA, 1))
        .isInstanceOf(EncoderException.class)
        .hasMessageContaining("CUDA 12")
        .hasMessageContaining("--device cpu");
    try (Encoder fallback = new Encoder(encoder.model(), Device.AUTO, 1)) {
      assertThat(fallback.deviceName()).isEqualTo("cpu");
    }
  }

  @Test
  void everyPartWeighsTheSameInAMap() {
    PreparedMap map = prepared(TestMaps.of(TestMaps.Style.STREAMS, 1));
    float[] vector = encoder.embed(map).map();
    for (EmbeddingPart part : encoder.model().parts()) {
      double squares = 0;
      for (int i = part.from(); i < part.from() + part.size(); i++) {
        squares += vector[i] * vector[i];
      }
      assertThat(squares).isCloseTo(1.0 / encoder.model().parts().size(), within(1e-5));
    }
  }

  @Test
  void anotherPrecisionIsCloseAndIsAnotherIndex() throws IOException {
    ModelFolder folder = encoder.model();
    try (Encoder second = TestModel.rounded(1)) {
      PreparedMap map = prepared(TestMaps.of(TestMaps.Style.JUMPS, 1));
      float[] a = encoder.embed(map).map();
      float[] b = second.embed(map).map();
      double cosine = 0;
      for (int i = 0; i < a.length; i++) {
        cosine += a[i] * b[i];
      }
      assertThat(cosine).isGreaterThan(0.99).isLessThan(0.9999999);
      assertThat(second.model().hash()).isNotEqualTo(folder.hash());
    }
    assertThatThrownBy(() -> ModelFolder.read(folder.folder(), "float8"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no precision float8")
        .hasMessageContaining("float32");
  }
}
