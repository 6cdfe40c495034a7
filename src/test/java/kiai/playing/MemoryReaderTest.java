package kiai.playing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that read the game's memory, played by a server of their shapes. */
class MemoryReaderTest {
  private static final String MD5 = "e5a3cefdc824ab2835e57f1cd16fa1e1";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String answer = answers.get(exchange.getRequestURI().getPath());
          byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private MemoryReader reader() {
    return new MemoryReader(List.of(uri("/json/v2"), uri("/json")));
  }

  private static Optional<NowPlaying> parse(String json) throws IOException {
    return NowPlaying.of(JSON.readTree(json));
  }

  @Test
  void tosuTellsTheMapItsFileAndTheMods() throws IOException {
    Path songs = Files.createDirectories(folder.resolve("Songs/1 A - B"));
    Path file = Files.writeString(songs.resolve("map.osu"), "osu file format v14\n");
    answers.put(
        "/json/v2",
        JSON.writeValueAsString(
            Map.of(
                "client",
                "stable",
                "beatmap",
                Map.of(
                    "checksum",
                    MD5.toUpperCase(Locale.ROOT),
                    "id",
                    123,
                    "set",
                    4,
                    "artist",
                    "A",
                    "title",
                    "B",
                    "mapper",
                    "M",
                    "version",
                    "Hard"),
                "folders",
                Map.of("songs", folder.resolve("Songs").toString(), "beatmap", "1 A - B"),
                "directPath",
                Map.of("beatmapFile", "1 A - B\\map.osu"),
                "play",
                Map.of(
                    "mods",
                    Map.of(
                        "number",
                        72,
                        "name",
                        "HDDT",
                        "array",
                        List.of(Map.of("acronym", "HD"), Map.of("acronym", "DT")))))));
    NowPlaying playing = reader().read().orElseThrow();
    assertThat(playing).isEqualTo(new NowPlaying(MD5, 123, file, "A - B [Hard]", "dt"));
  }

  @Test
  void lazersFilesLieInItsStore() throws IOException {
    Path blob = folder.resolve("files/7/70/70b3");
    Files.createDirectories(blob.getParent());
    Files.writeString(blob, "osu file format v14\n");
    String answer =
        JSON.writeValueAsString(
            Map.of(
                "client", "lazer",
                "beatmap", Map.of("checksum", MD5, "id", 0, "title", "T"),
                "folders", Map.of("songs", ""),
                "directPath",
                    Map.of(
                        "beatmapFile",
                        "7\\70\\70b3",
                        "skinFolder",
                        folder.resolve("files").toString()),
                "play", Map.of("mods", List.of(Map.of("acronym", "HT")))));
    NowPlaying playing = parse(answer).orElseThrow();
    assertThat(playing.file()).isEqualTo(blob);
    assertThat(playing.beatmapId()).isNull();
    assertThat(playing.mods()).isEqualTo("ht");
  }

  @Test
  void theOtherShapesAreReadToo() throws IOException {
    answers.put(
        "/json",
        """
        {"settings": {"folders": {"songs": "D:\\\\osu!\\\\Songs"}},
         "menu": {"mods": {"num": 512, "str": "NC"},
           "bm": {"id": 75, "set": 1, "md5": "%s",
             "metadata": {"artist": "Kenji Ninuma", "title": "DISCO PRINCE", "difficulty": "Normal"},
             "path": {"folder": "1 Kenji", "file": "disco.osu"}}}}
        """
            .formatted(MD5));
    assertThat(reader().read()) // of which the first address answers 404
        .contains(new NowPlaying(MD5, 75, null, "Kenji Ninuma - DISCO PRINCE [Normal]", "dt"));
    assertThat(
            parse(
                """
                {"mapid": 75, "mapsetid": 1, "md5": "%s", "artistRoman": "A", "titleRoman": "B",
                 "diffName": "C", "mods": "None", "osuFileLocation": "C:\\\\no\\\\map.osu"}
                """
                    .formatted(MD5)))
        .contains(new NowPlaying(MD5, 75, null, "A - B [C]", "nm"));
  }

  @Test
  void withoutAMapThereIsNothing() throws IOException {
    for (String answer :
        List.of(
            "{}",
            "[]",
            "3",
            "{\"beatmap\": {\"checksum\": \"\", \"id\": 0}}",
            "{\"beatmap\": null}",
            "{\"menu\": {\"bm\": {\"md5\": 7, \"path\": []}}}",
            "{\"mapid\": -1}")) {
      assertThat(parse(answer)).as(answer).isEmpty();
    }
    answers.put("/json", "{\"beatmap\": {}}");
    assertThat(reader().read()).isEmpty();
  }

  @Test
  void nobodyThereIsOneMessage() {
    answers.put("/json", "no JSON");
    assertThatThrownBy(() -> reader().read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("start tosu or StreamCompanion")
        .hasMessageContaining("it answered 404")
        .hasMessageContaining("no JSON");
    assertThatThrownBy(() -> MemoryReader.of("ftp://x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MemoryReader.of("not an address"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
