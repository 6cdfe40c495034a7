package kiai.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import kiai.TestMaps;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.tokens.folder.ProcessorFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processor on maps that we wrote ourselves, where the golden fixtures are not at hand. */
class ProcessorTest {
  private final Processor processor = DefaultProcessor.create();

  private static Beatmap parse(String text) {
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(text.getBytes(StandardCharsets.UTF_8)))
        .beatmap();
  }

  private List<String> tokens(TokenWindow window) {
    Vocabulary vocabulary = processor.beatmapTokenizer().vocabulary();
    List<String> names = new ArrayList<>();
    for (int id : window.ids()) {
      vocabulary.base().forEach((token, i) -> add(names, token, i, id));
      vocabulary.specials().forEach((token, i) -> add(names, token, i, id));
    }
    return names;
  }

  private static void add(List<String> names, String token, int id, int wanted) {
    if (id == wanted) {
      names.add(token);
    }
  }

  @Test
  void aSmallMapGivesTheTokensWrittenByHand() {
    Beatmap map =
        parse(
            "osu file format v14\n[Difficulty]\nCircleSize:4\nSliderMultiplier:1\n"
                + "[TimingPoints]\n500,1000,4,2,1,60,1,0\n[HitObjects]\n"
                + "100,192,500,5,8,0:0:0:0:\n0,0,1000,2,0,L|50:0,1,50,2|0,0:0|0:0,0:0:0:0:\n");
    List<TokenWindow> windows = processor.windows(map);
    assertThat(windows).hasSize(1);
    assertThat(tokens(windows.getFirst()))
        .containsExactly(
            "[CLS]",
            "[BOS]",
            "[TIMING_POINT]",
            "[TIME_SHIFT_500]",
            "[CIRCLE_NEW_COMBO]",
            "[TIME_SHIFT_500]",
            "[POS_X_100]",
            "[POS_Y_192]",
            "[HITSOUND_8_2_2]",
            "[VOLUME_60]",
            "[SLIDER_HEAD]",
            "[TIME_SHIFT_1000]",
            "[POS_X_0]",
            "[POS_Y_0]",
            "[SCROLL_SPEED_1.00]",
            "[HITSOUND_2_2_2]",
            "[VOLUME_60]",
            "[LAST_ANCHOR]",
            "[POS_X_48]",
            "[POS_Y_0]",
            "[BEAT]",
            "[TIME_SHIFT_1500]",
            "[SLIDER_END]",
            "[TIME_SHIFT_1500]",
            "[HITSOUND_0_2_2]",
            "[VOLUME_60]",
            "[REPEAT_END]",
            "[TIME_SHIFT_1500]",
            "[POS_X_48]",
            "[POS_Y_0]",
            "[HITSOUND_0_2_2]",
            "[VOLUME_60]",
            "[EOS]");
  }

  @Test
  void windowsCoverTheSongWithoutOverlap() {
    Beatmap map = parse(TestMaps.of(TestMaps.Style.STREAMS, 3).seconds(60).text());
    List<TokenWindow> windows = processor.windows(map);
    assertThat(windows).hasSize(4);
    for (int i = 0; i < windows.size(); i++) {
      assertThat(windows.get(i).startMs()).isEqualTo(i * 16_000);
      assertThat(windows.get(i).ids().length).isLessThanOrEqualTo(2_000);
    }
    assertThat(windows.stream().mapToInt(TokenWindow::groups).sum())
        .isEqualTo(processor.groups(map).size());
  }

  @Test
  void mapsWhoseLastLineIsTheirFirstObjectAreStillEmbedded() {
    String text = TestMaps.of(TestMaps.Style.JUMPS, 3).text() + "256,192,500,1,0,0:0:0:0:\n";
    Beatmap map = parse(text);
    assertThat(processor.windows(map)).isEmpty(); // as the reference, P10
    assertThat(processor.windowsToEmbed(map)).hasSize(3);
    Beatmap sorted = parse(TestMaps.of(TestMaps.Style.JUMPS, 3).text());
    assertThat(processor.windowsToEmbed(sorted)).hasSameSizeAs(processor.windows(sorted));
  }

  @Test
  void theOrderOfTheLinesDoesNotChangeWhatIsEmbedded() {
    String text = TestMaps.of(TestMaps.Style.JUMPS, 3).text();
    String[] parts = text.split("(?<=\\[HitObjects\\]\\R)", 2);
    List<String> lines = new ArrayList<>(parts[1].lines().toList());
    Collections.rotate(lines, -7); // the last line is the seventh object
    Beatmap rotated = parse(parts[0] + String.join("\n", lines) + "\n");
    List<TokenWindow> expected = processor.windowsToEmbed(parse(text));
    assertThat(processor.windows(rotated)).hasSizeLessThan(expected.size());
    assertThat(processor.windowsToEmbed(rotated))
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(expected);
  }

  @Test
  void windowsReachToTheObjectThatEndsLast() {
    String text = TestMaps.of(TestMaps.Style.EASY, 3).text() + "256,192,39000,12,0,90000\n";
    String circle = "256,192,41000,1,0,0:0:0:0:\n"; // begins later, ends earlier
    assertThat(processor.windowsToEmbed(parse(text + circle)).getLast().startMs())
        .isEqualTo(80_000);
  }

  @Test
  void objectsFarApartMakeNoWindowsBetweenThem() {
    String text = TestMaps.of(TestMaps.Style.JUMPS, 3).text() + "256,192,15000000,1,0,0:0:0:0:\n";
    List<TokenWindow> windows = processor.windowsToEmbed(parse(text));
    assertThat(windows).hasSize(4); // three of the map, one of the last circle
    assertThat(windows.getLast().startMs()).isEqualTo(14_992_000);
    String days = TestMaps.of(TestMaps.Style.JUMPS, 3).text() + "256,192,1750000000,1,0\n";
    assertThat(processor.windowsToEmbed(parse(days))).hasSize(3);
  }

  @Test
  void maniaColumnsAreTokensOnlyWhenTheModelFolderAsks() {
    ProcessorConfig config = processor.config();
    ProcessorConfig.Parser p = config.parser();
    Processor withColumns =
        new Processor(
            new ProcessorConfig(
                new ProcessorConfig.Parser(
                    p.addTiming(),
                    p.addSnapping(),
                    p.addTimingPoints(),
                    p.addHitsounds(),
                    p.addDistances(),
                    p.addPositions(),
                    p.addKiai(),
                    p.addSv(),
                    p.addManiaSv(),
                    p.maniaBpmNormalizedScrollSpeed(),
                    true),
                config.beatmapTokenizer(),
                config.metadataTokenizer(),
                config.windows()));
    Beatmap map = parse(TestMaps.of(TestMaps.Style.MANIA_STREAM, 3).text());
    int plain = processor.windows(map).getFirst().tokens();
    assertThat(withColumns.windows(map).getFirst().tokens()).isGreaterThan(plain);
    assertThat(tokens(withColumns.windows(map).getFirst())).contains("[MANIA_COLUMN_1]");
    assertThat(tokens(processor.windows(map).getFirst()))
        .noneMatch(t -> t.startsWith("[MANIA_COLUMN"));
  }

  @Test
  void aModelFolderGivesBackTheProcessorThatWroteIt(@TempDir Path folder) throws IOException {
    ProcessorFolder.write(processor, folder);
    Processor read = ProcessorFolder.read(folder);
    assertThat(read.config()).isEqualTo(processor.config());
    for (TestMaps.Style style : TestMaps.Style.values()) {
      Beatmap map = parse(TestMaps.of(style, 5).text());
      assertThat(read.windows(map).getFirst().ids())
          .containsExactly(processor.windows(map).getFirst().ids());
      assertThat(read.metadataIds(read.metadata(map)))
          .containsExactly(processor.metadataIds(processor.metadata(map)));
    }
  }

  @Test
  void aBrokenModelFolderIsNamed(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> ProcessorFolder.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is missing");
    ProcessorFolder.write(processor, folder);
    Files.writeString(folder.resolve("processor_config.json"), "{");
    assertThatThrownBy(() -> ProcessorFolder.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("processor_config.json is not valid JSON");
  }

  @Test
  void tagNamesAreUniqueInOurTables() {
    assertThat(UserTags.all()).hasSize(128);
    assertThat(UserTags.firstOfEachName()).hasSize(116);
    Vocabulary v = processor.metadataTokenizer().vocabulary();
    assertThat(v.base().values()).doesNotContainAnyElementsOf(v.specials().values());
  }

  @Test
  void everyQuirkIsListedOnce() {
    assertThat(Quirks.KEPT).extracting(Quirks.Quirk::number).doesNotHaveDuplicates();
    assertThat(Quirks.WHERE_THE_REFERENCE_RAISES).isNotEmpty();
  }
}
