package kiai.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import kiai.embeddings.MapEmbedding;
import kiai.map.MapContent;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.query.Condition;
import kiai.query.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every back end of the index must do. A back end's test extends this class and says how its
 * generations are opened.
 */
@Tag("contract")
public abstract class IndexContract {
  private static final int MAPS = 60;
  private static final int DIMENSION = 256;
  private static final IndexManifest MANIFEST =
      new IndexManifest(MapFields.SCHEMA_VERSION, "test", "1", "a".repeat(64), DIMENSION);
  private static final Deadline LATER = Deadline.in(Duration.ofMinutes(5));

  @TempDir private Path folder;
  private Generations generations;

  /** Opens the back end in an empty folder. */
  protected abstract Generations open(Path home);

  @BeforeEach
  void write() throws IOException {
    generations = open(folder);
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      for (int i = 0; i < MAPS; i++) {
        writer.add(map(i), embedding(i));
      }
      writer.fileDone(file("/maps/a.osz", 0, 1));
      writer.commit();
    }
    generations.publish(generations.nameFor(MANIFEST));
  }

  private static String md5(int i) {
    return "%032x".formatted(i + 1);
  }

  private static MapRecord map(int i) {
    MapContent content =
        new MapContent(
            new MapContent.Ids(md5(i), 1_000 + i, 100 + i / 2),
            new MapContent.Names(
                i % 3 == 0 ? "Freedom Dive" : "Song " + i,
                null,
                "Artist " + i % 5,
                null,
                "Mapper" + i % 7,
                "Hard",
                "",
                "a b"),
            new MapContent.Settings(i % 4 == 0 ? "taiko" : "osu", 4, 9, 8, 5, 0, 4),
            new MapContent.Timing(100 + i, 100 + i, 100 + i, 60 + i, i % 2 == 0 ? null : 50.0 + i),
            new MapContent.Counts(10 + i, i, 0, 0),
            new MapContent.Analysis(
                MapContent.Ratings.NONE, null, 0, Map.of("jumps", i / 100.0), List.of()),
            new MapContent.Windows(List.of(0, 16_000), List.of(20, 20)),
            MapContent.Origin.of(null));
    return new MapRecord(
        content,
        i % 10 != 0
            ? List.of()
            : List.of(
                SourcedMetadata.of("table", SourcedMetadata.Kind.TABLE)
                    .put(SourcedField.TAGS, List.of("aim/jump"))
                    .build()));
  }

  private static float[] unit(long seed) {
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

  private static float[][] windowsOf(int i) {
    return new float[][] {unit(10_000 + i), unit(20_000 + i)};
  }

  private static MapEmbedding embedding(int i) {
    return new MapEmbedding(
        unit(i), windowsOf(i), new int[] {0, 16_000}, new int[] {20, 20}, i == 3, labelsOf(i));
  }

  /** Every fifth map has no label profile. */
  private static float[] labelsOf(int i) {
    return i % 5 == 4 ? new float[0] : new float[] {0.5f, -0.25f, i / 256f};
  }

  private static FileState file(String path, int... maps) {
    return new FileState(
        path,
        new FileState.Stamp(12, 34, 0),
        IntStream.of(maps).mapToObj(i -> new FileState.MapEntry(md5(i), path + "/" + i)).toList(),
        List.of(),
        List.of());
  }

  private IndexSnapshot snapshot() throws IOException {
    return generations.open(generations.current().orElseThrow());
  }

  private static List<String> md5s(IndexSnapshot snapshot, Iterable<? extends MapRef> refs)
      throws IOException {
    List<String> md5s = new ArrayList<>();
    for (MapRef ref : refs) {
      md5s.add(snapshot.record(ref).md5());
    }
    return md5s;
  }

  private static Condition bpm(double low, double high) {
    return new Condition.Range(MapFields.BPM, low, high);
  }

  private static Condition title(String text, Condition.Match match) {
    return new Condition.Text(List.of(MapFields.TITLE), text, match);
  }

  private static Condition osu() {
    return new Condition.Keyword(MapFields.MODE, "osu");
  }

  @Test
  void filtersMatchWhatTheySay() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.count(new Condition.Everything())).isEqualTo(MAPS);
      assertThat(index.count(bpm(110, 119))).isEqualTo(10);
      assertThat(index.count(bpm(150, Double.POSITIVE_INFINITY))).isEqualTo(10);
      assertThat(index.count(osu())).isEqualTo(45);
      assertThat(index.count(Condition.not(osu()))).isEqualTo(15);
      assertThat(index.count(new Condition.Exists(MapFields.DRAIN))).isEqualTo(30);
      assertThat(index.count(new Condition.Range(MapFields.DRAIN, 0, 1e9))).isEqualTo(30);
      assertThat(index.count(Condition.all(osu(), bpm(110, 119)))).isEqualTo(8);
      assertThat(index.count(Condition.any(bpm(100, 101), bpm(101, 102)))).isEqualTo(3);
      assertThat(index.count(new Condition.Ids(Set.of(md5(4), md5(9), "f".repeat(32)))))
          .isEqualTo(2);
      assertThat(index.count(title("freedom", Condition.Match.ALL_WORDS))).isEqualTo(20);
      assertThat(index.count(title("dive free", Condition.Match.ALL_WORDS))).isEqualTo(20);
      assertThat(index.count(title("dive freedom", Condition.Match.PHRASE))).isZero();
      assertThat(index.count(title("freedom", Condition.Match.WHOLE))).isZero();
      assertThat(index.count(title("Freedom Dive", Condition.Match.WHOLE))).isEqualTo(20);
      assertThat(index.count(new Condition.Keyword(MapFields.TAGS, "aim/jump"))).isEqualTo(6);
    }
  }

  @Test
  void ordersSortAndPutUnknownValuesLast() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      List<MapRef> down = index.top(new Condition.Everything(), new Order(MapFields.BPM, false), 5);
      assertThat(md5s(index, down)).containsExactly(md5(59), md5(58), md5(57), md5(56), md5(55));
      List<MapRef> up =
          index.top(new Condition.Everything(), new Order(MapFields.DRAIN, true), MAPS);
      assertThat(up).hasSize(MAPS);
      assertThat(md5s(index, up.subList(0, 3))).containsExactly(md5(1), md5(3), md5(5));
    }
  }

  @Test
  void candidatesUnderFiltersAreNeverShort() throws IOException {
    List<Condition> filters =
        List.of(bpm(110, 119), osu(), new Condition.Ids(Set.of(md5(7))), bpm(158, 159));
    try (IndexSnapshot index = snapshot()) {
      for (Condition filter : filters) {
        int matches = index.count(filter);
        Set<MapRef> found =
            index.candidates(
                new CandidateRequest(filter, matches, unit(1), matches, List.of(unit(2)), 10));
        assertThat(found).as(filter.toString()).hasSize(matches);
        assertThat(md5s(index, found)).doesNotHaveDuplicates();
      }
      Set<MapRef> nearest =
          index.candidates(
              new CandidateRequest(new Condition.Everything(), MAPS, unit(8), 1, List.of(), 0));
      assertThat(md5s(index, nearest)).contains(md5(8));
      Set<MapRef> ofWindow =
          index.candidates(
              new CandidateRequest(
                  new Condition.Everything(), MAPS, unit(8), 1, List.of(windowsOf(21)[1]), 1));
      assertThat(md5s(index, ofWindow)).contains(md5(21));
    }
  }

  @Test
  void columnsSayWhatTheRecordSays() throws IOException {
    List<MapField> numbers = List.of(MapFields.BPM, MapFields.LENGTH, MapFields.DRAIN);
    try (IndexSnapshot index = snapshot()) {
      Set<String> seen = new java.util.HashSet<>();
      index.scan(
          new Condition.Everything(),
          false,
          LATER,
          cursor -> {
            MapRecord map = index.record(cursor.ref());
            seen.add(map.md5());
            assertThat(java.util.HexFormat.of().formatHex(cursor.md5())).isEqualTo(map.md5());
            for (MapField field : numbers) {
              Number value = (Number) field.value(map);
              assertThat(cursor.number(field))
                  .as(field.name())
                  .isCloseTo(value == null ? Double.NaN : value.doubleValue(), within(1e-4));
            }
            assertThat(cursor.keyword(MapFields.MODE)).isEqualTo(map.mode());
            int i = Integer.parseInt(map.md5(), 16) - 1;
            assertThat(cursor.hasAny(MapFields.TAGS, TAGS)).isEqualTo(i % 10 == 0);
            assertThat(cursor.cosine(unit(i))).isCloseTo(1, within(0.02f));
            assertThat(cursor.windows()).isEqualTo(windowsOf(i));
            assertThat(cursor.lexicalScore()).isZero();
            assertThat(cursor.labelCosine(new float[] {1, 2, 256}))
                .isCloseTo(i % 5 == 4 ? 0 : i, within(0.1));
            assertThat(cursor.labelCosine(new float[] {1, 2})).isZero();
          });
      assertThat(seen).hasSize(MAPS);
    }
  }

  private static final List<String> TAGS = List.of("aim/jump");

  @Test
  void wordsGiveAScore() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      List<Float> scores = new ArrayList<>();
      index.scan(
          title("freedom", Condition.Match.ALL_WORDS),
          true,
          LATER,
          cursor -> scores.add(cursor.lexicalScore()));
      assertThat(scores).hasSize(20).allSatisfy(score -> assertThat(score).isPositive());
    }
  }

  @Test
  void scansEndAtTheirDeadline() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      Deadline over = Deadline.in(Duration.ofMillis(-1));
      assertThatThrownBy(() -> index.scan(new Condition.Everything(), false, over, _ -> {}))
          .isInstanceOf(TooSlowException.class);
    }
  }

  @Test
  void vectorsAndWindowsComeBackAsTheyWere() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      MapRef ref = index.find(md5(3)).orElseThrow();
      assertThat(index.vector(ref)).isEqualTo(unit(3));
      assertThat(index.windows(ref)).isEqualTo(windowsOf(3));
      assertThat(index.labels(ref)).isEqualTo(labelsOf(3));
      assertThat(index.labels(index.find(md5(4)).orElseThrow())).isEmpty();
      assertThat(index.audioEmbedded(ref)).isTrue();
      assertThat(index.audioEmbedded(index.find(md5(4)).orElseThrow())).isFalse();
      assertThat(index.find("f".repeat(32))).isEmpty();
      assertThat(index.sizes().maps()).isEqualTo(MAPS);
      assertThat(index.sizes().windows()).isEqualTo(2 * MAPS);
      Map<String, float[]> all = new HashMap<>();
      index.forEachVector(all::put);
      assertThat(all).hasSize(MAPS);
    }
  }

  @Test
  void recordsComeBackAsTheyWere() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      for (int i : new int[] {0, 1, 59}) {
        assertThat(index.record(index.find(md5(i)).orElseThrow())).isEqualTo(map(i));
      }
    }
  }

  @Test
  void namesAreCounted() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      Map<String, Integer> names = new HashMap<>();
      index.names(MapFields.ARTIST, names::put);
      assertThat(names.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(MAPS);
    }
  }

  @Test
  void mapsAreReplacedAndRemoved() throws IOException {
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      writer.replace(map(2), embedding(40));
      writer.remove(md5(5));
      assertThat(writer.hasUncommittedChanges()).isTrue();
      writer.commit();
      assertThat(writer.hasUncommittedChanges()).isFalse();
    }
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.sizes().maps()).isEqualTo(MAPS - 1);
      assertThat(index.sizes().windows()).isEqualTo(2 * MAPS - 2);
      assertThat(index.vector(index.find(md5(2)).orElseThrow())).isEqualTo(unit(40));
      assertThat(index.find(md5(5))).isEmpty();
    }
  }

  @Test
  void whatIsNotCommittedIsNotThere() throws IOException {
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      writer.remove(md5(5));
    }
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.find(md5(5))).isPresent();
    }
  }

  @Test
  void aSnapshotDoesNotChangeWhileItIsReadAndWritten() throws IOException {
    try (LiveIndex live = generations.openLive();
        IndexSnapshot before = live.snapshot()) {
      String version = live.version();
      try (IndexWriter writer = generations.begin(MANIFEST)) {
        writer.remove(md5(5));
        writer.commit();
      }
      live.refresh();
      assertThat(live.version()).isNotEqualTo(version);
      assertThat(before.find(md5(5))).isPresent();
      assertThat(before.count(new Condition.Everything())).isEqualTo(MAPS);
      try (IndexSnapshot after = live.snapshot()) {
        assertThat(after.find(md5(5))).isEmpty();
      }
    }
  }

  @Test
  void filesAreRemembered() throws IOException {
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.filesOf(md5(1))).containsExactly(file("/maps/a.osz", 0, 1));
      assertThat(index.filesOf(md5(2))).isEmpty();
    }
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      assertThat(writer.contents().files()).containsOnlyKeys("/maps/a.osz");
      assertThat(writer.contents().maps()).hasSize(MAPS);
      writer.forgetFile("/maps/a.osz");
      writer.commit();
    }
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.filesOf(md5(1))).isEmpty();
      assertThat(index.find(md5(1))).isPresent();
    }
  }

  @Test
  void attachmentsAreReadWhole() throws IOException {
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      writer.attach("note.txt", out -> out.write("one".getBytes(StandardCharsets.UTF_8)));
      writer.attach("note.txt", out -> out.write("two".getBytes(StandardCharsets.UTF_8)));
      writer.commit();
    }
    try (IndexSnapshot index = snapshot()) {
      assertThat(index.attachment("note.txt").orElseThrow().readAllBytes())
          .isEqualTo("two".getBytes(StandardCharsets.UTF_8));
      assertThat(index.attachment("other.txt")).isEmpty();
    }
  }

  @Test
  void anotherGenerationIsSeenOncePublished() throws IOException {
    IndexManifest other =
        new IndexManifest(MANIFEST.schema(), "other", "1", "b".repeat(64), DIMENSION);
    try (LiveIndex live = generations.openLive()) {
      try (IndexWriter writer = generations.begin(other)) {
        writer.add(map(1), embedding(1));
        writer.commit();
      }
      live.refresh();
      try (IndexSnapshot index = live.snapshot()) {
        assertThat(index.sizes().maps()).isEqualTo(MAPS);
      }
      generations.publish(generations.nameFor(other));
      live.refresh();
      try (IndexSnapshot index = live.snapshot()) {
        assertThat(index.sizes().maps()).isEqualTo(1);
        assertThat(index.manifest()).isEqualTo(other);
      }
      assertThat(generations.currentManifest()).contains(other);
      assertThat(generations.problems()).isEmpty();
    }
  }

  @Test
  void oneWriterAtATime() throws IOException {
    try (IndexWriter first = generations.begin(MANIFEST)) {
      assertThat(first.manifest()).isEqualTo(MANIFEST);
      assertThatThrownBy(() -> generations.begin(MANIFEST).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another kiai");
    }
  }
}
