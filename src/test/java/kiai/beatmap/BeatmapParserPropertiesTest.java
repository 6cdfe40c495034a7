package kiai.beatmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import kiai.TestMaps;
import kiai.analysis.MapStatistics;
import kiai.analysis.play.MapPatterns;
import kiai.analysis.play.WindowFeatures;
import kiai.tokens.DefaultProcessor;
import kiai.tokens.Processor;
import kiai.tokens.TokenWindow;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Assertions;

/** No input makes the parser, the tokenizer or the features throw or hang. */
@Tag("property")
class BeatmapParserPropertiesTest {
  private static final String[] HOSTILE = {
    "NaN",
    "1e308",
    "-1e308",
    "99999999999999999999",
    "-2147483648",
    "2147483647",
    "0",
    "-0",
    "",
    "|",
    ":",
    ",",
    "\u0000",
    "ﾟ",
    "[HitObjects]",
    "[TimingPoints]",
    "B|",
    "1_0",
    "0x10",
    "inf"
  };
  private final BeatmapParser parser = new BeatmapParser();
  private final Processor processor = DefaultProcessor.create();

  private void survive(byte[] bytes) {
    switch (parser.parse(bytes)) {
      case ParsedBeatmap.Rejected rejected -> assertThat(rejected.reason().message()).isNotBlank();
      case ParsedBeatmap.Usable usable -> {
        Beatmap map = usable.beatmap();
        int size = processor.beatmapTokenizer().vocabulary().size();
        for (TokenWindow window : processor.windows(map)) {
          for (int id : window.ids()) {
            assertThat(id).isBetween(0, size - 1);
          }
        }
        processor.metadataIds(processor.metadata(map));
        for (float feature : new WindowFeatures(map).of(0, 16_000)) {
          assertThat(feature).isFinite();
        }
        assertThat(MapStatistics.of(map).bpm()).isFinite();
        MapPatterns.of(map)
            .forEach((pattern, value) ->
                assertThat(value).isBetween(0.0, pattern.isShare() ? 1.0 : Double.MAX_VALUE));
      }
    }
  }

  @Property(tries = 300)
  void anyBytes(@ForAll @Size(max = 2_000) byte[] bytes) {
    survive(bytes);
  }

  @Property(tries = 300)
  void anyBytesAfterAHeader(@ForAll @Size(max = 2_000) byte[] bytes) {
    byte[] head = "osu file format v14\n[HitObjects]\n".getBytes(StandardCharsets.UTF_8);
    byte[] all = java.util.Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    survive(all);
  }

  @Property(tries = 400)
  void mutatedMaps(@ForAll long seed) {
    Random random = new Random(seed);
    TestMaps.Style[] styles = TestMaps.Style.values();
    String text = TestMaps.of(styles[random.nextInt(styles.length)], seed).seconds(20).text();
    String[] lines = text.split("\n", -1);
    int changes = 1 + random.nextInt(12);
    for (int i = 0; i < changes; i++) {
      int line = random.nextInt(lines.length);
      String hostile = HOSTILE[random.nextInt(HOSTILE.length)];
      String[] fields = lines[line].split(",", -1);
      switch (random.nextInt(4)) {
        case 0 -> {
          fields[random.nextInt(fields.length)] = hostile;
          lines[line] = String.join(",", fields);
        }
        case 1 -> lines[line] = hostile;
        case 2 -> lines[line] = lines[random.nextInt(lines.length)];
        default -> {
          int cut = random.nextInt(lines[line].length() + 1);
          lines[line] = lines[line].substring(0, cut);
        }
      }
    }
    byte[] bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> survive(bytes));
  }

  @Property
  void numbersAreReadAsJavaReadsThem(@ForAll double value) {
    String text = String.valueOf(value);
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThat(Numbers.parseDouble(bytes, 0, bytes.length, -1)).isEqualTo(value);
  }

  @Property
  void wholeNumbersAreReadAsJavaReadsThem(@ForAll int value) {
    byte[] bytes = (" " + value + " ").getBytes(StandardCharsets.US_ASCII);
    assertThat(Numbers.parseLong(bytes, 0, bytes.length)).isEqualTo(value);
    assertThat(Numbers.parseDouble(bytes, 0, bytes.length, -1)).isEqualTo(value);
  }

  @Property
  void microsRoundHalfToEven(@ForAll int millis, @ForAll int fraction) {
    double value = millis / 64.0 + fraction / 1e12;
    long expected =
        new java.math.BigDecimal(value)
            .movePointRight(3)
            .setScale(0, java.math.RoundingMode.HALF_EVEN)
            .longValueExact();
    assertThat(Math.abs(Micros.ofMillis(value) - expected)).isLessThanOrEqualTo(1);
  }

  @Example
  void formsOfPython() {
    for (String text : new String[] {"+1_0", "１０", " 10\t"}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(Numbers.parseLong(bytes, 0, bytes.length)).as(text).isEqualTo(10);
    }
    for (String text : new String[] {"0x1p3", "1d", "1__0", "_1", ""}) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(Numbers.parseDouble(bytes, 0, bytes.length, -7)).as(text).isEqualTo(-7);
    }
  }
}
