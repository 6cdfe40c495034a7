package kiai.beatmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.List;
import kiai.beatmap.HitObject.PathSegment;
import kiai.beatmap.curve.SegmentedPath;
import kiai.beatmap.curve.SliderCurve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of hit objects that are none, that were cut, and paths as osu!lazer writes them. */
class OddObjectsTest {
  private static final String HEAD =
      "osu file format v14\n[General]\nMode:0\n[Metadata]\nTitle:T\n"
          + "[Difficulty]\nCircleSize:4\nSliderMultiplier:1\n[TimingPoints]\n0,500,4,2,1,60,1,0\n"
          + "[HitObjects]\n100,100,1000,1,0,0:0:0:0:\n";

  private static Beatmap map(String lines) {
    byte[] bytes = (HEAD + lines).getBytes(StandardCharsets.UTF_8);
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
  }

  private static HitObject.Slider slider(String path, double length) {
    Beatmap map = map("80,300,5000,2,0," + path + ",1," + length);
    assertThat(map.issues()).isEmpty();
    return (HitObject.Slider) map.hitObjects().getLast();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "256,192,5677,05882352941,1,0,0:0:0:0:",
        "256,192,5677,5882352941,1,0,0:0:0:0:",
        "256,192,5677,00,1,0",
        "256,192,5677,1E10,1,0",
        "256,192,5677,257,0",
        "256,192,5677,-1,0",
        "100,5,100,2,6200,2,0,L|200:100,1,80",
        "100,5,100,1,6200,1,0,0:0:0:0:",
        "100,5,120,6200,1,0,0:0:0:0:",
        "212,280,5449,2,0,B|260:31",
        "212,280,5449,2,0,B|260:310,1",
        "212,280,5449,2,0,B|260:310,1,",
        "212,280,5449,2,0,2,0,80",
      })
  void linesThatAreNoObjectAreLeftOutAndNamed(String line) {
    Beatmap map = map(line);
    assertThat(map.hitObjects()).hasSize(1);
    assertThat(map.issues())
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.line()).isEqualTo(13);
          assertThat(issue.message()).contains("left out");
        });
  }

  @Test
  void aSpinnerMayEndWithAColon() {
    Beatmap map = map("256,192,5800,12,0,6712:0:0:0:0:");
    assertThat(map.hitObjects().getLast()).isInstanceOf(HitObject.Spinner.class);
    assertThat(map.hitObjects().getLast().endTime()).isEqualTo(6712);
  }

  @Test
  void aSliderLongerThanTheGameAllowsEndsWhereItStarts() {
    Beatmap map = map("100,100,5000,2,0,L|300:100,1,1E9");
    assertThat(map.hitObjects().getLast().endTime()).isEqualTo(5000);
    assertThat(map.issues()).hasSize(1);
  }

  @Test
  void theSliderMultiplierIsWhatTheGameAllows() {
    byte[] bytes =
        (HEAD.replace("SliderMultiplier:1", "SliderMultiplier:0")
                + "100,100,5000,2,0,L|300:100,1,40")
            .getBytes(StandardCharsets.UTF_8);
    Beatmap map = ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
    assertThat(map.hitObjects().getLast().endTime()).isEqualTo(5500); // 0.4: 40 pixels a beat
  }

  @Test
  void lettersWithinAPathBeginSegments() {
    HitObject.Slider slider = slider("L|120:300|B|160:260|200:300", 150);
    assertThat(slider.path()).containsExactly(80, 300, 120, 300, 160, 260, 200, 300);
    assertThat(slider.segments())
        .containsExactly(
            new PathSegment(CurveType.LINEAR, 0, 0), new PathSegment(CurveType.BEZIER, 0, 2));
    // 40 to the second point, then 56.57 and 56.57 along straight lines; it ends 3.1 before the
    // last
    SliderCurve end = SliderCurve.of(slider);
    assertThat(end.endX()).isCloseTo(197.75, within(0.05));
    assertThat(end.endY()).isCloseTo(297.75, within(0.05));
  }

  @Test
  void aLetterWithADegreeIsASpline() {
    HitObject.Slider whole = slider("B4|310:180|330:220|380:260|400:300", 1_000);
    assertThat(whole.segments()).containsExactly(new PathSegment(CurveType.BEZIER, 4, 0));
    // A cubic spline over five points: its first span lies in the hull of the first four, and it
    // begins and ends in the first and the last.
    double[] line = SegmentedPath.line(slider("B3|310:180|330:220|380:260|400:300", 350));
    assertThat(List.of(line[0], line[1])).containsExactly(80.0, 300.0);
    double longest = 0;
    for (int i = 2; i < line.length; i += 2) {
      longest = Math.max(longest, Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]));
    }
    assertThat(longest).isLessThan(16); // no gaps
    // De Boor by hand: knots 0 0 0 0 1 2 2 2 2; at the inner knot the point is
    // (P1 + 2 P2 + P3) / 4 for P = 310:180, 330:220, 380:260.
    boolean passes = false;
    for (int i = 0; i < line.length; i += 2) {
      passes |= Math.hypot(line[i] - 337.5, line[i + 1] - 220) < 1e-9;
    }
    assertThat(passes).isTrue();
  }

  @Test
  void anArcWithinAPathIsRound() {
    // A line to 100:300, then half a circle around 150:300 through 150:350 to 200:300.
    HitObject.Slider slider = slider("L|90:300|P|100:300|150:350|200:300", 20 + Math.PI * 25);
    SliderCurve end = SliderCurve.of(slider);
    assertThat(end.endX()).isCloseTo(150, within(0.3));
    assertThat(end.endY()).isCloseTo(350, within(0.3));
  }

  @Test
  void aWrittenMapIsReadAsItWas() {
    String lines =
        "80,300,5000,6,2,L|120:300|B|160:260|200:300,1,150\n"
            + "80,300,7000.5,2,0,B3|310:180|330:220|380:260,2,120\n"
            + "256,192,9000,12,4,9900,0:0:0:0:\n64,192,9950,128,0,9990:0:0:0:0:\n";
    Beatmap map = map(lines);
    byte[] written = BeatmapWriter.write(map);
    Beatmap again = ((ParsedBeatmap.Usable) new BeatmapParser().parse(written)).beatmap();
    assertThat(again.hitObjects()).hasSameSizeAs(map.hitObjects());
    assertThat(again.hitObjects())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(map.hitObjects());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "L|",
        "L|||",
        "B|B|B|B",
        "L|1:1|P|2:2|B",
        "B99|1:1|2:2",
        "B0|1:1|2:2",
        "P|1:1|C|1:1|1:1",
        "B3|80:300|80:300|80:300|80:300|80:300",
        "L|2147483647:0|B2|0:0|0:2147483647|5:5"
      })
  void anyPathEndsSomewhere(String path) {
    Beatmap map = map("80,300,5000,2,0," + path + ",1,100");
    if (map.hitObjects().getLast() instanceof HitObject.Slider slider) {
      SliderCurve end = SliderCurve.of(slider);
      assertThat(end.endX()).isFinite();
      assertThat(end.endY()).isFinite();
    }
  }
}
