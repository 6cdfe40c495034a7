package kiai.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies of maps are known by their notes, and other maps are no copies. */
class NotesKeyTest {
  private static String key(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Beatmap map = ((ParsedBeatmap.Usable) new BeatmapParser().parse(bytes)).beatmap();
    return NotesKey.of(map);
  }

  private static String text(Style style, long seed) {
    return TestMaps.of(style, seed).text();
  }

  /** The map with its lines of objects changed. */
  private static String with(String text, UnaryOperator<List<String[]>> change) {
    String[] parts = text.split("(?<=\\[HitObjects\\]\\R)", 2);
    List<String[]> lines = new ArrayList<>();
    parts[1].lines().forEach(line -> lines.add(line.split(",", -1)));
    StringBuilder out = new StringBuilder(parts[0]);
    change.apply(lines).forEach(line -> out.append(String.join(",", line)).append('\n'));
    return out.toString();
  }

  private static void retime(List<String[]> lines, double speed, int shift) {
    for (String[] line : lines) {
      line[2] = String.valueOf(Math.round(Integer.parseInt(line[2]) / speed) + shift);
    }
  }

  @ParameterizedTest
  @EnumSource
  void copiesAreKnownAtAnySpeedAndPlaceInTime(Style style) {
    String original = text(style, 7);
    String key = key(original);
    String copy =
        with(
            original,
            lines -> {
              retime(lines, 1.1, 37);
              return lines;
            });
    if (key != null) { // maps with little in them have none
      assertThat(NotesKey.areCopies(key(copy), key)).isTrue();
      assertThat(NotesKey.areCopies(key(text(style, 8)), key)).isFalse();
    } else {
      assertThat(key(copy)).isNull();
    }
  }

  @Test
  void smallEditsLeaveACopyACopy() {
    String original = text(Style.JUMPS, 7);
    String key = key(original);
    assertThat(key).matches("[0-9a-f]{48}");
    String edited =
        with(
            original,
            lines -> {
              lines.get(50)[0] = "3";
              lines.remove(100);
              return lines;
            });
    assertThat(NotesKey.areCopies(key(edited), key)).isTrue();
    String half = with(original, lines -> lines.subList(0, lines.size() / 2));
    assertThat(NotesKey.areCopies(key(half), key)).isFalse();
  }

  @Test
  void mapsWithLittleInThemHaveNoKey() {
    String few = with(text(Style.JUMPS, 7), lines -> lines.subList(0, 15));
    assertThat(key(few)).isNull();
    String same =
        with(
            text(Style.JUMPS, 7),
            lines -> {
              lines.forEach(line -> line[0] = line[1] = "100");
              return lines;
            });
    assertThat(key(same)).isNull();
    assertThat(NotesKey.areCopies(null, null)).isFalse();
  }
}
