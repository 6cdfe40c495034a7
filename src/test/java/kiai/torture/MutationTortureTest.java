package kiai.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.embeddings.PreparedMap;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.SourceFile;
import kiai.sources.mapperator.MapperatorTable;
import kiai.sources.stable.CollectionDatabase;
import kiai.sources.stable.OsuDatabase;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are whole except for some bytes: each is read or left out with a reason, in time. */
@Tag("torture")
class MutationTortureTest {
  private static final long LONGEST_MILLIS = 10_000;
  private static final Path FIXTURES = Path.of("src/test/resources/kiai/dataset");

  @TempDir private Path folder;
  private long slowest;
  private int read;
  private int left;

  /** Some of: flipped bits, bytes of another value, pieces cut, doubled, moved or filled. */
  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes && bytes.length > 2; i++) {
      int at = random.nextInt(bytes.length);
      int length = Math.min(bytes.length - at, 1 + random.nextInt(1 + random.nextInt(200)));
      switch (random.nextInt(7)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, at + 1);
        case 3 -> Arrays.fill(bytes, at, at + length, (byte) random.nextInt(256));
        case 4 -> {
          byte[] doubled = new byte[bytes.length + length];
          System.arraycopy(bytes, 0, doubled, 0, at + length);
          System.arraycopy(bytes, at, doubled, at + length, bytes.length - at);
          bytes = doubled;
        }
        case 5 -> {
          byte[] number =
              List.of("NaN", "-1", "1e308", "2147483648", "-9999999999", "0", "|", ",,", "\n[")
                  .get(random.nextInt(9))
                  .getBytes(StandardCharsets.UTF_8);
          System.arraycopy(number, 0, bytes, at, Math.min(number.length, bytes.length - at));
        }
        default -> {
          int to = random.nextInt(bytes.length - length + 1);
          System.arraycopy(bytes.clone(), at, bytes, to, length);
        }
      }
    }
    return bytes;
  }

  /** What reads a file; true when it was read, false when it was left out with a reason. */
  @FunctionalInterface
  private interface Reading {
    boolean of(byte[] bytes) throws IOException;
  }

  private void torture(String what, List<byte[]> wholes, int rounds, Reading reading) {
    for (int round = 0; round < rounds; round++) {
      Random random = Torture.random(round);
      byte[] bytes = mutated(wholes.get(random.nextInt(wholes.size())), random);
      long started = System.nanoTime();
      try {
        if (reading.of(bytes)) {
          read++;
        } else {
          left++;
        }
      } catch (IOException e) {
        assertThat(e.getMessage()).as("%s, round %d", what, round).isNotBlank();
        left++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("%s, round %d: %s".formatted(what, round, e), e);
      }
      long millis = (System.nanoTime() - started) / 1_000_000;
      slowest = Math.max(slowest, millis);
      assertThat(millis).as("%s, round %d", what, round).isLessThan(LONGEST_MILLIS);
    }
    assertThat(read + left).isEqualTo(rounds);
    Torture.report(
        "%,d mutated %s: %,d read, %,d left out with a reason, slowest %,d ms",
        rounds, what, read, left, slowest);
  }

  private static List<byte[]> maps() throws IOException {
    List<byte[]> maps = new ArrayList<>();
    for (TestMaps.Style style : TestMaps.Style.values()) {
      maps.add(TestMaps.of(style, 3).seconds(20).bytes());
    }
    Path edges = Path.of("src/test/resources/kiai/tokens/golden/synthetic");
    try (Stream<Path> files = Files.list(edges)) {
      for (Path file : files.sorted().toList()) {
        maps.add(Files.readAllBytes(file));
      }
    }
    return maps;
  }

  @Test
  void beatmaps() throws IOException {
    torture(
        ".osu files",
        maps(),
        Torture.times(2_000, 100_000),
        bytes -> {
          BeatmapFile file = BeatmapFile.of("a.osu", bytes, BeatmapFile.Siblings.NONE);
          return switch (MapPreparer.read(file)) {
            case MapPreparer.ReadMap.LeftOut none -> {
              assertThat(none.reason()).isNotBlank();
              yield false;
            }
            case MapPreparer.ReadMap.Usable usable -> {
              if (usable.beatmap().unplayable().isPresent()) {
                yield false;
              }
              PreparedMap.of(usable.beatmap(), TestModel.encoder().model());
              yield true;
            }
          };
        });
  }

  @Test
  void archives() throws IOException {
    List<byte[]> archives = new ArrayList<>();
    List<byte[]> maps = maps();
    for (int i = 0; i < 8; i++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (int m = 0; m < 3; m++) {
          zip.putNextEntry(new ZipEntry("map " + m + ".osu"));
          zip.write(maps.get((i * 3 + m) % maps.size()));
          zip.closeEntry();
        }
      }
      archives.add(out.toByteArray());
    }
    Path file = folder.resolve("a.osz");
    BeatmapReader reader = new BeatmapReader(InputLimits.DEFAULT);
    torture(
        "archives",
        archives,
        Torture.times(300, 10_000),
        bytes -> {
          Files.write(file, bytes);
          int[] found = {0};
          List<SkippedFile> skipped = new ArrayList<>();
          reader.read(SourceFile.of(file), _ -> found[0]++, skipped::add);
          assertThat(skipped).allMatch(s -> !s.reason().isBlank() && !s.reason().contains("null"));
          assertThat(found[0] + skipped.size()).isPositive();
          return found[0] > 0;
        });
  }

  @Test
  void tables() throws IOException {
    List<byte[]> tables = new ArrayList<>();
    for (String name :
        List.of(
            "embeddings-gzip.parquet",
            "embeddings-snappy.parquet",
            "embeddings-zstd.parquet",
            "metadata.parquet",
            "odd-first-row.parquet")) {
      tables.add(Files.readAllBytes(FIXTURES.resolve(name)));
    }
    Path file = folder.resolve("a.parquet");
    torture(
        "parquet tables",
        tables,
        Torture.times(200, 10_000),
        bytes -> {
          Files.write(file, bytes);
          int[] rows = {0};
          try (MapperatorTable table = MapperatorTable.open(file, UserTags.vocabulary())) {
            table.read(
                true, maps -> rows[0] += maps.size(), s -> assertThat(s.reason()).isNotBlank());
          }
          return rows[0] > 0;
        });
  }

  @Test
  void clientDatabases() throws IOException {
    List<byte[]> databases = new ArrayList<>();
    for (String name : List.of("osu!-new.db", "osu!-old.db")) {
      databases.add(Files.readAllBytes(FIXTURES.resolve(name)));
    }
    Path file = folder.resolve("osu!.db");
    torture(
        "osu!.db",
        databases,
        Torture.times(500, 10_000),
        bytes -> {
          Files.write(file, bytes);
          List<SkippedFile> skipped = new ArrayList<>();
          OsuDatabase.read(file, skipped::add);
          return skipped.isEmpty();
        });
  }

  @Test
  void collections() throws IOException {
    Path file = folder.resolve("collection.db");
    torture(
        "collection.db",
        List.of(Files.readAllBytes(FIXTURES.resolve("collection.db"))),
        Torture.times(500, 10_000),
        bytes -> {
          Files.write(file, bytes);
          CollectionDatabase.read(file);
          return true;
        });
  }
}
