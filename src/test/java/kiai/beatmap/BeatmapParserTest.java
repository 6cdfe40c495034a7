package kiai.beatmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiai.Shared;
import kiai.TestMaps;
import kiai.input.ParserLimits;
import org.junit.jupiter.api.Test;

class BeatmapParserTest {
  private static final String HEAD =
      "osu file format v14\n[General]\nMode:0\n[Metadata]\nTitle:Re:Zero\nArtist:A\n"
          + "[Difficulty]\nCircleSize:4\nSliderMultiplier:1\n[TimingPoints]\n0,500,4,2,1,60,1,0\n";
  private final BeatmapParser parser = new BeatmapParser();

  private Beatmap usable(String text) {
    return usable(text.getBytes(StandardCharsets.UTF_8));
  }

  private Beatmap usable(byte[] bytes) {
    return ((ParsedBeatmap.Usable) parser.parse(bytes)).beatmap();
  }

  @Test
  void keysEndAtTheFirstColon() {
    assertThat(usable(HEAD + "[HitObjects]\n1,2,3,1,0\n").metadata().title()).isEqualTo("Re:Zero");
  }

  @Test
  void readsEveryKindOfObject() {
    Beatmap map =
        usable(
            HEAD
                + "[HitObjects]\n10,20,100,5,2,1:2:0:70:x.wav\n"
                + "0,0,500,2,0,P|50:50|100:0,2,100,2|0|8,1:0|0:0|0:2,0:0:0:0:\n"
                + "256,192,2000,12,4,3000,0:0:0:0:\n64,192,3500,128,0,4000:0:0:0:0:\n");
    assertThat(map.hitObjects()).hasSize(4);
    HitObject.Circle circle = (HitObject.Circle) map.hitObjects().get(0);
    assertThat(circle)
        .isEqualTo(new HitObject.Circle(10, 20, 100, 2, true, new HitSample(1, 2, 70)));
    HitObject.Slider slider = (HitObject.Slider) map.hitObjects().get(1);
    // 2 spans of 100 osu! pixels at 100 pixels a beat of 500 ms
    assertThat(slider.endTime()).isEqualTo(500 + 1000);
    assertThat(slider.edgeSounds()).containsExactly(2, 0, 8);
    assertThat(slider.path()).containsExactly(0, 0, 50, 50, 100, 0);
    assertThat(map.hitObjects().get(2).endTime()).isEqualTo(3000);
    assertThat(map.hitObjects().get(3)).isInstanceOf(HitObject.HoldNote.class);
    assertThat(map.issues()).isEmpty();
  }

  @Test
  void unreadableLinesAreNamedAndLeftOut() {
    Beatmap map = usable(HEAD + "[HitObjects]\n1,2,3,1,0\nnonsense\n1,2,x,1,0\n5,5,900,1,0\n");
    assertThat(map.hitObjects()).hasSize(2);
    assertThat(map.issues()).extracting(ParseIssue::line).containsExactly(14, 15);
    assertThat(map.issues().get(1).message()).contains("time");
  }

  @Test
  void missingPartsTakeTheGamesDefaults() {
    Beatmap map = usable("osu file format v9\n[HitObjects]\n1,2,3,1,0\n");
    assertThat(map.formatVersion()).isEqualTo(9);
    assertThat(map.difficulty().circleSize()).isEqualTo(5);
    assertThat(map.difficulty().sliderMultiplier()).isEqualTo(1.4);
    assertThat(map.metadata().title()).isEmpty();
    assertThat(map.issues()).isNotEmpty();
  }

  @Test
  void approachRateIsOverallDifficultyInOldMaps() {
    Beatmap map =
        usable("osu file format v5\n[Difficulty]\nOverallDifficulty:7\n[HitObjects]\n1,2,3,1,0\n");
    assertThat(map.difficulty().approachRate()).isEqualTo(7);
  }

