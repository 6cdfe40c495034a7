package kiai.sources.lazer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.TestModel;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.search.answer.SearchOptions;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** lazer's data folder as a player has it, from its database to answers. */
class LazerStoreTest {
  private static final Instant PLAYED = Instant.parse("2026-10-11T12:13:14Z");
  private static final byte[] SONG = "ID3 a song".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  private final TestMaps jumps = map(Style.JUMPS, 101);
  private final TestMaps streams = map(Style.STREAMS, 102);
  private final TestMaps easy = map(Style.EASY, 103);
  private final TestMaps gone = map(Style.JUMPS, 104);

  private static TestMaps map(Style style, int id) {
    return TestMaps.of(style, id)
        .named("Title " + id, "Artist", "Mapper", "Hard")
        .ids(id, 900 + id);
  }

  private Path data() throws IOException {
    Path data = folder.resolve("osu");
    try (LazerFixture lazer = new LazerFixture(data)) {
      lazer
          .set(1_001, false)
          .file("Audio.mp3", SONG)
          .map(jumps, 101, 1, 6.25, PLAYED, List.of("aim/jump", "no tag of osu!"))
          .map(streams, 102, -4, -1, null, List.of());
      lazer.set(1_002, false).map(easy, 103, 4, 2.5, null, List.of());
      lazer.set(1_003, true).map(gone, 104, 1, 5, null, List.of());
      lazer.collection("練習", List.of(jumps, easy));
      lazer.collection("empty", List.of());
    }
    return data;
  }

  private static Dataset open(Path root) throws IOException {
    return Dataset.open(
        List.of(root), List.of(), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
  }

  private IndexSummary index(Path root) throws Exception {
    return new Indexer(
            new LuceneGenerations(folder.resolve("index")),
            TestModel.encoder(),
            InputLimits.DEFAULT,
            1)
        .run(open(root), IndexRequest.KEEP, IndexProgress.NONE);
  }

  private List<String> ask(String text) throws IOException {
    try (LiveIndex index = new LuceneGenerations(folder.resolve("index")).openLive()) {
      return new SearchService(index, TestModel.encoder())
          .search(text, SearchOptions.first(10).folding(false)).hits().stream()
              .map(hit -> hit.map().title())
              .sorted()
              .toList();
    }
  }

  private MapRecord find(int id) throws IOException {
    try (LiveIndex index = new LuceneGenerations(folder.resolve("index")).openLive()) {
      return new SearchService(index, TestModel.encoder()).find("" + id).orElseThrow();
    }
  }

  @Test
  void storyboardsOfAStoreWithoutDatabaseArePassedOver() throws Exception {
    Path data = folder.resolve("osu");
    try (LazerFixture lazer = new LazerFixture(data)) {
      lazer.set(1_001, false).map(jumps, 101, 1, 6.25, null, List.of());
      for (String text :
          List.of(
              "osu file format v14\n\n[Events]\n//Background\nSprite,Foreground,Centre,\"a\",1,2\n",
              "osu file format v14\n\n\n[Variables]\n$a=1\n[Events]\nM,0,1,2,3,4\n")) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Path blob = lazer.blob(bytes);
        Files.createDirectories(blob.getParent());
        Files.write(blob, bytes);
      }
    }
    Files.write(data.resolve("client.realm"), new byte[100]); // damaged
    IndexSummary summary = index(data);
    assertThat(summary.indexed()).isEqualTo(1);
    assertThat(summary.skipped())
        .singleElement()
        .satisfies(file -> assertThat(file.path()).endsWith("client.realm"));
  }

  @Test
  void whatTheClientKnowsCanBeAskedFor() throws Exception {
    IndexSummary summary = index(data());
    assertThat(summary.indexed()).isEqualTo(3); // the set that is to be deleted is not there
    assertThat(summary.skipped()).isEmpty();
    assertThat(ask("collection=練習")).containsExactly("Title 101", "Title 103");
    assertThat(ask("status=ranked")).containsExactly("Title 101");
    assertThat(ask("status=loved")).containsExactly("Title 103");
    assertThat(ask("tag=aim/jump")).contains("Title 101");
    assertThat(ask("played=yes")).containsExactly("Title 101");
    assertThat(ask("year=2015")).hasSize(3);
    MapRecord map = find(101);
    assertThat(map.stars()).isEqualTo(6.25);
    assertThat(map.starsSource()).isEqualTo("client.realm");
    assertThat(map.status()).isEqualTo("ranked");
    assertThat(map.tags()).containsExactly("aim/jump");
    assertThat(map.owned()).isTrue();
    assertThat(find(102).stars()).isPositive().isNotEqualTo(-1.0); // computed, the client had none
    assertThat(find(102).status()).isNull(); // changed by the player
  }

  @Test
  void songsLieInTheStoreUnderTheirHashes() throws Exception {
    Path data = data();
    List<String> audio = new java.util.ArrayList<>();
    kiai.sources.files.BeatmapReader reader =
        new kiai.sources.files.BeatmapReader(InputLimits.DEFAULT);
    open(data)
        .walk(
            file ->
                reader.read(
                    file,
                    map -> map.siblings().find("audio.MP3").ifPresent(audio::add),
                    skipped -> {}),
            skipped -> {});
    assertThat(audio).hasSize(2).allMatch(path -> Path.of(path).startsWith(data.resolve("files")));
    assertThat(Path.of(audio.getFirst())).hasBinaryContent(SONG);
  }

