package kiai.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kiai.TestMaps;
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
  void ratingsAreThoseOfTheSamePackageUnderNode() throws Exception {
    // node -e with rosu-pp-js 3.1.0 on TestMaps.of(JUMPS, 1) and (MANIA_STREAM, 1)
    try (StarCalculator stars = new StarCalculator(1)) {
      StarRating jumps = stars.rate(TestMaps.of(TestMaps.Style.JUMPS, 1).bytes());
      assertThat(jumps.stars()).isEqualTo(6.204309530317477);
      assertThat(jumps.starsDoubleTime()).isEqualTo(9.036823220422884);
      StarRating mania = stars.rate(TestMaps.of(TestMaps.Style.MANIA_STREAM, 1).bytes());
      assertThat(mania.stars()).isEqualTo(3.0990973131127717);
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
    assertThat(SubmissionYear.ofSetId(138_599)).hasValue(2013);
    assertThat(SubmissionYear.ofSetId(138_600)).hasValue(2014);
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
    var jumps = PatternShares.of(map(TestMaps.Style.JUMPS));
    var streams = PatternShares.of(map(TestMaps.Style.STREAMS));
    var jacks = PatternShares.of(map(TestMaps.Style.MANIA_JACKS));
    var holds = PatternShares.of(map(TestMaps.Style.MANIA_LONG_NOTES));
    assertThat(jumps.get(PatternShares.Pattern.JUMPS)).isGreaterThan(0.8);
    assertThat(jumps.get(PatternShares.Pattern.STREAMS)).isZero();
    assertThat(streams.get(PatternShares.Pattern.STREAMS)).isGreaterThan(0.9);
    assertThat(streams.get(PatternShares.Pattern.JUMPS)).isZero();
    assertThat(jacks.get(PatternShares.Pattern.JACKS)).isGreaterThan(0.5);
    assertThat(jacks.get(PatternShares.Pattern.CHORDS)).isEqualTo(1);
    assertThat(holds.get(PatternShares.Pattern.LONG_NOTES)).isEqualTo(1);
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