  @Test
  void everyEncodingAndLineEndGivesTheSameMap() {
    String text = HEAD.replace("Artist:A", "Artist:初音ミク") + "[HitObjects]\n1,2,3,1,0\n";
    List<byte[]> forms = new ArrayList<>();
    forms.add(text.getBytes(StandardCharsets.UTF_8));
    forms.add(("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));
    forms.add(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
    forms.add(("\uFEFF" + text).getBytes(StandardCharsets.UTF_16BE));
    forms.add(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    forms.add(text.replace("\n", "\r").getBytes(StandardCharsets.UTF_8));
    for (byte[] form : forms) {
      assertThat(usable(form).metadata().artist()).isEqualTo("初音ミク");
      assertThat(usable(form).hitObjects()).hasSize(1);
    }
    byte[] legacy = text.getBytes(Charset.forName("Shift_JIS"));
    assertThat(usable(legacy).hitObjects()).hasSize(1);
  }

  @Test
  void aHeaderIsNotNeededWhereThereAreObjects() {
    Beatmap map = usable("[HitObjects]\n1,2,3,1,0\n");
    assertThat(map.hitObjects()).hasSize(1);
    assertThat(map.issues().getFirst().message()).contains("first line");
  }

  @Test
  void whatIsNoMapIsRejectedWithOneReason() {
    for (String text : List.of("", "version https://git-lfs.github.com/spec/v1\n", "<html>")) {
      assertThat(parser.parse(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(ParsedBeatmap.Rejected.class);
    }
    assertThat(new BeatmapParser(new ParserLimits(10, 1, 1, 1, 1, 1)).parse(new byte[11]))
        .isInstanceOf(ParsedBeatmap.Rejected.class);
  }

  @Test
  void limitsHold() {
    BeatmapParser small = new BeatmapParser(new ParserLimits(1 << 20, 3, 1, 4, 5, 2));
    String text =
        HEAD
            + "100,400,4\n[HitObjects]\n"
            + "1,2,3,1,0\n".repeat(5)
            + "0,0,9,2,0,L|1:1|2:2|3:3|4:4|5:5,1,10\n";
    Beatmap map =
        ((ParsedBeatmap.Usable) small.parse(text.getBytes(StandardCharsets.UTF_8))).beatmap();
    assertThat(map.hitObjects()).hasSize(3);
    assertThat(map.timing().size()).isEqualTo(1);
    assertThat(map.issues()).hasSizeLessThanOrEqualTo(3);
    String repeats = HEAD + "[HitObjects]\n1,1,1,1,0\n0,0,9,2,0,L|1:1,9999999,10\n";
    assertThat(usable(repeats).hitObjects()).hasSize(1);
  }

  @Test
  void absurdNumbersDoNoHarm() {
    Beatmap map =
        usable(
            HEAD
                + "NaN,500\n1e300,500\n0,NaN\n[HitObjects]\n1,2,1e300,1,0\n1,2,NaN,1,0\n"
                + "1,2,3,1,0\n0,0,10,2,0,L|9:9,1,1e300\n0,0,10,2,0,L|9:9,1,NaN\n");
    assertThat(map.hitObjects()).allSatisfy(o -> assertThat(o.endTime()).isFinite());
    assertThat(map.timing().list()).allSatisfy(t -> assertThat(t.time()).isFinite());
  }

  @Test
  void repeatedSectionsReplaceEarlierOnes() {
    Beatmap map = usable(HEAD + "[HitObjects]\n1,2,3,1,0\n1,2,4,1,0\n[HitObjects]\n5,5,9,1,0\n");
    assertThat(map.hitObjects()).hasSize(1);
  }

  @Test
  void everyOwnStyleParsesWithoutIssue() {
    for (TestMaps.Style style : TestMaps.Style.values()) {
      Beatmap map = usable(TestMaps.of(style, 1).bytes());
      assertThat(map.hitObjects()).as(style.name()).hasSizeGreaterThan(20);
      assertThat(map.issues()).isEmpty();
    }
  }

  @Test
  void allRealMapsParse() throws Exception {
    int usable = 0;
    for (Path file : Shared.allBeatmaps()) {
      assertThat(parser.parse(Files.readAllBytes(file)))
          .as(file.toString())
          .isInstanceOf(ParsedBeatmap.Usable.class);
      usable++;
    }
    assertThat(usable).isEqualTo(4_034);
  }

  @Test
  void oddFilesGiveAMapOrAReason() throws Exception {
    try (Stream<Path> files = Files.list(Shared.beatmaps().resolve("odd"))) {
      for (Path file : files.toList()) {
        switch (parser.parse(Files.readAllBytes(file))) {
          case ParsedBeatmap.Usable _ -> {}
          case ParsedBeatmap.Rejected rejected ->
              assertThat(rejected.reason().message()).isNotBlank();
        }
      }
    }
  }
}
