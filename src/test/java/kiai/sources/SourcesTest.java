package kiai.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MetadataSource;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.DatasetFilters;
import kiai.sources.files.SourceFile;
import kiai.sources.tables.MetadataTable;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The places where maps live, and tables about maps. */
class SourcesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/kiai/dataset");
  private static final String MAP = "osu file format v14\n";

  @TempDir private Path folder;
  private final List<String> files = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();

  private Dataset open(Path root) throws IOException {
    Dataset dataset =
        Dataset.open(
            List.of(root),
            List.of(),
            DatasetFilters.ALL,
            InputLimits.DEFAULT,
            UserTags.vocabulary());
    dataset.walk(f -> files.add(f.path().getFileName().toString()), skipped::add);
    return dataset;
  }

  private static Path map(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, MAP);
  }

  @Test
  void anInstallationIsItsSongsFolderAndWhatTheClientKnows() throws IOException {
    Path osu = Files.createDirectories(folder.resolve("osu!"));
    Files.writeString(
        osu.resolve("osu!.player.cfg"), "\ufeffVolume = 80\nBeatmapDirectory = D:\\Games\\Maps\n");
    map(osu.resolve("maps/1 A - B/a.osu")); // where the setting's folder is on this machine
    map(osu.resolve("Other/b.osu"));
    Files.copy(FIXTURES.resolve("osu!-new.db"), osu.resolve("osu!.db"));
    Files.copy(FIXTURES.resolve("collection.db"), osu.resolve("collection.db"));
    Dataset dataset = open(osu);
    assertThat(files).containsExactly("a.osu");
    assertThat(dataset.metadataSources())
        .extracting(MetadataSource::name)
        .containsExactly("osu!.db", "collection.db");
    assertThat(skipped).isEmpty();
  }

  @Test
  void aSongsFolderBringsTheClientsFilesBesideIt() throws IOException {
    map(folder.resolve("Songs/1 A - B/a.osu"));
    Files.copy(FIXTURES.resolve("osu!-old.db"), folder.resolve("osu!.db"));
    Files.writeString(folder.resolve("collection.db"), "damaged");
    Dataset dataset = open(folder.resolve("Songs"));
    assertThat(files).containsExactly("a.osu");
    assertThat(dataset.metadataSources())
        .extracting(MetadataSource::name)
        .containsExactly("osu!.db");
    assertThat(skipped)
        .singleElement()
        .extracting(SkippedFile::reason)
        .asString()
        .contains("is damaged");
  }

  @Test
  void aBackupWithoutASongsFolderIsWalkedWhole() throws IOException {
    map(folder.resolve("backup/1 A - B/a.osu"));
    Files.copy(FIXTURES.resolve("osu!-new.db"), folder.resolve("backup/osu!.db"));
    Dataset dataset = open(folder.resolve("backup"));
    assertThat(files).containsExactly("a.osu");
    assertThat(dataset.notes()).singleElement().asString().contains("no Songs folder");
    assertThat(dataset.metadataSources()).hasSize(1);
  }

  @Test
  void lazersStoreIsReadByContent() throws IOException {
    Path store = folder.resolve("lazer");
    map(store.resolve("files/a/ab/" + "ab".repeat(32)));
    Files.writeString(store.resolve("files/a/ab/" + "ac".repeat(32)), "ID3 audio");
    Files.writeString(store.resolve("files/a/ab/readme.txt"), MAP);
    Files.writeString(store.resolve("client.realm"), "x");
    Dataset dataset = open(store);
    assertThat(files).containsExactly("ab".repeat(32));
    assertThat(dataset.notes()).singleElement().asString().contains("client.realm");
  }

  private static byte[] archive(String... entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write((MAP + entry).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aZipOfSetsIsReadWithoutUnpackingIt() throws IOException {
    Path pack = folder.resolve("pack.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(pack))) {
      for (String name : List.of("1 A.osz", "2 B.OSZ", "empty.osz", "broken.osz")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(
            switch (name) {
              case "empty.osz" -> archive("audio.mp3");
              case "broken.osz" -> "no zip".getBytes(StandardCharsets.UTF_8);
              default -> archive("easy.osu", "hard.osu", "../evil.osu");
            });
        out.closeEntry();
      }
      out.putNextEntry(new ZipEntry("loose.osu"));
      out.write(MAP.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    List<BeatmapFile> maps = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(pack, Files.size(pack), 0), maps::add, skipped::add);
    assertThat(maps).hasSize(5).anyMatch(m -> m.path().endsWith("pack.zip!1 A.osz!easy.osu"));
    assertThat(skipped)
        .extracting(SkippedFile::reason)
        .contains(
            "the archive holds no .osu file", "the name of the entry leads out of the archive")
        .hasSize(4);
  }

  @Test
  void namesInAnyCodePageDoNotHideMapsOfAPack() throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    try (ZipOutputStream out =
        new ZipOutputStream(inner, java.nio.charset.Charset.forName("Shift_JIS"))) {
      out.putNextEntry(new ZipEntry("東方.osu"));
      out.write(MAP.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    Path pack = folder.resolve("pack.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(pack))) {
      out.putNextEntry(new ZipEntry("a.osz"));
      out.write(inner.toByteArray());
      out.closeEntry();
      out.putNextEntry(new ZipEntry("b.osz"));
      out.write(archive("東方.osu"));
      out.closeEntry();
    }
    List<BeatmapFile> maps = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(pack, Files.size(pack), 0), maps::add, skipped::add);
    assertThat(skipped).isEmpty();
    assertThat(maps).hasSize(2);
    assertThat(maps.getLast().path()).endsWith("b.osz!東方.osu");
  }

  @Test
  void aZipThatGrowsBeyondMeasureIsRefused() throws IOException {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(inner)) {
      out.setLevel(0); // stored: the outer archive squeezes it
      out.putNextEntry(new ZipEntry("a.osu"));
      for (int i = 0; i < 40; i++) {
        out.write(new byte[1 << 20]);
      }
      out.closeEntry();
    }
    Path pack = folder.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(pack))) {
      out.putNextEntry(new ZipEntry("a.osz"));
      out.write(inner.toByteArray());
      out.closeEntry();
    }
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(pack, Files.size(pack), 0), _ -> {}, skipped::add);
    assertThat(skipped).isNotEmpty();
    assertThat(skipped.getFirst().reason())
        .contains("the archive within the archive has more than");
  }

  @Test
  void audioIsFoundWhateverItsCaseAndNeverOutsideOfTheFolder() throws IOException {
    Path file = map(folder.resolve("set/a.osu"));
    Files.writeString(folder.resolve("set/Audio.MP3"), "x");
    Files.writeString(folder.resolve("secret.mp3"), "x");
    List<BeatmapFile> maps = new ArrayList<>();
    BeatmapReader reader = new BeatmapReader(InputLimits.DEFAULT);
    reader.read(new SourceFile(file, Files.size(file), 0), maps::add, skipped::add);
    Path archive = folder.resolve("a.osz");
    Files.write(archive, archive("sub/a.osu", "sub/Audio.MP3", "secret.mp3"));
    reader.read(new SourceFile(archive, Files.size(archive), 0), maps::add, skipped::add);
    assertThat(maps).hasSize(2);
    assertThat(maps.getFirst().siblings().find("audio.mp3").orElseThrow())
        .endsWith("set/Audio.MP3");
    assertThat(maps.getLast().siblings().find("audio.mp3").orElseThrow())
        .endsWith("a.osz!sub/Audio.MP3");
    for (BeatmapFile each : maps) {
      for (String name :
          new String[] {
            "", ".", "gone.mp3", "../secret.mp3", "..\\secret.mp3", "/etc/hosts", "a\0b"
          }) {
        assertThat(each.siblings().find(name)).as(name).isEmpty();
      }
    }
  }

  @Test
  void aZipWithoutMapsIsNoneOfOurs() throws IOException {
    Path pack = Files.write(folder.resolve("backup.zip"), archive("notes.txt"));
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(pack, Files.size(pack), 0), _ -> {}, skipped::add);
    assertThat(skipped).isEmpty();
  }

  private MetadataSource table(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return MetadataTable.read(file, UserTags.vocabulary());
  }

  @Test
  void rowsOfOneMapAreJoined() throws IOException {
    MetadataSource facts =
        table(
            "beatmap_descriptors.csv.gz",
            "\ufeffbeatmap_id,descriptor\n75,jump aim\n75,tap/streams\n75,my own words\n0,simple\n");
    assertThat(facts.of("x", 75, null).orElseThrow().get(SourcedField.TAGS))
        .containsExactly("aim/jump", "tap/streams");
    assertThat(facts.size()).isEqualTo(1);
  }

  @Test
  void columnsAreKnownByTheirUsualNames() throws IOException {
    MetadataSource facts =
        table(
            "api.csv",
            "beatmap_id,beatmapset_id,file_md5,approved,submit_date,difficultyrating,creator_id,tags\n"
                + "9,3,%s,4,2014-02-03 10:00:00,5.5,77,\"some, free words\"\n"
                    .formatted("0F".repeat(16)));
    SourcedMetadata map = facts.of("0f".repeat(16), null, null).orElseThrow();
    assertThat(map.get(SourcedField.STATUS)).isEqualTo("loved");
    assertThat(map.get(SourcedField.SUBMITTED)).isEqualTo("2014-02-03");
    assertThat(map.get(SourcedField.YEAR)).isEqualTo(2014);
    assertThat(map.get(SourcedField.STARS)).isEqualTo(5.5);
    assertThat(map.get(SourcedField.MAPPER_ID)).isEqualTo(77);
    assertThat(map.get(SourcedField.TAGS)).isNull();
  }

  @Test
  void impossibleRatingsAreNone() throws IOException {
    MetadataSource facts = table("stars.csv", "beatmap_id,stars\n1,-5\n2,1e300\n3,NaN\n4,6.5\n");
    for (int id = 1; id <= 3; id++) {
      assertThat(facts.of("x", id, null).orElseThrow().get(SourcedField.STARS)).isNull();
    }
    assertThat(facts.of("x", 4, null).orElseThrow().get(SourcedField.STARS)).isEqualTo(6.5);
  }

  @Test
  void aTableCanSpeakOfSets() throws IOException {
    MetadataSource facts = table("dates.csv", "beatmapset_id,approved_date\n3,2012-01-02\n");
    assertThat(facts.of("x", 9, 3).orElseThrow().get(SourcedField.RANKED)).isEqualTo("2012-01-02");
    assertThat(facts.of("x", 9, 4)).isEmpty();
  }

  @Test
  void jsonLinesMayHoldLists() throws IOException {
    MetadataSource facts =
        table(
            "labels.jsonl",
            "{\"md5\": \"%s\", \"tags\": [\"aim/jump\"], \"year\": 2013}\n"
                .formatted("ab".repeat(16)));
    SourcedMetadata map = facts.of("ab".repeat(16), null, null).orElseThrow();
    assertThat(map.get(SourcedField.TAGS)).containsExactly("aim/jump");
    assertThat(map.get(SourcedField.YEAR)).isEqualTo(2013);
  }

  @Test
  void badTablesAreOneMessageWithTheLine() {
    assertThatThrownBy(() -> table("a.jsonl", "{}\n{\"md5\": \n"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("a.jsonl, line");
    assertThatThrownBy(() -> table("b.csv", "name,value\nx,1\n"))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("b.csv, line 2: no column md5");
    assertThatThrownBy(
            () -> {
              Files.write(
                  folder.resolve("c.csv.gz"),
                  new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1});
              MetadataTable.read(folder.resolve("c.csv.gz"), UserTags.vocabulary());
            })
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("c.csv.gz cannot be unpacked");
    assertThatThrownBy(() ->
            MetadataTable.read(FIXTURES.resolve("make_fixtures.py.gz"), UserTags.vocabulary()))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }
}
