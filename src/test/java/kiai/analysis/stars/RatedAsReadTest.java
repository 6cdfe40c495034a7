package kiai.analysis.stars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kiai.Shared;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import org.junit.jupiter.api.Test;

/** Stars are those of the map as we read it, however its file is written. */
class RatedAsReadTest {
  private static Beatmap read(byte[] bytes) {
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
  }

  private static Beatmap read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theWayOfWritingChangesNothing() throws Exception {
    String text = new String(TestMaps.of(Style.JUMPS, 5).bytes(), StandardCharsets.UTF_8);
    String dots = text.replaceFirst("CircleSize: ?[0-9.]+", "CircleSize:4.2");
    assertThat(dots).isNotEqualTo(text);
    try (StarCalculator stars = new StarCalculator(1)) {
      double expected = stars.rate(read(dots)).stars();
      assertThat(expected).isGreaterThan(1);
      for (String other :
          List.of(
              dots.replace("\r\n", "\n").replace('\n', '\r'),
              dots.replace("CircleSize:4.2", "CircleSize:4,2"),
              dots.replace("CircleSize:4.2", "CircleSize:\uff14.\uff12"),
              "\ufeff" + dots)) {
        assertThat(stars.rate(read(other)).stars()).isEqualTo(expected);
      }
      byte[] wide = ("\ufeff" + dots).getBytes(StandardCharsets.UTF_16LE);
      assertThat(stars.rate(read(wide)).stars()).isEqualTo(expected);
    }
  }

  @Test
  void columnsAreThoseThatWereRead() throws Exception {
    StringBuilder middle = new StringBuilder();
    StringBuilder edge = new StringBuilder();
    for (int i = 0; i < 140; i++) {
      int column = i % 14;
      int time = 1000 + 90 * i;
      middle.append("%d,192,%d,1,0,0:0:0:0:%n".formatted((2 * column + 1) * 512 / 28, time));
      edge.append("%d,192,%d,1,0,0:0:0:0:%n".formatted((column * 512 + 13) / 14, time));
    }
    String head =
        "osu file format v14\n[General]\nMode:3\n[Difficulty]\nCircleSize:14\n"
            + "[TimingPoints]\n0,300,4,2,1,60,1,0\n[HitObjects]\n";
    try (StarCalculator stars = new StarCalculator(1)) {
      assertThat(stars.rate(read(head + edge)).stars())
          .isEqualTo(stars.rate(read(head + middle)).stars());
    }
  }

  @Test
  void realMapsKeepTheirStars() throws Exception {
    List<Path> maps = Shared.allBeatmaps();
    try (StarCalculator stars = new StarCalculator(1)) {
      for (int i = 0; i < maps.size(); i += 90) {
        byte[] bytes = Files.readAllBytes(maps.get(i));
        StarRating file;
        try {
          file = stars.rate(bytes);
        } catch (StarRatingException e) {
          continue; // too odd to be rated either way
        }
        // Four of the 4,034 differ, by less than 0.0001: their lines are odd.
        assertThat(stars.rate(read(bytes)).stars())
            .as(maps.get(i).toString())
            .isCloseTo(file.stars(), within(1e-4));
      }
    }
  }
}
