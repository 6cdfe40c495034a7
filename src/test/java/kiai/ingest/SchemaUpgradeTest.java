package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.analysis.stars.StarRating;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.ModelFolder;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.map.MapContent;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.search.answer.SearchOptions;
import kiai.sources.Dataset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index of an older schema is brought forward without the encoder. */
class SchemaUpgradeTest {
  private static final int MAPS = 12; // in the fixture, which the release of schema 3 wrote

  private static Encoder closed;
  private static Encoder closedOfTheRelease;

  @TempDir private Path folder;

  /** An encoder that fails whatever it is asked. */
  @BeforeAll
  static void closeAnEncoder() throws IOException {
    closed = new Encoder(ModelFolder.read(Path.of("onnx/default")), Device.CPU, 1);
    closed.beatmapTower().close();
    IndexManifest release = fixtureManifest();
    closedOfTheRelease = new Encoder(named(closed.model(), release), Device.CPU, 1);
    closedOfTheRelease.beatmapTower().close();
  }

  private static IndexManifest fixtureManifest() throws IOException {
    Path unpacked = Files.createTempDirectory("kiai-fixture");
    unpackFixture(unpacked);
    return new LuceneGenerations(unpacked).currentManifest().orElseThrow();
  }

  /** A model under the name and the hash of another one, which made the fixture's vectors. */
  private static ModelFolder named(ModelFolder model, IndexManifest other) {
    return new ModelFolder(
        model.folder(),
        other.modelName(),
        other.modelVersion(),
        model.dimension(),
        model.parts(),
        model.precision(),
        model.beatmapEncoder(),
        model.metadataEncoder(),
        model.usesFeatures(),
        model.audio(),
        model.heads(),
        model.labelProfile(),
        model.minObjects(),
        other.modelHash(),
        model.processor(),
        model.description());
  }

  @AfterAll
  static void forget() {
    closed = null;
    closedOfTheRelease = null;
  }

