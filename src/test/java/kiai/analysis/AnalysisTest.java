package kiai.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kiai.TestMaps;
import kiai.analysis.play.MapPatterns;
import kiai.analysis.play.WindowFeatures;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.GameMode;
import kiai.beatmap.ParsedBeatmap;
import org.junit.jupiter.api.Test;

class AnalysisTest {
  private static Beatmap map(TestMaps.Style style) {
    return map(TestMaps.of(style, 1).bytes());
  }

  private static Beatmap map(byte[] bytes) {
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
  }

  @Test
  void ratesEveryMode() throws Exception {
    try (StarCalculator stars = new StarCalculator(1)) {
      for (TestMaps.Style style : TestMaps.Style.values()) {
        StarRating rating = stars.rate(TestMaps.of(style, 1).bytes());
        assertThat(rating.mode()).isEqualTo(map(style).mode());
        assertThat(rating.stars()).as(style.name()).isGreaterThan(0.5);
        assertThat(rating.starsDoubleTime()).isGreaterThan(rating.stars());
        assertThat(rating.starsHalfTime()).isLessThan(rating.stars());
      }
    }
  }

  @Test
  void ratingsAreThoseOfTheCrate() throws Exception {
    // rosu-pp 4.0.1 as native code on TestMaps.of(JUMPS, 1) and (MANIA_STREAM, 1)
    try (StarCalculator stars = new StarCalculator(1)) {
      StarRating jumps = stars.rate(TestMaps.of(TestMaps.Style.JUMPS, 1).bytes());
      assertThat(jumps.stars()).isCloseTo(6.112393183227297, within(1e-9));
      assertThat(jumps.starsDoubleTime()).isCloseTo(8.952749357304729, within(1e-9));
      assertThat(jumps.starsHalfTime()).isCloseTo(4.72162222689687, within(1e-9));
      assertThat(jumps.starsHardRock()).isCloseTo(6.594011545031943, within(1e-9));
      assertThat(jumps.starsEasy()).isCloseTo(5.775987564154149, within(1e-9));
      StarRating mania = stars.rate(TestMaps.of(TestMaps.Style.MANIA_STREAM, 1).bytes());
      assertThat(mania.stars()).isCloseTo(3.0990973131127717, within(1e-9));
    }
  }

