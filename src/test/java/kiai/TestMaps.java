package kiai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Maps that we wrote ourselves: small, made by rule, each of one style. Tests use them everywhere;
 * {@link #main} writes those of the folder {@code samples}.
 */
public final class TestMaps {
  /** How a map plays. */
  public enum Style {
    JUMPS(0),
    STREAMS(0),
    SLIDERS(0),
    EASY(0),
    DON_KAT(1),
    CATCH(2),
    MANIA_STREAM(3),
    MANIA_JACKS(3),
    MANIA_LONG_NOTES(3);

    final int mode;

    Style(int mode) {
      this.mode = mode;
    }
  }

  private final Style style;
  private final long seed;
  private String title = "Test Song";
  private String artist = "Nobody";
  private String creator = "Kiai";
  private String version = "Test";
  private int beatmapId;
  private int setId;
  private double bpm = 180;
  private int keys = 4;
  private int seconds = 40;

  private TestMaps(Style style, long seed) {
    this.style = style;
    this.seed = seed;
  }

  /** A map of a style; the seed changes where things stand. */
  public static TestMaps of(Style style, long seed) {
    return new TestMaps(style, seed);
  }

  public TestMaps named(String newTitle, String newArtist, String newCreator, String newVersion) {
    title = newTitle;
    artist = newArtist;
    creator = newCreator;
    version = newVersion;
    return this;
  }

  public TestMaps ids(int newBeatmapId, int newSetId) {
    beatmapId = newBeatmapId;
    setId = newSetId;
    return this;
  }

  public TestMaps bpm(double newBpm) {
    bpm = newBpm;
    return this;
  }

  public TestMaps keys(int newKeys) {
    keys = newKeys;
    return this;
  }

  public TestMaps seconds(int newSeconds) {
    seconds = newSeconds;
    return this;
  }

  /** The file's bytes. */
  public byte[] bytes() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** Writes the file into a folder and answers where it lies. */
  public Path writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path file =
        folder.resolve(
            "%s - %s (%s) [%s].osu".formatted(artist, title, creator, version).replace('/', '_'));
    return Files.write(file, bytes());
  }

  /** The file's text. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append("osu file format v14\n\n[General]\nAudioFilename: audio.mp3\nMode: ")
        .append(style.mode)
        .append("\n\n[Metadata]\nTitle:")
        .append(title)
        .append("\nArtist:")
        .append(artist)
        .append("\nCreator:")
        .append(creator)
        .append("\nVersion:")
        .append(version)
        .append("\nTags:made by rule\nBeatmapID:")
        .append(beatmapId)
        .append("\nBeatmapSetID:")
        .append(setId == 0 ? -1 : setId)
        .append("\n\n[Difficulty]\nHPDrainRate:5\nCircleSize:")
        .append(style.mode == 3 ? keys : 4)
        .append("\nOverallDifficulty:8\nApproachRate:9\nSliderMultiplier:1.8\nSliderTickRate:1\n")
        .append("\n[TimingPoints]\n1000,")
        .append(60_000 / bpm)
        .append(",4,2,1,60,1,0\n\n[HitObjects]\n");
    objects(out, new Random(seed));
    return out.toString();
  }

  private void objects(StringBuilder out, Random random) {
    double beat = 60_000 / bpm;
    double end = 1000 + seconds * 1000.0;
    int count = 0;
    double angle = random.nextDouble() * 6;
    for (double time = 1000; time < end; count++) {
      int at = (int) time;
      boolean combo = count % 8 == 0;
      switch (style) {
        case JUMPS -> {
          angle += 2.2 + random.nextDouble() * 0.8;
          circle(out, 256 + 190 * Math.cos(angle), 192 + 150 * Math.sin(angle), at, combo, 0);
          time += beat / 2;
        }
        case STREAMS -> {
          angle += 0.12 + 0.05 * random.nextDouble();
          circle(out, 256 + 120 * Math.cos(angle), 192 + 90 * Math.sin(angle), at, combo, 0);
          time += count % 33 == 32 ? beat : beat / 4;
        }
        case SLIDERS -> {
          int x = 60 + random.nextInt(250);
          int y = 60 + random.nextInt(250);
          slider(out, x, y, at, combo, 70 + 40 * random.nextInt(3));
          time += beat;
        }
        case EASY -> {
          int x = 100 + random.nextInt(300);
          int y = 80 + random.nextInt(220);
          if (count % 3 == 0) {
            slider(out, x, y, at, combo, 90);
          } else {
            circle(out, x, y, at, combo, 0);
          }
          time += beat * 2;
        }
        case DON_KAT -> {
          circle(out, 256, 192, at, combo, random.nextInt(3) == 0 ? 8 : 0);
          time += random.nextInt(4) == 0 ? beat / 2 : beat / 4;
        }
        case CATCH -> {
          circle(out, random.nextInt(512), 192, at, combo, 0);
          time += beat / 2;
        }
        case MANIA_STREAM -> {
          note(out, (count + random.nextInt(2)) % keys, at);
          time += beat / 4;
        }
        case MANIA_JACKS -> {
          int first = random.nextInt(keys);
          for (int i = 0; i < 3; i++) {
            note(out, first, (int) time);
            note(out, (first + 1) % keys, (int) time);
            time += beat / 3;
          }
        }
        case MANIA_LONG_NOTES -> {
          int column = random.nextInt(keys);
          out.append(
              String.format(
                      Locale.ROOT,
                      "%d,192,%d,128,0,%d:0:0:0:0:%n",
                      x(column),
                      at,
                      (int) (time + beat * (1 + random.nextInt(2))))
                  .replace("\r", ""));
          time += beat / 2;
        }
      }
    }
  }

  private int x(int column) {
    return (int) ((column + 0.5) * 512 / keys);
  }

  private void note(StringBuilder out, int column, int at) {
    circle(out, x(column), 192, at, false, 0);
  }

  private static void circle(
      StringBuilder out, double x, double y, int at, boolean combo, int sound) {
    out.append((int) x).append(',').append((int) y).append(',').append(at);
    out.append(combo ? ",5," : ",1,").append(sound).append(",0:0:0:0:\n");
  }

  private static void slider(StringBuilder out, int x, int y, int at, boolean combo, int length) {
    out.append(x).append(',').append(y).append(',').append(at);
    out.append(combo ? ",6,0,B|" : ",2,0,B|");
    out.append(x + 60).append(':').append(y + 30).append('|');
    out.append(x + 120)
        .append(':')
        .append(y)
        .append(",1,")
        .append(length)
        .append(",0|0,0:0|0:0,0:0:0:0:\n");
  }

  /** Writes the sample set; the argument is its folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int song = 0;
    for (Style style : Style.values()) {
      for (int i = 1; i <= 3; i++) {
        song++;
        String name = style.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        for (String version : new String[] {"Calm", "Wild"}) {
          of(style, song * 100L + i)
              .named("Sample %d (%s)".formatted(song, name), "Metronome", "Kiai", version)
              .bpm((version.equals("Calm") ? 130 : 170) + 10 * i)
              .keys(i == 3 ? 7 : 4)
              .seconds(50)
              .writeTo(folder.resolve("Metronome - Sample " + song));
        }
      }
    }
  }
}
