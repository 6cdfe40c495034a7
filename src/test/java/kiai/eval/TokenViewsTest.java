package kiai.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.analysis.play.WindowFeatures.Variant;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.eval.set.TokenViews;
import kiai.tokens.Processor;
import kiai.tokens.TokenWindow;
import org.junit.jupiter.api.Test;

class TokenViewsTest {
  private final Processor processor = TestModel.encoder().model().processor();
  private final TokenViews views = new TokenViews(processor.beatmapTokenizer().vocabulary());
  private final Map<Integer, String> names = new TreeMap<>();

  TokenViewsTest() {
    processor.beatmapTokenizer().vocabulary().base().forEach((name, id) -> names.put(id, name));
    processor.beatmapTokenizer().vocabulary().specials().forEach((name, id) -> names.put(id, name));
  }

  private List<int[]> windows(Style style) {
    byte[] map = TestMaps.of(style, 3).bytes();
    ParsedBeatmap.Usable usable = (ParsedBeatmap.Usable) new BeatmapParser().parse(map);
    return processor.windowsToEmbed(usable.beatmap()).stream().map(TokenWindow::ids).toList();
  }

  private List<String> text(int[] ids) {
    return Arrays.stream(ids).mapToObj(names::get).toList();
  }

  @Test
  void stripLeavesThePlay() {
    for (Style style : Style.values()) {
      for (int[] ids : windows(style)) {
        List<String> before = text(ids);
        List<String> after = text(views.strip(ids));
        assertThat(after)
            .noneMatch(
                t -> t.matches("\\[(BEAT|MEASURE|TIMING_POINT|KIAI_O.*|VOLUME_.*|HITSOUND_.*)\\]"));
        assertThat(after.stream().filter(t -> t.startsWith("[CIRCLE")).count())
            .isEqualTo(before.stream().filter(t -> t.startsWith("[CIRCLE")).count());
        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(before.size()).isGreaterThan(after.size());
      }
    }
  }

  @Test
  void aChangeMovesTimesAndPlaces() {
    int[] ids = windows(Style.JUMPS).getFirst();
    int[] fast = views.change(ids, new Variant(1.25, true, true));
    assertThat(fast).hasSameSizeAs(ids);
    for (int i = 0; i < ids.length; i++) {
      int ms = views.time(ids[i]);
      if (ms >= 0) {
        assertThat(views.time(fast[i])).isBetween((int) (ms / 1.25) - 6, (int) (ms / 1.25) + 6);
      }
    }
    int[] back =
        views.change(views.change(ids, new Variant(1, true, true)), new Variant(1, true, true));
    assertThat(back).containsExactly(ids);
    int[] slow = views.change(ids, new Variant(0.8, false, false));
    assertThat(slow.length).isLessThan(ids.length).isGreaterThan(ids.length / 2);
    assertThat(views.time(slow[slow.length - 1])).isLessThanOrEqualTo(16_000);
  }

  @Test
  void theChangeOfATestIsAlwaysTheSame() {
    String md5 = "0123456789abcdef0123456789abcdef";
    assertThat(Variant.ofTest(md5, 16_000)).isEqualTo(Variant.ofTest(md5, 16_000));
    assertThat(Variant.ofTest(md5, 16_000)).isNotEqualTo(Variant.ofTest(md5, 32_000));
    for (int start = 0; start < 1_600_000; start += 16_000) {
      assertThat(Variant.ofTest(md5, start).speed()).isBetween(0.8, 1.25);
    }
  }
}
