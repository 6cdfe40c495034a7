package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kiai.TestMaps;
import kiai.index.lucene.IndexDump;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed at any moment leaves an index that the next run completes. */
@Tag("process")
class KilledIndexerTest {
  private static final int KILLS = 10;
  private static final int MAPS = 60;

  @TempDir private Path folder;

  private Process start(Path maps, Path home) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // A class path in a file: ONNX Runtime cannot stand long command lines.
    Path flags = folder.resolve("flags");
    Files.writeString(
        flags,
        "--enable-native-access=ALL-UNNAMED\n-cp\n\"%s\"\n"
            .formatted(System.getProperty("java.class.path").replace("\\", "\\\\")));
    return new ProcessBuilder(
            List.of(
                java,
                "@" + flags,
                "kiai.cli.Main",
                "index",
                maps.toString(),
                "--index",
                home.toString()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private long run(Path maps, Path home) throws IOException, InterruptedException {
    long started = System.nanoTime();
    Process process = start(maps, home);
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> log()).isZero();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
  void beingAskedToEndIsNoCrash() throws Exception {
    Path maps = folder.resolve("maps");
    for (int i = 0; i < MAPS; i++) {
      TestMaps.of(TestMaps.Style.values()[0], i).seconds(60 + i).writeTo(maps.resolve("set " + i));
    }
    long whole = run(maps, folder.resolve("whole"));
    int asked = 0;
    for (int i = 0; i < 8; i++) {
      Path home = folder.resolve("asked " + i);
      Process process = start(maps, home);
      if (!process.waitFor(whole * (i + 4) / 18, TimeUnit.MILLISECONDS)) {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (process.exitValue() != 0) { // else it was done a moment before
          asked++;
          assertThat(process.exitValue()).as(() -> log()).isEqualTo(128 + 15);
          assertThat(log()).doesNotContain("fatal error");
        }
      }
    }
    assertThat(asked).isPositive();
  }

  @Test
  void tenKillsChangeNothing() throws Exception {
    Path maps = folder.resolve("maps");
    for (int i = 0; i < MAPS; i++) {
      TestMaps.Style style = TestMaps.Style.values()[i % TestMaps.Style.values().length];
      TestMaps.of(style, i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .seconds(30 + i)
          .writeTo(maps.resolve("set " + i % 20));
    }
    Files.writeString(maps.resolve("bad.osu"), "not a map");
    Path undisturbed = folder.resolve("undisturbed");
    long whole = run(maps, undisturbed);

    Path killed = folder.resolve("killed");
    Random random = new Random(7);
    int kills = 0;
    for (int runs = 0; kills < KILLS && runs < 10 * KILLS; runs++) {
      Process process = start(maps, killed);
      if (process.waitFor(random.nextLong(300, whole), TimeUnit.MILLISECONDS)) {
        delete(killed); // it was done before its time: the next one begins anew
      } else {
        kills++;
        process.destroyForcibly().waitFor();
      }
    }
    System.out.printf("killed %d runs; a whole run takes %d ms%n", kills, whole);
    assertThat(kills).isEqualTo(KILLS);
    run(maps, killed);
    assertThat(IndexDump.of(killed)).isEqualTo(IndexDump.of(undisturbed));
    assertThat(IndexDump.of(killed)).hasSizeGreaterThan(MAPS * 3);
  }
}