  @Test
  void threadsGetTheSameRatings() throws Exception {
    byte[] bytes = TestMaps.of(TestMaps.Style.STREAMS, 2).bytes();
    try (StarCalculator stars = new StarCalculator(3);
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      double expected = stars.rate(bytes).stars();
      List<Callable<Double>> jobs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        jobs.add(() -> stars.rate(bytes).stars());
      }
      for (Future<Double> job : pool.invokeAll(jobs)) {
        assertThat(job.get()).isEqualTo(expected);
      }
    }
  }

  @Test
  void hostileMapsAreRefusedAndTheNextOneIsRated() throws Exception {
    byte[] good = TestMaps.of(TestMaps.Style.EASY, 1).bytes();
    String head = "osu file format v14\n[General]\nMode:2\n[HitObjects]\n100,100,0,1,0\n";
    byte[] banana = // 24 days of bananas
        (head + "256,192,1000,12,0,2073600000\n").getBytes(StandardCharsets.UTF_8);
    try (StarCalculator stars = new StarCalculator(1, 1 << 20, 512, Duration.ofMillis(1500))) {
      double expected = stars.rate(good).stars();
      assertThatThrownBy(() -> stars.rate(banana)).isInstanceOf(StarRatingException.class);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      assertThat(stars.rate(good).stars()).isEqualTo(expected);
      assertThatThrownBy(() -> stars.rate(new byte[2 << 20]))
          .isInstanceOf(StarRatingException.class)
          .hasMessageContaining("bytes");
      assertThatThrownBy(() -> stars.rate("<html>".getBytes(StandardCharsets.UTF_8)))
          .isInstanceOfSatisfying(
              StarRatingException.class,
              e -> assertThat(e.reason()).isEqualTo(StarRatingException.Reason.NOT_OSU));
      assertThat(stars.rate(good).stars()).isEqualTo(expected);
    }
  }

  @Test
  void yearsFollowSetIds() {
    assertThat(SubmissionYear.ofSetId(1)).hasValue(2007);
    assertThat(SubmissionYear.ofSetId(138_616)).hasValue(2013);
    assertThat(SubmissionYear.ofSetId(138_617)).hasValue(2014);
    assertThat(SubmissionYear.ofSetId(300_000)).hasValue(2015);
    assertThat(SubmissionYear.ofSetId(2_500_000)).hasValue(2026);
    assertThat(SubmissionYear.ofSetId(0)).isEmpty();
    assertThat(SubmissionYear.ofSetId(-1)).isEmpty();
    assertThat(SubmissionYear.ofSetId(9_000_000)).isEmpty();
  }

  @Test
  void featuresHaveStableNamesAndFiniteValues() {
    assertThat(WindowFeatures.names()).doesNotHaveDuplicates().hasSize(WindowFeatures.count());
    for (TestMaps.Style style : TestMaps.Style.values()) {
      float[] values = new WindowFeatures(map(style)).of(0, 16_000);
      assertThat(values).hasSize(WindowFeatures.count());
      for (float value : values) {
        assertThat(value).isFinite();
      }
    }
  }

  private static double feature(float[] values, String name) {
    return values[WindowFeatures.names().indexOf(name)];
  }

  @Test
  void speedMovesIntervalsAndMirroringMovesPlaces() {
    WindowFeatures features = new WindowFeatures(map(TestMaps.Style.JUMPS));
    float[] plain = features.of(0, 16_000);
    float[] fast = features.of(0, 16_000, new WindowFeatures.Variant(1.25, false, false));
    float[] mirrored = features.of(0, 16_000, new WindowFeatures.Variant(1, true, false));
    assertThat(feature(fast, "interval_log_mean"))
        .isCloseTo(feature(plain, "interval_log_mean") - Math.log(1.25), within(1e-3));
    assertThat(feature(mirrored, "interval_log_mean"))
        .isEqualTo(feature(plain, "interval_log_mean"));
    assertThat(feature(mirrored, "distance_mean"))
        .isCloseTo(feature(plain, "distance_mean"), within(1e-6));
    assertThat(feature(mirrored, "cell_0")).isEqualTo(feature(plain, "cell_3"));
  }

  @Test
  void featuresIgnoreTimingPointsAndVolumes() {
    String text = TestMaps.of(TestMaps.Style.STREAMS, 4).text();
    String other = text.replace(",4,2,1,60,1,0", ",3,1,1,20,1,1");
    assertThat(new WindowFeatures(map(other.getBytes(StandardCharsets.UTF_8))).of(0, 16_000))
        .containsExactly(
            new WindowFeatures(map(text.getBytes(StandardCharsets.UTF_8))).of(0, 16_000));
  }

  @Test
  void patternSharesTellStylesApart() {
    var jumps = MapPatterns.of(map(TestMaps.Style.JUMPS));
    var streams = MapPatterns.of(map(TestMaps.Style.STREAMS));
    var jacks = MapPatterns.of(map(TestMaps.Style.MANIA_JACKS));
    var holds = MapPatterns.of(map(TestMaps.Style.MANIA_LONG_NOTES));
    assertThat(jumps.get(MapPatterns.Pattern.JUMPS)).isGreaterThan(0.8);
    assertThat(jumps.get(MapPatterns.Pattern.STREAMS)).isZero();
    assertThat(streams.get(MapPatterns.Pattern.STREAMS)).isGreaterThan(0.9);
    assertThat(streams.get(MapPatterns.Pattern.JUMPS)).isZero();
    assertThat(jacks.get(MapPatterns.Pattern.JACKS)).isGreaterThan(0.5);
    assertThat(jacks.get(MapPatterns.Pattern.CHORDS)).isEqualTo(1);
    assertThat(holds.get(MapPatterns.Pattern.LONG_NOTES)).isEqualTo(1);
  }

  private static Map<MapPatterns.Pattern, Double> patterns(
      int mode, double beat, String... objects) {
    String text =
        "osu file format v14\n\n[General]\nMode: %d\n\n[Difficulty]\nCircleSize:4\nSliderMultiplier:1.4\n\n"
                .formatted(mode)
            + "[TimingPoints]\n0,%s,4,1,0,100,1,0\n\n[HitObjects]\n".formatted(beat)
            + String.join("\n", objects);
    return MapPatterns.of(map(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String circle(int x, int y, int time, int sound) {
    return "%d,%d,%d,1,%d,0:0:0:0:".formatted(x, y, time, sound);
  }

  @Test
  void rhythmIsTheEntropyOfRatios() {
    var steady =
        patterns(
            0,
            400,
            circle(0, 0, 0, 0),
            circle(0, 0, 200, 0),
            circle(0, 0, 400, 0),
            circle(0, 0, 600, 0));
    assertThat(steady.get(MapPatterns.Pattern.RHYTHM)).isZero();
    assertThat(steady.get(MapPatterns.Pattern.COMPLEX_RHYTHM)).isZero();
    assertThat(steady.get(MapPatterns.Pattern.DENSITY)).isCloseTo(5, within(1e-9));
    assertThat(steady.get(MapPatterns.Pattern.PEAK_DENSITY)).isCloseTo(0.8, within(1e-9));
    assertThat(steady.get(MapPatterns.Pattern.STACKS)).isEqualTo(1);
    var uneven =
        patterns(
            0,
            400,
            circle(0, 0, 0, 0),
            circle(0, 0, 200, 0),
            circle(0, 0, 500, 0),
            circle(0, 0, 700, 0));
    assertThat(uneven.get(MapPatterns.Pattern.RHYTHM)).isCloseTo(1, within(1e-9)); // 3/2 and 2/3
    assertThat(uneven.get(MapPatterns.Pattern.COMPLEX_RHYTHM)).isEqualTo(1);
  }

  @Test
  void anglesOfJumps() {
    var back =
        patterns(
            0,
            400,
            circle(0, 0, 0, 0),
            circle(200, 0, 300, 0),
            circle(0, 0, 600, 0),
            circle(200, 0, 900, 0));
    assertThat(back.get(MapPatterns.Pattern.JUMPS)).isEqualTo(1);
    assertThat(back.get(MapPatterns.Pattern.SHARP_ANGLES)).isEqualTo(1);
    assertThat(back.get(MapPatterns.Pattern.MEAN_ANGLE)).isCloseTo(0, within(1e-6));
    assertThat(back.get(MapPatterns.Pattern.SPACING)).isEqualTo(200);
    var on =
        patterns(
            0,
            400,
            circle(0, 0, 0, 0),
            circle(150, 0, 300, 0),
            circle(300, 0, 600, 0),
            circle(450, 0, 900, 0));
    assertThat(on.get(MapPatterns.Pattern.WIDE_ANGLES)).isEqualTo(1);
    assertThat(on.get(MapPatterns.Pattern.MEAN_ANGLE)).isCloseTo(180, within(1e-6));
    assertThat(on.get(MapPatterns.Pattern.SPACING_SPREAD)).isZero();
  }

  @Test
  void slidersColoursRowsAndDashes() {
    var sliders =
        patterns(
            0,
            400,
            "0,0,0,2,0,L|140:0,1,140",
            "0,0,1000,2,0,L|140:0,1,140",
            "0,0,2000,2,0,L|140:0,1,140");
    assertThat(sliders.get(MapPatterns.Pattern.SLIDERS)).isEqualTo(1);
    assertThat(sliders.get(MapPatterns.Pattern.TECH)).isZero();
    assertThat(sliders.get(MapPatterns.Pattern.SLIDER_VELOCITY)).isCloseTo(350, within(1.0));
    assertThat(sliders.get(MapPatterns.Pattern.VELOCITY_SPREAD)).isCloseTo(0, within(1e-9));
    var taiko =
        patterns(
            1,
            400,
            circle(0, 0, 0, 0),
            circle(0, 0, 200, 8),
            circle(0, 0, 400, 12),
            circle(0, 0, 600, 0));
    assertThat(taiko.get(MapPatterns.Pattern.COLOUR_CHANGES)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(taiko.get(MapPatterns.Pattern.FINISHERS)).isEqualTo(0.25);
    var mania =
        patterns(
            3,
            400,
            circle(64, 0, 0, 0),
            circle(192, 0, 100, 0),
            circle(320, 0, 100, 0),
            circle(64, 0, 200, 0),
            circle(192, 0, 200, 0),
            circle(448, 0, 200, 0));
    assertThat(mania.get(MapPatterns.Pattern.JUMPSTREAM)).isEqualTo(0.5);
    assertThat(mania.get(MapPatterns.Pattern.HANDSTREAM)).isEqualTo(0.5);
    var held =
        patterns(
            3, 400, "64,0,0,128,0,1000:0:0:0:0:", circle(192, 0, 500, 0), circle(192, 0, 1500, 0));
    assertThat(held.get(MapPatterns.Pattern.LONG_NOTE_OVERLAP)).isCloseTo(1 / 3.0, within(1e-9));
    var dashes =
        patterns(
            2,
            400,
            circle(0, 0, 0, 0),
            circle(100, 0, 500, 0),
            circle(400, 0, 900, 0),
            circle(0, 0, 1200, 0));
    assertThat(dashes.get(MapPatterns.Pattern.DASHES)).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(dashes.get(MapPatterns.Pattern.HYPERDASHES)).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void derivedTagsFollowPatterns() {
    Beatmap jumps = map(TestMaps.of(TestMaps.Style.JUMPS, 1).bpm(200).bytes());
    Beatmap easy = map(TestMaps.of(TestMaps.Style.EASY, 1).bpm(120).bytes());
    assertThat(tags(jumps, 5.5)).contains("aim/jump").doesNotContain("tap/streams");
    assertThat(tags(easy, 1.5)).doesNotContain("aim/jump", "tap/streams");
    Beatmap mania = map(TestMaps.of(TestMaps.Style.MANIA_JACKS, 1).bytes());
    assertThat(tags(mania, 4)).isEmpty(); // osu!'s tags of other modes mean nothing there
    assertThat(DerivedTags.names()).contains("aim/jump");
  }

  private static List<String> tags(Beatmap map, double stars) {
    var tags = DerivedTags.of(map, MapStatistics.of(map), MapPatterns.of(map), stars);
    assertThat(tags).allMatch(t -> t.confidence() > 0 && t.confidence() <= 1);
    return tags.stream().map(DerivedTag::tag).toList();
  }

  @Test
  void statisticsAreThoseOfTheMap() {
    MapStatistics facts =
        MapStatistics.of(map(TestMaps.of(TestMaps.Style.MANIA_STREAM, 1).bpm(174).keys(7).bytes()));
    assertThat(facts.bpm()).isCloseTo(174, within(0.01));
    assertThat(facts.keys()).isEqualTo(7);
    assertThat(facts.lengthSec()).isCloseTo(40, within(1.0));
    assertThat(MapStatistics.of(map(TestMaps.Style.MANIA_LONG_NOTES)).longNoteShare()).isEqualTo(1);
    assertThat(map(TestMaps.Style.CATCH).mode()).isEqualTo(GameMode.FRUITS);
  }
}
