package kiai.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import kiai.analysis.play.MapPatterns;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings, tempi and velocities that no player meets. */
class PlayedSettingsTest {
  private static Beatmap map(String mode, String difficulty, String timing, String more) {
    StringBuilder text = new StringBuilder("osu file format v14\n[General]\nMode:").append(mode);
    text.append("\n[Metadata]\nTitle:T\n[Difficulty]\n").append(difficulty);
    text.append("\n[TimingPoints]\n").append(timing).append("\n[HitObjects]\n");
    for (int i = 0; i < 40; i++) {
      text.append(100 + i).append(",150,").append(1000 + 150 * i).append(",1,0,0:0:0:0:\n");
    }
    byte[] bytes = text.append(more).toString().getBytes(StandardCharsets.UTF_8);
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // all of 6 to 60,000 ms count, the others are left out
        "0,300,4,2,1,60,1,0|2000,4.9E-324,4,2,1,60,1,0|2100,300,4,2,1,60,1,0; 200; 200; 200",
        "0,300,4,2,1,60,1,0|2000,0.05,4,2,1,60,1,0|2001,300,4,2,1,60,1,0; 200; 200; 200",
        "0,1E+308,4,2,1,60,1,0; 0; 0; 0",
        "0,6.5E-12,4,2,1,60,1,0; 0; 0; 0",
        "0,NaN,4,2,1,60,1,0; 0; 0; 0",
        "0,-300,4,2,1,60,1,0; 0; 0; 0",
        "0,6,4,2,1,60,1,0; 10000; 10000; 10000",
        "0,300,4,2,1,60,1,0|2000,600,4,2,1,60,1,0; 100; 100; 200",
      })
  void tempiThatTheGameDoesNotTakeAreLeftOut(String lines, double main, double min, double max) {
    MapStatistics facts = MapStatistics.of(map("0", "CircleSize:4", lines.replace('|', '\n'), ""));
    assertThat(facts.bpm()).isEqualTo(main);
    assertThat(facts.bpmMin()).isEqualTo(min);
    assertThat(facts.bpmMax()).isEqualTo(max);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 99, 10",
    "0, -3, 0",
    "0, 4_0, 10",
    "0, 1E9, 10",
    "0, 4.2, 4.2",
    "3, 3E9, 18",
    "3, -4, 1",
    "3, 99, 18",
    "3, 7, 7",
    "2, 11, 10"
  })
  void settingsAreWhatTheGameAllows(String mode, String written, double played) {
    String all =
        "HPDrainRate:%1$s%nCircleSize:%1$s%nOverallDifficulty:%1$s%nApproachRate:%1$s"
            .formatted(written);
    Beatmap map = map(mode, all, "0,300,4,2,1,60,1,0", "");
    assertThat(map.played().circleSize()).isEqualTo(played);
    assertThat(map.played().hp()).isBetween(0.0, 10.0);
    assertThat(map.played().approachRate()).isBetween(0.0, 10.0);
    assertThat(map.played().overallDifficulty()).isBetween(0.0, 10.0);
    assertThat(MapStatistics.of(map).keys()).isEqualTo(mode.equals("3") ? (int) played : 0);
  }

  @ParameterizedTest
  @CsvSource({"1E9, 1", "100, 1000000", "0, 1"})
  void slidersWithoutADurationHaveNoVelocity(String length, String repeats) {
    String slider = "100,100,8000,2,0,L|300:100," + repeats + "," + length + "\n";
    String usual = "100,100,9000,2,0,L|300:100,1,140\n";
    Map<MapPatterns.Pattern, Double> with =
        MapPatterns.of(map("0", "SliderMultiplier:1.4", "0,300,4,2,1,60,1,0", slider + usual));
    assertThat(with.get(MapPatterns.Pattern.SLIDER_VELOCITY)).isBetween(400.0, 500.0);
    assertThat(with.get(MapPatterns.Pattern.VELOCITY_SPREAD)).isZero();
    assertThat(with.get(MapPatterns.Pattern.TECH)).isZero();
  }
}
