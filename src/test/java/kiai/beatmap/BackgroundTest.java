package kiai.beatmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The image behind a map, as the game reads it. */
class BackgroundTest {
  private static String of(String events) {
    String text =
        "osu file format v14\r\n\r\n[Events]\r\n"
            + events
            + "\r\n\r\n[TimingPoints]\r\n0,400,4,1,0,100,1,0\r\n\r\n[HitObjects]\r\n1,1,1,1,0\r\n";
    return ((ParsedBeatmap.Usable) new BeatmapParser().parse(text.getBytes(StandardCharsets.UTF_8)))
        .beatmap()
        .backgroundFilename();
  }

  @Test
  void isTheLastBackgroundEvent() {
    assertThat(of("0,0,\"bg.jpg\",0,0")).isEqualTo("bg.jpg");
    assertThat(of("//comment\r\nBackground,0,\"背景 1.png\"")).isEqualTo("背景 1.png");
    assertThat(of("0,0,bg.jpg")).isEqualTo("bg.jpg");
    assertThat(of("Video,0,\"still.jpg\"")).isEqualTo("still.jpg");
    assertThat(of("1,0,\"still.png\"\r\nVideo,0,\"v.avi\"")).isEqualTo("still.png");
    assertThat(of("0,0,\"bg.jpg,0,0")).isEqualTo("bg.jpg");
    assertThat(of("Sprite,Background,Centre,\"sb\\a.jpg\",320,240\r\n4,0,1,\"b.jpg\",0,0"))
        .isEqualTo("sb\\a.jpg");
    assertThat(of("Sprite,Background,Centre,\"a.jpg\",1,1\r\n0,0,\"bg.jpg\"")).isEqualTo("bg.jpg");
    assertThat(of("0,0,\"a.jpg\"\r\n0,0,\"b.jpg\",0,0")).isEqualTo("b.jpg");
    assertThat(of("2,100,200\r\nVideo,0,\"v.mp4\"\r\n0,0,\"bg.jpg\"\r\n2,900,1000"))
        .isEqualTo("bg.jpg");
  }

  @Test
  void isEmptyWithoutOne() {
    assertThat(of("2,100,200")).isEmpty();
    assertThat(of("0,0")).isEmpty();
    assertThat(of(" 0,0,\"a command of a sprite\"")).isEmpty();
    assertThat(of("Video,0,\"v.mp4\"")).isEmpty();
    assertThat(of("0,0,\"\"")).isEmpty();
  }
}
