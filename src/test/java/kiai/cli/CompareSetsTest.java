package kiai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.cli.MainTest.Run;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kiai compare-sets} on folders, archives, an index and a table. */
class CompareSetsTest {
  @TempDir private static Path folder;
  private static Path people;
  private static Path archive;

  @BeforeAll
  static void write() throws IOException {
    people = folder.resolve("people");
    for (int number = 0; number < 6; number++) {
      for (Style style : new Style[] {Style.values()[0], Style.values()[1]}) {
        TestMaps.of(style, 3 + number)
            .named("Song " + number, "Artist", "Mapper", "Hard " + style)
            .writeTo(people);
      }
    }
    Path generated = folder.resolve("generated");
    for (int number = 0; number < 5; number++) {
      TestMaps.of(Style.values()[0], 20 + number)
          .named("Song " + number, "Artist", "Generator", "AI")
          .writeTo(generated);
    }
    archive = folder.resolve("generated.osz"); // as generators write them
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out);
        var files = Files.list(generated)) {
      for (Path file : files.toList()) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void aFolderBesideAnArchiveInNumbersAndAsAPicture() throws IOException {
    Path json = folder.resolve("report.json");
    Path picture = folder.resolve("picture.svg");
    Run run =
        MainTest.run(
            "compare-sets",
            people.toString(),
            archive.toString(),
            "--rounds",
            "20",
            "--out",
            json.toString(),
            "--picture",
            picture.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("osu: 12 maps")
        .contains("vectors of windows")
        .contains("self-similarity error")
        .doesNotContain("NaN");
    JsonNode mode = new ObjectMapper().readTree(json.toFile()).get("modes").get(0);
    assertThat(mode.get("maps_b").get("maps").asInt()).isEqualTo(5);
    assertThat(mode.get("by_windows").get("frechet").asDouble()).isPositive();
    assertThat(mode.get("self_similarity").get("pairs").asInt()).isEqualTo(5);
    assertThat(mode.get("halves_by_maps").isNull()).isTrue(); // too few maps for halves
    assertThat(Files.readString(picture)).contains("<svg").contains("generated.osz");
  }

  @Test
  void anIndexIsASetAndATableOfItsEmbeddingsToo() throws IOException {
    String index = folder.resolve("index").toString();
    assertThat(MainTest.run("index", people.toString(), "--index", index).status()).isZero();
    Path table = folder.resolve("table.parquet");
    assertThat(MainTest.run("export", table.toString(), "--index", index).status()).isZero();
    Run run = MainTest.run("compare-sets", index, table.toString(), "--json", "--rounds", "5");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode mode = run.json().get("modes").get(0);
    assertThat(mode.get("copies").get("identical_files").asInt()).isEqualTo(12);
    assertThat(mode.get("by_windows").isNull()).isTrue(); // the table has none
    assertThat(mode.get("by_maps").get("precision").asDouble()).isEqualTo(1);
  }

  @Test
  void whatCannotBeComparedIsSaid() throws IOException {
    Run gone = MainTest.run("compare-sets", people.toString(), folder.resolve("gone").toString());
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("no file or folder");
    Run twice =
        MainTest.run(
            "compare-sets", people.toString(), archive.toString(), "--out", archive.toString());
    assertThat(twice.err()).contains("is named twice");
    assertThat(MainTest.run("compare-sets", "a", "b", "--out", "/").err()).contains("is no file");
    Path taiko = folder.resolve("taiko");
    for (Style style : Style.values()) {
      if (style.name().startsWith("MANIA")) {
        TestMaps.of(style, 3).named("Other", "Artist", "Mapper", "4K").writeTo(taiko);
      }
    }
    Run modes = MainTest.run("compare-sets", people.toString(), taiko.toString());
    assertThat(modes.status()).isEqualTo(1);
    assertThat(modes.err()).contains("no ruleset has maps in both sets").contains("mania");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(empty.resolve("bad.osu"), "?");
    Run none = MainTest.run("compare-sets", people.toString(), empty.toString());
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("bad.osu").contains("no map that can be compared");
    assertThat(
            MainTest.run("compare-sets", people.toString(), people.toString(), "--sample", "1")
                .status())
        .isEqualTo(2);
  }
}
