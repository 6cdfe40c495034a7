package kiai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.audio.Wav;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.input.InputLimits;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracksTest {
  @TempDir private Path folder;
  private final Tracks tracks = new Tracks(16_000);

  private static Beatmap map() {
    ParsedBeatmap.Usable usable =
        (ParsedBeatmap.Usable) new BeatmapParser().parse(TestMaps.of(Style.JUMPS, 1).bytes());
    return usable.beatmap();
  }

  @Test
  void aSongIsDecodedOnceForAllItsMaps() throws IOException {
    Path song = Files.write(folder.resolve("a.mp3"), Wav.of(16_000, 60, Wav.sine(440, 0.3)));
    Tracks.ForMap first = tracks.of(map(), song.toString());
    assertThat(first.reason()).isNull();
    assertThat(tracks.of(map(), song.toString()).track()).isSameAs(first.track());
  }

  @Test
  void songsAreFoundWithinArchives() throws IOException {
    Path set = folder.resolve("set.osz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(set))) {
      out.putNextEntry(new ZipEntry("map.osu"));
      out.write(TestMaps.of(Style.JUMPS, 1).bytes());
      out.putNextEntry(new ZipEntry("Audio.MP3"));
      out.write(Wav.of(16_000, 60, Wav.sine(440, 0.3)));
    }
    List<BeatmapFile> maps = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(set, Files.size(set), 0), maps::add, _ -> {});
    String shown = maps.getFirst().siblings().find("audio.mp3").orElseThrow();
    Tracks.ForMap found = tracks.of(map(), shown);
    assertThat(found.reason()).isNull();
    assertThat(found.track().seconds()).isBetween(59.9, 60.1);
    try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left.filter(f -> f.getFileName().toString().startsWith("kiai-audio"))).isEmpty();
    }
  }

  @Test
  void withoutASongThereIsAReason() throws IOException {
    assertThat(tracks.of(map(), null).reason()).contains("not beside the map");
    assertThat(tracks.of(map(), folder.resolve("none.mp3").toString()).reason())
        .contains("no audio file");
    Path broken = Files.writeString(folder.resolve("broken.mp3"), "nothing");
    assertThat(tracks.of(map(), broken.toString()).reason()).startsWith("embedded without audio");
    Path other = Files.write(folder.resolve("short.mp3"), Wav.of(16_000, 3, Wav.sine(440, 0.3)));
    assertThat(tracks.of(map(), other.toString()).reason()).contains("the song lasts 3 s");
  }

  @Test
  void aSongThatCouldNotBeReadIsTriedAgain() throws IOException {
    Path set = Files.writeString(folder.resolve("set.osz"), "half of an archive");
    String shown = set + "!audio.mp3";
    Tracks.ForMap first = tracks.of(map(), shown);
    assertThat(first.track()).isNull();
    assertThat(first.passing()).isTrue();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(set))) {
      out.putNextEntry(new ZipEntry("audio.mp3"));
      out.write(Wav.of(16_000, 60, Wav.sine(440, 0.3)));
    }
    Tracks.ForMap second = tracks.of(map(), shown);
    assertThat(second.reason()).isNull();
    assertThat(second.track()).isNotNull();
  }
}