  private static void unpackFixture(Path folder) throws IOException {
    try (InputStream in = SchemaUpgradeTest.class.getResourceAsStream("schema3.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
  }

  private IndexSummary index(Encoder encoder, List<Path> roots, IndexProgress progress)
      throws IOException, InterruptedException {
    return index(encoder, new LuceneGenerations(folder), roots, progress);
  }

  private static IndexSummary index(
      Encoder encoder, LuceneGenerations generations, List<Path> roots, IndexProgress progress)
      throws IOException, InterruptedException {
    return new Indexer(generations, encoder, InputLimits.DEFAULT, 2)
        .run(Dataset.of(roots, InputLimits.DEFAULT), IndexRequest.KEEP, progress);
  }

  private static Map<String, float[]> vectors(LiveIndex index) throws IOException {
    Map<String, float[]> vectors = new HashMap<>();
    try (IndexSnapshot snapshot = index.snapshot()) {
      snapshot.forEachVector(vectors::put);
    }
    return vectors;
  }

  private static List<String> answer(LiveIndex index, String text) throws IOException {
    return new SearchService(index, TestModel.encoder())
        .search(text, SearchOptions.first(50)).hits().stream().map(h -> h.map().md5()).toList();
  }

  @Test
  void anIndexOfTheReleaseIsBroughtForwardWhileItAnswers() throws Exception {
    unpackFixture(folder);
    LuceneGenerations generations = new LuceneGenerations(folder);
    assertThat(generations.currentManifest().orElseThrow().schema()).isEqualTo(3);
    List<String> before;
    Map<String, float[]> vectorsBefore;
    Set<IndexProgress.Phase> phases = EnumSet.noneOf(IndexProgress.Phase.class);
    List<Integer> answersMeanwhile = new ArrayList<>();
    try (LiveIndex index = generations.openLive()) {
      before = answer(index, "jumps");
      vectorsBefore = vectors(index);
      assertThat(vectorsBefore).hasSize(MAPS);
      index(
          closedOfTheRelease,
          List.of(),
          new IndexProgress() {
            @Override
            public void began(Phase phase, long total) {
              phases.add(phase);
              try {
                answersMeanwhile.add(answer(index, "jumps").size());
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }

            @Override
            public void done(long done, long maps, long windows) {}
          });
      assertThat(phases).contains(IndexProgress.Phase.UPGRADING);
      assertThat(answersMeanwhile).isNotEmpty().containsOnly(before.size());
      index.refresh();
      assertThat(TestIndex.manifest(index).schema()).isEqualTo(MapFields.SCHEMA_VERSION);
      assertThat(answer(index, "jumps")).isEqualTo(before);
      Map<String, float[]> after = vectors(index);
      assertThat(after.keySet()).isEqualTo(vectorsBefore.keySet());
      after.forEach((md5, vector) -> assertThat(vector).isEqualTo(vectorsBefore.get(md5)));
    }
  }

  @Test
  void theEncoderOfTheseTestsCannotEmbed() throws Exception {
    // Else the tests here would prove nothing.
    TestMaps.of(TestMaps.Style.JUMPS, 1).named("A", "B", "C", "D").writeTo(folder.resolve("maps"));
    assertThatThrownBy(
            () -> {
              IndexSummary summary =
                  index(closed, List.of(folder.resolve("maps")), IndexProgress.NONE);
              assertThat(summary.indexed()).isPositive();
            })
        .isNotNull();
  }

  @Test
  void newFieldsAreReadFromTheFiles() throws Exception {
    Path maps = folder.resolve("maps");
    String text =
        new String(
            TestMaps.of(TestMaps.Style.JUMPS, 1).named("A", "B", "C", "D").bytes(),
            StandardCharsets.UTF_8);
    Files.createDirectories(maps);
    Files.writeString(
        maps.resolve("a.osu"),
        text.replace("[Difficulty]", "[Editor]\nBeatDivisor: 6\n\n[Difficulty]"));
    LuceneGenerations first = new LuceneGenerations(folder.resolve("first"));
    index(TestModel.encoder(), first, List.of(maps), IndexProgress.NONE);
    float[] labels = labels(first);
    assertThat(labels).isNotEmpty();
    LuceneGenerations generations = new LuceneGenerations(folder);
    String md5 = makeOlder(first, generations, SchemaUpgradeTest::without);
    assertThat(labels(generations)).isEmpty();
    try (LiveIndex index = generations.openLive()) {
      MapRecord old = TestIndex.maps(index).getFirst();
      assertThat(old.content().settings().beatDivisor()).isNull();
      index(closed, List.of(maps), IndexProgress.NONE);
      index.refresh();
      MapRecord brought = TestIndex.maps(index).getFirst();
      assertThat(brought.md5()).isEqualTo(md5);
      assertThat(brought.content().settings().beatDivisor()).isEqualTo(6);
      assertThat(brought.content().timing().drain()).isPositive();
      assertThat(brought.stars()).isEqualTo(old.stars());
      assertThat(answer(index, "divisor=6")).containsExactly(md5);
      assertThat(answer(index, "drain>1")).containsExactly(md5);
    }
    assertThat(labels(generations)).isEqualTo(labels); // computed again, without the towers
  }

  @Test
  void mapsThatAnotherCalculatorRatedAreRatedAgain() throws Exception {
    MapContent.Ratings other = new MapContent.Ratings(1.0, 2.0, 3.0, null, null, "of 2025-03");
    MapContent.Ratings brought = ratingsAfterAnUpgrade(other);
    assertThat(brought.source()).isEqualTo(StarRating.ALGORITHM);
    assertThat(brought.stars()).isGreaterThan(5);
  }

  @Test
  void ratingsOfTheCalculatorOfTodayAreCopied() throws Exception {
    // Rating all maps again would take a good part of the time of indexing them.
    MapContent.Ratings today =
        new MapContent.Ratings(1.0, 2.0, 3.0, 4.0, 5.0, StarRating.ALGORITHM);
    assertThat(ratingsAfterAnUpgrade(today)).isEqualTo(today);
  }

  private MapContent.Ratings ratingsAfterAnUpgrade(MapContent.Ratings before) throws Exception {
    Path maps = folder.resolve("maps");
    TestMaps.of(TestMaps.Style.JUMPS, 1).named("A", "B", "C", "D").writeTo(maps);
    LuceneGenerations first = new LuceneGenerations(folder.resolve("first"));
    index(TestModel.encoder(), first, List.of(maps), IndexProgress.NONE);
    LuceneGenerations generations = new LuceneGenerations(folder);
    makeOlder(first, generations, map -> rated(map, before));
    assertThat(ratings(generations)).isEqualTo(before);
    index(closed, List.of(maps), IndexProgress.NONE);
    return ratings(generations);
  }

  private static MapContent.Ratings ratings(LuceneGenerations generations) throws IOException {
    try (LiveIndex index = generations.openLive()) {
      return TestIndex.maps(index).getFirst().content().analysis().ratings();
    }
  }

  private static MapContent rated(MapContent map, MapContent.Ratings ratings) {
    MapContent.Analysis found = map.analysis();
    return new MapContent(
        map.ids(),
        map.names(),
        map.settings(),
        map.timing(),
        map.counts(),
        new MapContent.Analysis(
            ratings,
            found.estimatedYear(),
            found.longNoteShare(),
            found.patterns(),
            found.derivedTags(),
            found.notesKey()),
        map.windows(),
        map.origin());
  }

  /**
   * Writes an index of today as one of an older schema, with its map changed, into a folder of its
   * own: beside a generation of today an upgrade would only finish that one.
   */
  private static String makeOlder(
      LuceneGenerations generations, LuceneGenerations into, UnaryOperator<MapContent> change)
      throws IOException {
    IndexManifest today = generations.currentManifest().orElseThrow();
    IndexManifest older =
        new IndexManifest(
            today.schema() - 1,
            today.modelName(),
            today.modelVersion(),
            today.modelHash(),
            today.dimension());
    String md5;
    try (LiveIndex index = generations.openLive();
        IndexSnapshot snapshot = index.snapshot();
        IndexWriter writer = into.begin(older)) {
      MapRef ref = snapshot.all().getFirst();
      MapRecord map = snapshot.record(ref);
      md5 = map.md5();
      writer.add(
          new MapRecord(change.apply(map.content()), map.sources()), embedding(snapshot, ref));
      snapshot.forEachFile(file -> {
        try {
          writer.fileDone(file);
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      });
      writer.commit();
    }
    into.publish(into.nameFor(older));
    return md5;
  }

  /** The label profile of the only map. */
  private static float[] labels(LuceneGenerations generations) throws IOException {
    try (LiveIndex index = generations.openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      return snapshot.labels(snapshot.all().getFirst());
    }
  }

  private static MapEmbedding embedding(IndexSnapshot snapshot, MapRef ref) throws IOException {
    return MetadataUpdate.embedding(snapshot, ref, snapshot.record(ref)).withLabels(new float[0]);
  }

  private static MapContent without(MapContent map) {
    MapContent.Settings settings = map.settings();
    MapContent.Timing timing = map.timing();
    return new MapContent(
        map.ids(),
        map.names(),
        new MapContent.Settings(
            settings.mode(),
            settings.cs(),
            settings.ar(),
            settings.od(),
            settings.hp(),
            settings.keys(),
            null),
        new MapContent.Timing(
            timing.bpm(), timing.bpmMin(), timing.bpmMax(), timing.length(), null),
        map.counts(),
        map.analysis(),
        map.windows(),
        map.origin());
  }
}
