package kiai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.sources.stable.CollectionDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Every command as a user types it. */
class MainTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private static Path folder;
  private static Path one;
  private static String index;

  record Run(int status, String out, String err) {
    JsonNode json() throws IOException {
      return JSON.readTree(out);
    }
  }

  static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Run(command.execute(args), out.toString(), err.toString());
  }

  @BeforeAll
  static void build() throws IOException {
    Path maps = folder.resolve("maps");
    for (Style style : Style.values()) {
      one =
          TestMaps.of(style, 3)
              .named("Song " + style, "Artist", "Mapper", "Hard")
              .ids(70 + style.ordinal(), 300_000 + style.ordinal())
              .writeTo(maps);
    }
    Files.writeString(maps.resolve("bad.osu"), "?");
    index = folder.resolve("index").toString();
    Run run = run("index", maps.toString(), "--index", index, "--json");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().get("indexed").asInt()).isEqualTo(9);
    assertThat(run.json().get("skipped").get(0).get("reason").asText()).isNotBlank();
  }

  @Test
  void searchPrintsHits() throws IOException {
    Run run = run("search", "mania", "jacks", "--index", index, "--json", "--limit", "2");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().get("hits")).hasSize(2);
    assertThat(run.json().get("hits").get(0).get("path").asText()).endsWith(".osu");
    Run text = run("search", "mania", "jacks", "--index", index);
    assertThat(text.out()).contains("MANIA_JACKS").contains("match; exact");
    assertThat(run("search", "xyzzy", "--index", index).out()).contains("No maps match");
  }

  @Test
  void hitsGoIntoCollectionsWithoutTouchingThePlayersFile() throws IOException {
    Path file = folder.resolve("collection.db");
    Files.copy(Path.of("src/test/resources/kiai/dataset/collection.db"), file);
    byte[] before = Files.readAllBytes(file);
    Run run = run("search", "mode=mania", "--index", index, "--to", file.toString(), "keys");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("3 maps in the collection \"keys\"")
        .contains("collection.kiai.db");
    assertThat(file).hasBinaryContent(before);
    Path copy = folder.resolve("collection.kiai.db");
    run("similar", "70", "--index", index, "--to", file.toString(), "alike");
    assertThat(CollectionDatabase.read(copy).collections().keySet())
        .containsExactly("farm", "練習", "empty", "keys", "alike");
    Run inPlace =
        run(
            "search",
            "mode=mania",
            "--index",
            index,
            "--to",
            file.toString(),
            "keys",
            "--in-place");
    assertThat(inPlace.status()).as(inPlace.err()).isZero();
    assertThat(CollectionDatabase.read(file).collections().get("keys")).hasSize(3);
    try (var files = Files.list(folder)) {
      Path backup = files.filter(p -> p.toString().contains(".backup-")).findFirst().orElseThrow();
      assertThat(backup).hasBinaryContent(before);
    }
  }

  @Test
  void hitsGoIntoFilesByTheirNames() throws IOException {
    for (String name : new String[] {"a.csv", "a.jsonl", "a.txt"}) {
      Path file = folder.resolve(name);
      Run run = run("search", "--to", file.toString(), "mode=mania", "--index", index);
      assertThat(run.status()).as(run.err()).isZero();
      assertThat(Files.readAllLines(file)).hasSize(name.endsWith("csv") ? 4 : 3);
    }
    Path osdb = folder.resolve("a.osdb");
    assertThat(run("search", "mania", "--index", index, "--to", osdb.toString(), "x").status())
        .isZero();
    assertThat(Files.readAllBytes(osdb)).startsWith(5, 'o', '!', 'd', 'm', '8', 0x1f, 0x8b);
    assertThat(run("search", "mania", "--index", index, "--to", osdb.toString()).err())
        .contains("needs a name");
    assertThat(run("search", "mania", "--index", index, "--to", "a.doc").err())
        .contains("--to knows");
  }

  @Test
  void labelsAndExportedTablesGoInAndOut() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.csv"), "beatmap_id,status\n70,loved\n");
    String other = folder.resolve("other").toString();
    Path table = folder.resolve("table.parquet");
    Run out = run("export", table.toString(), "--index", index, "--json");
    assertThat(out.json().get("maps").asInt()).isEqualTo(9);
    Run in =
        run("index", table.toString(), "--labels", labels.toString(), "--index", other, "--json");
    assertThat(in.status()).as(in.err()).isZero();
    assertThat(in.json().get("indexed").asInt()).isEqualTo(9);
    assertThat(in.err()).contains("labels.csv knows 1 maps or sets");
    assertThat(
            run("search", "status=loved", "--index", other, "--json").json().get("total").asInt())
        .isEqualTo(1);
    Run again = run("index", table.toString(), "--index", other, "--json");
    assertThat(again.json().get("unchanged").asInt()).isEqualTo(9);
    assertThat(run("index", "samples", "--years", "soon", "--index", other).status()).isEqualTo(2);
    assertThat(run("index", "samples", "--modes", "chess", "--index", other).status()).isEqualTo(2);
    assertThat(run("index", "samples", "--labels", "gone.csv", "--index", other).err())
        .contains("there is no file gone.csv");
  }

  @Test
  void embeddingsOfAnotherLengthBecomeAnIndexOfTheirOwn() throws IOException {
    String ready = folder.resolve("ready").toString();
    String table = "src/test/resources/kiai/dataset/embeddings-zstd.parquet";
    Run in = run("index", table, "--index", ready, "--json");
    assertThat(in.status()).as(in.err()).isZero();
    assertThat(in.json().get("indexed").asInt()).isEqualTo(24);
    assertThat(run("similar", "5003", "--index", ready, "--json").json().get("hits")).hasSize(5);
    assertThat(run("search", "genre=anime", "--index", ready, "--json").status()).isZero();
    assertThat(run("similar", one.toString(), "--index", ready).err()).contains("ready embeddings");
    assertThat(run("info", "--index", ready).status()).isZero();
    Path damaged = folder.resolve("damaged.parquet");
    Files.write(damaged, Arrays.copyOf(Files.readAllBytes(Path.of(table)), 12_000));
    Path broken = folder.resolve("broken.parquet");
    byte[] bytes = Files.readAllBytes(Path.of(table));
    Arrays.fill(bytes, 100, 20_000, (byte) 7); // the end, which is read first, is whole
    Files.write(broken, bytes);
    String both = folder.resolve("both").toString();
    Run others =
        run("index", damaged.toString(), broken.toString(), "samples", "--index", both, "--json");
    assertThat(others.status()).as(others.err()).isZero();
    assertThat(others.json().get("indexed").asInt()).isGreaterThan(50);
    assertThat(others.json().get("skipped").toString())
        .contains("damaged.parquet", "broken.parquet");
    Run mixed = run("index", table, "samples", "--index", folder.resolve("mixed").toString());
    assertThat(mixed.err()).contains("folders of their own");
    assertThat(
            run(
                    "index",
                    "src/test/resources/kiai/dataset/wrong.parquet",
                    "--index",
                    ready,
                    "--json")
                .json()
                .get("skipped")
                .get(0)
                .get("reason")
                .asText())
        .contains("not a list of floats");
  }

  @Test
  void similarTakesIdsHashesAndFiles() throws IOException {
    Run byId = run("similar", "70", "--index", index, "--json");
    assertThat(byId.status()).as(byId.err()).isZero();
    Path stranger = TestMaps.of(Style.JUMPS, 99).writeTo(folder.resolve("elsewhere"));
    Run byFile = run("similar", stranger.toString(), "--index", index, "--json");
    assertThat(byFile.json().get("hits").get(0).get("mode").asText()).isEqualTo("osu");
    Run known = run("similar", one.toString(), "--index", index, "--json");
    String md5 = known.json().get("understood").get("similar_to").asText();
    known.json().get("hits").forEach(h -> assertThat(h.get("md5").asText()).isNotEqualTo(md5));
    assertThat(run("similar", md5, "--index", index).status()).isZero();
    Run unknown = run("similar", "424242", "--index", index);
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("no map 424242");
    Run bad = run("similar", folder.resolve("maps/bad.osu").toString(), "--index", index);
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.err()).contains("bad.osu").contains("not a beatmap");
  }

  @Test
  void tokensAndEmbeddings() throws IOException {
    JsonNode tokens = run("tokens", one.toString(), "--json").json();
    for (String field :
        new String[] {
          "md5", "mode", "song_length", "windows", "metadata", "metadata_ids", "issues"
        }) {
      assertThat(tokens.has(field)).as(field).isTrue();
    }
    JsonNode vectors = run("embed", one.toString(), "--json").json();
    assertThat(vectors.get("embedding")).hasSize(TestModel.encoder().model().dimension());
    assertThat(vectors.get("windows").size()).isEqualTo(tokens.get("windows").size());
    assertThat(run("tokens", "gone.osu").status()).isEqualTo(1);
  }

  @Test
  void anIndexIsReadAtThePrecisionThatItWasMadeAt() throws IOException {
    String maps = folder.resolve("maps").toString();
    String other = folder.resolve("index-rounded").toString();
    String model = TestModel.inTwoPrecisions().toString();
    assertThat(
            run("index", maps, "--index", other, "--model", model, "--precision", TestModel.ROUNDED)
                .status())
        .isZero();
    Run same = run("similar", one.toString(), "--index", other, "--model", model, "--json");
    assertThat(same.status()).as(same.err()).isZero();
    Run more = run("index", maps, "--index", other, "--model", model, "--json");
    assertThat(more.json().get("indexed").asInt()).isZero();
    Run mixed =
        run(
            "similar",
            one.toString(),
            "--index",
            other,
            "--model",
            model,
            "--precision",
            "float32");
    assertThat(mixed.status()).isEqualTo(1);
    assertThat(mixed.err()).contains("at " + TestModel.ROUNDED).contains("(float32)");
    // Vectors of two precisions are never mixed: another one is another generation.
    Run again =
        run("index", maps, "--index", other, "--model", model, "--precision", "float32", "--json");
    assertThat(again.json().get("indexed").asInt()).as(again.err()).isEqualTo(9);
    assertThat(run("similar", one.toString(), "--index", other, "--model", model).status())
        .isZero();
  }

  @Test
  void likedMapsAreSaidOnceAndNotByAnEmptyFile() throws IOException {
    Path none = Files.writeString(folder.resolve("none.txt"), "# nothing yet\n");
    Run empty = run("recommend", "--ids", none.toString(), "--index", index);
    assertThat(empty.status()).isEqualTo(1);
    assertThat(empty.err()).contains("none.txt holds no ids");
    assertThat(run("recommend", "--ids", folder.toString(), "--index", index).err())
        .contains("is no file with ids");
    assertThat(run("recommend", "stars>5", "--ids", none.toString(), "--index", index).err())
        .contains("say liked maps once");
    assertThat(run("recommend", "--mode", "osu", "--index", index).err()).contains("--player");
    assertThat(run("recommend", "--player", "x", "--website", "file:///x", "--index", index).err())
        .contains("--website is an address");
  }

  @Test
  void infoAndDoctor() throws IOException {
    JsonNode info = run("info", "--index", index, "--json").json();
    assertThat(info.get("maps").asInt()).isEqualTo(9);
    assertThat(info.get("dimension").asInt()).isEqualTo(TestModel.encoder().model().dimension());
    Run doctor = run("doctor", "--index", index);
    assertThat(doctor.status()).as(doctor.out()).isZero();
    assertThat(doctor.out()).contains("as PyTorch's").contains("whole");
    Run small =
        run(
            "doctor",
            "--index",
            index,
            "--model",
            TestModel.inTwoPrecisions().toString(),
            "--precision",
            TestModel.ROUNDED);
    assertThat(small.status()).as(small.out()).isZero();
    assertThat(small.out()).contains("near PyTorch's for " + TestModel.ROUNDED);
    assertThat(run("upgrade", "--index", index).status()).isZero();
    assertThat(run("info", "--index", index, "--json").json().get("maps").asInt()).isEqualTo(9);
  }

  @Test
  void helpIsPlainTextInATerminalToo() {
    String before = System.setProperty("picocli.ansi", "true"); // as if this were a terminal
    try {
      assertThat(run("search", "--help").out())
          .contains("Usage: kiai search")
          .doesNotContain("\u001b");
      assertThat(run("search", "--years").err()).doesNotContain("\u001b");
    } finally {
      if (before == null) {
        System.clearProperty("picocli.ansi");
      } else {
        System.setProperty("picocli.ansi", before);
      }
    }
  }

  @Test
  void statusesTellUsageFromFailure() throws Exception {
    assertThat(run().status()).isEqualTo(2);
    assertThat(run("dance").status()).isEqualTo(2);
    assertThat(run("search").status()).isEqualTo(2);
    assertThat(run("--help").status()).isZero();
    for (String command :
        new String[] {
          "index",
          "search",
          "similar",
          "recommend",
          "tokens",
          "embed",
          "serve",
          "info",
          "doctor",
          "upgrade",
          "token-dataset"
        }) {
      assertThat(run(command, "--help").status()).as(command).isZero();
    }
    assertThat(run("search", "x", "--index", index, "--limit", "0").status()).isEqualTo(2);
    assertThat(run("serve", "--port", "99999", "--index", index).status()).isEqualTo(2);
    assertThat(run("serve", "--watch", "--index", index).status()).isEqualTo(2);
    assertThat(run("serve", "--base-path", "kiai\"><script>").err()).contains("a path such as");
    assertThat(run("serve", "--rate-limit", "-1").status()).isEqualTo(2);
    assertThat(run("serve", "--allow-origin", "pools.example.org").err()).contains("as a browser");
    assertThat(run("serve", "--trust-proxy", "proxy.example.org").err()).contains("no address");
    Run nothingLiked = run("recommend", "--index", index);
    assertThat(nothingLiked.status()).isEqualTo(1);
    assertThat(nothingLiked.err()).contains("no map of the index is liked");
    assertThat(run("recommend", "mode=osu stars<2", "--index", index).status()).isZero();
    Path ids = Files.writeString(folder.resolve("ids.txt"), "# mine\nno id\n");
    Run noId = run("recommend", "--ids", ids.toString(), "--index", index);
    assertThat(noId.status()).isEqualTo(1);
    assertThat(noId.err()).contains("no beatmap id");
    assertThat(run("recommend", "--level", "much", "--index", index).err()).contains("challenge");
    Run missing = run("index", folder.resolve("gone").toString(), "--index", index, "--prune");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("no file or folder");
    assertThat(run("search", "song", "-jacks", "--index", index).status()).isZero();
    Run none = run("search", "x", "--index", folder.resolve("none").toString());
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("make one with");
    Run model = run("embed", one.toString(), "--model", folder.toString());
    assertThat(model.status()).isEqualTo(1);
    assertThat(model.err()).contains("model.json is missing");
  }

  @Test
  void everyHelpEndsWithWholeSentences() {
    String commands = run("--help").out();
    for (var command : Main.commandLine().getSubcommands().entrySet()) {
      String[] description = command.getValue().getCommandSpec().usageMessage().description();
      assertThat(description[0]).as(command.getKey()).endsWith(".");
      assertThat(commands.replaceAll("\\s+", " "))
          .as("the first sentence of %s stands whole in the list", command.getKey())
          .contains(description[0].replaceAll("\\s+", " "));
      assertThat(run(command.getKey(), "--help").out()).doesNotContain("null");
    }
  }

  @Test
  void completionNamesEveryCommandAndItsOptions() throws Exception {
    String script = run("completion").out();
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertThat(script).contains(command);
    }
    assertThat(script).contains("--limit").contains("--precision");
    Path file = Files.writeString(folder.resolve("completion.bash"), script);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$1\"; COMP_WORDS=(kiai sim); COMP_CWORD=1; _complete_kiai; "
                    + "echo \"${COMPREPLY[@]}\"",
                "bash",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("similar");
  }

  @Test
  void withoutAReaderOfTheGameThereIsOneSentence() throws IOException {
    Run nobody = run("now", "--from", "http://127.0.0.1:9/json/v2", "--index", index);
    assertThat(nobody.status()).isEqualTo(1);
    assertThat(nobody.err()).contains("start tosu or StreamCompanion").doesNotContain("Exception");
    Run odd = run("now", "--from", "ftp://x", "--index", index);
    assertThat(odd.status()).isEqualTo(2);
    assertThat(odd.err()).contains("--from ftp://x is no address");
  }

  @Test
  void evalMeasuresAgainstBaselines() throws IOException {
    Run run = run("eval", "--index", index, "--rounds", "20", "--json", "--baselines", "");
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.json().path("data").path("held_out_maps").asInt()).isEqualTo(9);
    assertThat(run.json().path("results")).isNotEmpty();
    assertThat(run("eval", "--index", index, "--split", "train").status()).isEqualTo(2);
    assertThat(run("eval", "--index", index, "--rounds", "0").status()).isEqualTo(2);
    Run none = run("eval", "--index", index, "--split", "val");
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("not trained on").doesNotContain("Exception");
    Run labels = run("eval", "--index", index, "--labels", "nowhere.jsonl");
    assertThat(labels.status()).isEqualTo(1);
    assertThat(labels.err()).contains("there is no file nowhere.jsonl");
    Run unwritable = run("eval", "--index", index, "--out", "nowhere/report.json");
    assertThat(unwritable.err()).contains("there is no folder for nowhere");
    Run any = run("similar", "70", "--index", index, "--tempo", "any", "--json");
    assertThat(any.json().path("understood").path("tempo").asText()).isEqualTo("any");
    assertThat(run("similar", "70", "--index", index, "--tempo", "slow").status()).isEqualTo(2);
  }
}
