package kiai.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.IndexDump;
import kiai.search.SearchService;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program is killed (SIGKILL) at any moment of indexing, pruning, importing, exchanging the
 * precision and bringing an old schema forward. The index always opens, never shrinks, and ends as
 * one that was never disturbed.
 */
@Tag("torture")
class KillTortureTest {
  private static final int MAPS = 24;
  private static final int OLD_MAPS = 12;
  private static final Path OLD_INDEX = Path.of("src/test/resources/kiai/ingest/schema3.zip");

  @TempDir private Path folder;

  private Process start(String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // A class path in a file: ONNX Runtime cannot stand long command lines.
    Path flags = folder.resolve("flags");
    if (!Files.exists(flags)) {
      Files.writeString(
          flags,
          "--add-modules jdk.incubator.vector\n--enable-native-access=ALL-UNNAMED\n-cp\n\"%s\"\n"
              .formatted(System.getProperty("java.class.path").replace("\\", "\\\\")));
    }
    List<String> command = new ArrayList<>(List.of(java, "@" + flags, "kiai.cli.Main"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private long run(String... arguments) throws Exception {
    long started = System.nanoTime();
    Process process = start(arguments);
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(folder.resolve("log"))).isZero();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
  }

  /** Runs a command and kills it after a while; true when it was killed. */
  private static final long SHORTEST = 400; // milliseconds

  private long usual; // milliseconds that a run takes

  private boolean kill(Random random, String... arguments) throws Exception {
    long started = System.nanoTime();
    Process process = start(arguments);
    // The first part of a run starts Java, which nothing depends on.
    long patience = usual / 4 + random.nextLong(usual);
    if (process.waitFor(patience, TimeUnit.MILLISECONDS)) {
      // The machine was slower when the first run was timed, or this run had less to do.
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
      usual = Math.max(SHORTEST, Math.min(usual, took));
      return false;
    }
    process.destroyForcibly().waitFor();
    return true;
  }

  private static int maps(Path home) throws IOException {
    try (LiveIndex index = TestIndex.open(home)) {
      return TestIndex.sizes(index).maps();
    }
  }

  private static List<String> answers(Path home) throws IOException {
    List<String> answers = new ArrayList<>();
    try (LiveIndex index = TestIndex.open(home)) {
      SearchService service = new SearchService(index, TestModel.encoder());
      for (String question :
          List.of(
              "jumps", "streams stars>1", "sort=stars", "sort=length_asc", "mode=mania", "song")) {
        answers.add(
            question
                + service.search(question, SearchOptions.first(50)).hits().stream()
                    .map(KillTortureTest::shown)
                    .toList());
      }
    }
    return answers;
  }

  private static String shown(Hit hit) {
    return hit.map().md5() + " %.4f".formatted(hit.score());
  }

  @Test
  void killsChangeNothing() throws Exception {
    int wanted = Torture.times(6, 1_000);
    Path maps = folder.resolve("maps");
    for (int i = 0; i < MAPS; i++) {
      TestMaps.Style style = TestMaps.Style.values()[i % TestMaps.Style.values().length];
      TestMaps.of(style, i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .ids(1_000 + i, 500 + i / 2)
          .seconds(20 + i)
          .writeTo(maps.resolve("set " + i));
    }
    Path undisturbed = folder.resolve("undisturbed");
    usual = run("index", maps.toString(), "--index", undisturbed.toString());
    Path table = folder.resolve("mine.parquet");
    run("export", table.toString(), "--index", undisturbed.toString());
    run("index", table.toString(), "--index", undisturbed.toString());
    Path home = folder.resolve("killed");
    Path old = folder.resolve("old");
    run("index", maps.toString(), "--index", home.toString());
    Path away = folder.resolve("away");
    Map<String, Integer> kills = new java.util.TreeMap<>();
    int killed = 0;
    for (int round = 0; killed < wanted && round < 4 * wanted; round++) {
      Random random = Torture.random(round);
      String what =
          List.of("index", "prune", "import", "exchange", "upgrade", "first").get(round % 6);
      boolean hit =
          switch (what) {
            case "prune" -> {
              Path set = maps.resolve("set " + random.nextInt(MAPS));
              Files.move(set, away);
              boolean ended =
                  kill(random, "index", maps.toString(), "--prune", "--index", home.toString());
              assertThat(maps(home)).as("round %d, %s", round, what).isBetween(MAPS - 1, MAPS);
              Files.move(away, set);
              // The map comes back before anything else is asked of the index.
              run("index", maps.toString(), "--index", home.toString());
              yield ended;
            }
            case "import" -> kill(random, "index", table.toString(), "--index", home.toString());
            case "exchange" ->
                kill(
                    random,
                    "index",
                    maps.resolve("set 0").toString(),
                    "--model",
                    TestModel.inTwoPrecisions().toString(),
                    "--precision",
                    random.nextBoolean() ? TestModel.ROUNDED : "float32",
                    "--index",
                    home.toString());
            case "upgrade" -> {
              if (!Files.exists(old) || random.nextInt(4) == 0) {
                unpack(old);
              }
              boolean ended = kill(random, "index", "samples", "--index", old.toString());
              assertThat(maps(old))
                  .as("round %d, %s", round, what)
                  .isGreaterThanOrEqualTo(OLD_MAPS);
              yield ended;
            }
            case "first" -> {
              Path fresh = folder.resolve("fresh");
              delete(fresh);
              boolean ended = kill(random, "index", maps.toString(), "--index", fresh.toString());
              if (Files.exists(fresh.resolve("CURRENT"))) {
                assertThat(maps(fresh)).as("round %d, %s", round, what).isEqualTo(MAPS);
              }
              if (random.nextInt(10) == 0) {
                run("index", maps.toString(), "--index", fresh.toString());
                assertThat(maps(fresh)).as("round %d, %s", round, what).isEqualTo(MAPS);
              }
              yield ended;
            }
            default -> {
              Path touched = maps.resolve("set " + random.nextInt(MAPS));
              try (Stream<Path> files = Files.list(touched)) {
                for (Path file : files.toList()) { // another file of the same content
                  Path copy = file.resolveSibling("copy");
                  Files.copy(file, copy);
                  Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
                }
              }
              yield kill(random, "index", maps.toString(), "--index", home.toString());
            }
          };
      if (hit) {
        killed++;
        kills.merge(what, 1, Integer::sum);
      }
      assertThat(maps(home)).as("round %d, %s", round, what).isEqualTo(MAPS);
    }
    run(
        "index",
        maps.toString(),
        table.toString(),
        "--precision",
        "float32",
        "--index",
        home.toString());
    run(
        "index",
        maps.toString(),
        table.toString(),
        "--precision",
        "float32",
        "--index",
        undisturbed.toString());
    assertThat(maps(home)).isEqualTo(MAPS);
    assertThat(withoutTimes(IndexDump.of(home))).isEqualTo(withoutTimes(IndexDump.of(undisturbed)));
    assertThat(answers(home)).isEqualTo(answers(undisturbed));
    Torture.report(
        "kills: %,d (%s); opened each time, nothing lost, final state equal", killed, kills);
    assertThat(killed).isEqualTo(wanted);
  }

  /** Times of change differ: a file may have been written anew since one index read it. */
  private static Map<String, String> withoutTimes(Map<String, String> dump) {
    dump.replaceAll((key, value) -> value.replaceAll("Stamp\\[[^]]*]", ""));
    return dump;
  }

  private static void unpack(Path home) throws IOException {
    delete(home);
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(OLD_INDEX))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = home.resolve(entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(zip, file);
        }
      }
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