  private static Map<String, String> contents(Path root) {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted().toList()) {
        all.put(
            root.relativize(file).toString(),
            Files.isRegularFile(file)
                ? Files.getLastModifiedTime(file)
                    + new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                : "folder");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  @Test
  void thePlayersFolderStaysAsItIs() throws Exception {
    Path data = data();
    Map<String, String> before = contents(data);
    index(data);
    index(data);
    assertThat(contents(data)).isEqualTo(before);
  }

  @Test
  void aSecondRunFindsNothingToDoAndANewSet() throws Exception {
    Path data = data();
    index(data);
    assertThat(index(data).indexed()).isZero();
    Files.delete(data.resolve("client.realm"));
    try (LazerFixture lazer = new LazerFixture(data)) {
      lazer.set(1_001, false).map(jumps, 101, 1, 6.25, PLAYED, List.of());
      lazer.set(1_005, false).map(map(Style.STREAMS, 105), 105, 1, 4, null, List.of());
    }
    assertThat(index(data).indexed()).isEqualTo(1);
    assertThat(ask("status=ranked")).contains("Title 101", "Title 105");
  }

  @Test
  void aDatabaseThatCannotBeReadCostsNoMap() throws Exception {
    Path data = data();
    Files.writeString(data.resolve("client.realm"), "no database at all");
    Dataset dataset = open(data);
    assertThat(dataset.notes()).singleElement().asString().contains("found by their content");
    IndexSummary summary = index(data);
    assertThat(summary.indexed())
        .isEqualTo(4); // the store alone does not say what is to be deleted
    assertThat(summary.skipped())
        .singleElement()
        .satisfies(skipped -> {
          assertThat(skipped.path()).endsWith("client.realm");
          assertThat(skipped.reason()).contains("no Realm file");
        });
  }

  @Test
  void aFileThatTheStoreLostIsNamed() throws Exception {
    Path data = data();
    try (Stream<Path> files = Files.walk(data.resolve("files"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("Title 103")) {
          Files.delete(file);
        }
      }
    }
    IndexSummary summary = index(data);
    assertThat(summary.indexed()).isEqualTo(2);
    assertThat(summary.skipped())
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.reason()).contains("client.realm names it"));
  }

  @Test
  void databasesOfOldVersionsLackColumns() throws Exception {
    Path data = folder.resolve("osu");
    try (LazerFixture lazer = new LazerFixture(data, true)) {
      lazer.set(1_001, false).file("Audio.mp3", SONG).map(jumps, 101, 1, 6.25, null, List.of());
    }
    assertThat(index(data).indexed()).isEqualTo(1);
    assertThat(find(101).status()).isEqualTo("ranked");
    assertThat(ask("stars>6.2 stars<6.3")).containsExactly("Title 101");
  }

  @Test
  void storageIniLeadsToWhereTheDataWasMoved() throws Exception {
    Path data = data();
    Path moved = folder.resolve("moved here");
    Files.move(data, moved);
    Files.createDirectories(data);
    Files.writeString(data.resolve("storage.ini"), "\ufeffFullPath = " + moved + "\r\n");
    assertThat(index(data).indexed()).isEqualTo(3);
    Map<String, String> environment = Map.of("XDG_DATA_HOME", folder.toString());
    assertThat(LazerFolder.usual(folder.resolve("nobody"), environment, "Linux"))
        .containsExactly(moved);
  }

  @Test
  void dataLiesWhereEachSystemKeepsIt() throws Exception {
    for (String place :
        List.of(".local/share/osu", "Library/Application Support/osu", "AppData/Roaming/osu")) {
      Files.createDirectories(folder.resolve(place).resolve("files"));
      Files.writeString(folder.resolve(place).resolve("client.realm"), "");
    }
    assertThat(LazerFolder.usual(folder, Map.of(), "Linux"))
        .containsExactly(folder.resolve(".local/share/osu"));
    assertThat(LazerFolder.usual(folder, Map.of(), "Mac OS X"))
        .contains(folder.resolve("Library/Application Support/osu"));
    assertThat(LazerFolder.usual(folder, Map.of(), "Windows 11"))
        .containsExactly(folder.resolve("AppData/Roaming/osu"));
    assertThat(
            LazerFolder.usual(folder.resolve("empty"), Map.of("APPDATA", "\u0000"), "Windows 11"))
        .isEmpty();
  }

  @Test
  void developersBuildsNameTheirDatabaseByItsSchema() throws IOException {
    Files.createDirectories(folder.resolve("files"));
    Files.writeString(folder.resolve("client_9.realm"), "");
    Files.writeString(folder.resolve("client_51.realm"), "");
    Files.writeString(folder.resolve("client_1700000000_corrupt.realm"), "");
    assertThat(LazerFolder.database(folder)).contains(folder.resolve("client_51.realm"));
  }
}
