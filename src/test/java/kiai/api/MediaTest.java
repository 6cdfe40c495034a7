package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.media.Picture;
import kiai.media.SongFormat;
import kiai.sources.Dataset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Songs and backgrounds from the player's disk, and nothing else of it. */
class MediaTest {
  private static final byte[] SONG = song();

  @TempDir private Path folder;
  private TestServer server;
  private HttpClient client;

  private static byte[] song() {
    byte[] song = new byte[3_000_000];
    new Random(5).nextBytes(song);
    byte[] head = {'I', 'D', '3', 4, 0, 0, 0, 0, 1, 0};
    System.arraycopy(head, 0, song, 0, head.length);
    return song;
  }

  @BeforeEach
  void start() throws Exception {
    server = TestServer.administrated(folder, 0, null);
    client = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    server.close();
  }

  private static String map(int id, String audio, String background) {
    return TestMaps.of(TestMaps.Style.JUMPS, id)
        .named("Song " + id, "Artist", "Mapper", "Hard")
        .ids(id, 1_000 + id)
        .text()
        .replace("AudioFilename: audio.mp3", "AudioFilename: " + audio)
        .replace(
            "[TimingPoints]",
            "[Events]\n//Background and Video events\n0,0,\""
                + background
                + "\",0,0\n\n[TimingPoints]");
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, x * height / width, 0xFF8800);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private void index(Path root) throws Exception {
    new Indexer(new LuceneGenerations(server.home), TestModel.encoder(), InputLimits.DEFAULT, 2)
        .run(Dataset.of(List.of(root), InputLimits.DEFAULT), IndexRequest.KEEP, IndexProgress.NONE);
    server.index.refresh();
  }

  private HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    HttpRequest.Builder request = server.request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Test
  void aMapOfAFolderIsSeenAndHeard() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", "sub\\BG.png"));
    Files.write(set.resolve("Audio.mp3"), SONG);
    Files.createDirectories(set.resolve("sub"));
    Files.write(set.resolve("sub/bg.png"), png(1_000, 500));
    index(set);

    assertThat(server.json("/api/v1/beatmaps/1").get("has_background").asBoolean()).isTrue();
    assertThat(server.json("/api/v1/beatmaps/1").get("has_song").asBoolean()).isTrue();
    HttpResponse<byte[]> picture = bytes("/api/v1/beatmaps/1/background?width=300");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(header(picture, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(header(picture, "Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    BufferedImage shown = ImageIO.read(new ByteArrayInputStream(picture.body()));
    assertThat(shown.getWidth()).isEqualTo(320);
    assertThat(shown.getHeight()).isEqualTo(160);
    HttpResponse<byte[]> again =
        bytes("/api/v1/beatmaps/1/background?width=300", "If-None-Match", header(picture, "ETag"));
    assertThat(again.statusCode()).isEqualTo(304);

    HttpResponse<byte[]> whole = bytes("/api/v1/beatmaps/1/song");
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(header(whole, "Content-Type")).isEqualTo("audio/mpeg");
    assertThat(whole.body()).isEqualTo(SONG);
  }

  @Test
  void partsOfASongAddUpToIt() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", ""));
    Files.write(set.resolve("audio.mp3"), SONG);
    Files.write(folder.resolve("songs/packed.osz"), packed());
    index(folder.resolve("songs"));
    for (int id : new int[] {1, 2}) {
      ByteArrayOutputStream heard = new ByteArrayOutputStream();
      while (heard.size() < SONG.length) {
        HttpResponse<byte[]> part =
            bytes("/api/v1/beatmaps/%d/song".formatted(id), "Range", "bytes=" + heard.size() + "-");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).hasSizeBetween(1, 1 << 20);
        assertThat(header(part, "Content-Range"))
            .isEqualTo(
                "bytes %d-%d/%d"
                    .formatted(heard.size(), heard.size() + part.body().length - 1, SONG.length));
        heard.write(part.body());
      }
      assertThat(heard.toByteArray()).isEqualTo(SONG);
    }
    HttpResponse<byte[]> few = bytes("/api/v1/beatmaps/1/song", "Range", "bytes=10-19");
    assertThat(few.body()).isEqualTo(Arrays.copyOfRange(SONG, 10, 20));
    HttpResponse<byte[]> beyond = bytes("/api/v1/beatmaps/1/song", "Range", "bytes=9999999-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + SONG.length);
    // Ranges that are invalid or of another kind may be ignored (RFC 9110, 14.2).
    assertThat(bytes("/api/v1/beatmaps/1/song", "Range", "bytes=5-2").statusCode()).isEqualTo(200);
    assertThat(bytes("/api/v1/beatmaps/1/song", "Range", "bytes=-5").statusCode()).isEqualTo(200);
    assertThat(
            ImageIO.read(new ByteArrayInputStream(bytes("/api/v1/beatmaps/2/background").body())))
        .isNotNull();
  }

  private static byte[] packed() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("b.osu"));
      zip.write(map(2, "audio.mp3", "bg.png").getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry("audio.mp3"));
      zip.write(SONG);
      zip.putNextEntry(new ZipEntry("bg.png"));
      zip.write(png(700, 400));
    }
    return out.toByteArray();
  }

  @Test
  void nothingElseOfADiskGetsOut() throws Exception {
    Path songs = Files.createDirectories(folder.resolve("songs"));
    Path set = Files.createDirectories(songs.resolve("set"));
    Files.write(songs.resolve("secret.png"), png(10, 10));
    Files.write(songs.resolve("secret.mp3"), SONG);
    Files.writeString(set.resolve("notes.txt"), "my passwords");
    Files.write(set.resolve("huge.png"), hugePng());
    Files.write(set.resolve("cut.png"), Arrays.copyOf(png(400, 400), 200));
    Files.writeString(set.resolve("a.osu"), map(1, "../secret.mp3", "../secret.png"));
    Files.writeString(set.resolve("b.osu"), map(2, "notes.txt", "notes.txt"));
    Files.writeString(
        set.resolve("c.osu"),
        map(3, songs.resolve("secret.mp3").toString(), songs.resolve("secret.png").toString()));
    Files.writeString(set.resolve("d.osu"), map(4, "gone.mp3", "huge.png"));
    Files.writeString(set.resolve("e.osu"), map(5, ".", "cut.png"));
    index(set);
    for (int id = 1; id <= 5; id++) {
      String at = "/api/v1/beatmaps/" + id;
      server.problem(server.get(at + "/song"), 404);
      // A cut picture is refused or shown as far as it goes.
      if (id != 5 || server.get(at + "/background").statusCode() != 200) {
        server.problem(server.get(at + "/background"), 404);
      }
    }
    server.problem(server.get("/api/v1/beatmaps/99/song"), 404);
    server.problem(server.get("/api/v1/beatmaps/1/background?width=0"), 400);
    for (String path :
        List.of(
            "/api/v1/beatmaps/..%2f..%2fsecret.mp3/song", "/api/v1/beatmaps/%2e%2e/background")) {
      assertThat(server.get(path).statusCode()).as(path).isGreaterThanOrEqualTo(400);
    }
  }

  @Test
  void linksOutOfASetAreNotFollowed() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.write(outside.resolve("secret.png"), png(10, 10));
    Files.write(outside.resolve("secret.mp3"), SONG);
    Files.createSymbolicLink(set.resolve("bg.png"), outside.resolve("secret.png"));
    Files.createSymbolicLink(set.resolve("audio.mp3"), outside.resolve("secret.mp3"));
    Files.createSymbolicLink(set.resolve("l"), outside);
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", "bg.png"));
    Files.writeString(set.resolve("b.osu"), map(2, "l/secret.mp3", "l/secret.png"));
    // A folder of songs may well be a link itself.
    Path link = Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("songs"));
    Path plain = Files.createDirectories(link.resolve("plain"));
    Files.writeString(plain.resolve("c.osu"), map(3, "audio.mp3", "bg.png"));
    Files.write(plain.resolve("audio.mp3"), SONG);
    Files.write(plain.resolve("bg.png"), png(10, 10));
    index(link);
    for (String path : List.of("1/song", "1/background", "2/song", "2/background")) {
      server.problem(server.get("/api/v1/beatmaps/" + path), 404);
    }
    assertThat(server.get("/api/v1/beatmaps/3/song").statusCode()).isEqualTo(200);
    assertThat(server.get("/api/v1/beatmaps/3/background").statusCode()).isEqualTo(200);
  }

  @Test
  void whatOnlyBeginsLikeASongIsNone() {
    for (String text : List.of("ID3 is a text", "OggS and more of it", "....ftypheic", "ID3")) {
      assertThat(SongFormat.of(text.getBytes(StandardCharsets.ISO_8859_1))).as(text).isEmpty();
    }
    assertThat(SongFormat.of("\ufefftext".getBytes(StandardCharsets.UTF_16LE))).isEmpty();
    assertThat(SongFormat.of("\u00ff\u00fflatin".getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    assertThat(SongFormat.of(new byte[0])).isEmpty();
    byte[] frame = {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x44};
    assertThat(SongFormat.of(frame)).hasValue(SongFormat.MP3);
    byte[] ogg = new byte[SongFormat.HEAD_BYTES];
    System.arraycopy("OggS".getBytes(StandardCharsets.US_ASCII), 0, ogg, 0, 4);
    System.arraycopy("\u0001vorbis".getBytes(StandardCharsets.US_ASCII), 0, ogg, 28, 7);
    assertThat(SongFormat.of(ogg)).hasValue(SongFormat.OGG);
  }

  @Test
  void imagesThatWouldTakeMinutesAreRefused() throws Exception {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "jpeg", jpeg);
    byte[] whole = jpeg.toByteArray();
    assertThat(Picture.jpeg(whole, 32)).isNotEmpty();
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(whole, 0, whole.length - 2);
    for (int i = 0; i < 100; i++) {
      many.write(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 0, 0, 0});
    }
    assertThatThrownBy(() -> Picture.jpeg(many.toByteArray(), 32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("scans");
    assertThatThrownBy(() -> Picture.jpeg(png(1, 20_000), 32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("20,000 pixels");
  }

  @Test
  void namesInArchivesMayHoldAnything() throws Exception {
    Path songs = Files.createDirectories(folder.resolve("songs! new"));
    int id = 0;
    for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("Shift_JIS"))) {
      id++;
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ZipOutputStream zip = new ZipOutputStream(out, charset)) {
        zip.putNextEntry(new ZipEntry("a.osu"));
        zip.write(map(id, "go! 歌.mp3", "./背景!.png").getBytes(StandardCharsets.UTF_8));
        zip.putNextEntry(new ZipEntry("go! 歌.mp3"));
        zip.write(SONG);
        zip.putNextEntry(new ZipEntry("背景!.png"));
        zip.write(png(70, 40));
      }
      Files.write(songs.resolve(id + ".osz"), out.toByteArray());
    }
    index(songs);
    for (int map = 1; map <= id; map++) {
      assertThat(bytes("/api/v1/beatmaps/%d/song".formatted(map)).body()).isEqualTo(SONG);
      assertThat(server.get("/api/v1/beatmaps/%d/background".formatted(map)).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void changedFilesAreOtherSongsAndPictures() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", "bg.png"));
    Files.write(set.resolve("audio.mp3"), SONG);
    Files.write(set.resolve("bg.png"), png(100, 100));
    index(set);
    String song = "/api/v1/beatmaps/1/song";
    String tag = header(bytes(song, "Range", "bytes=0-9"), "ETag");
    assertThat(bytes(song, "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(bytes(song, "Range", "bytes=0-9", "If-Range", tag).statusCode()).isEqualTo(206);
    byte[] before = bytes("/api/v1/beatmaps/1/background").body();
    byte[] other = SONG.clone();
    other[500]++;
    Files.write(set.resolve("audio.mp3"), other);
    Files.write(set.resolve("bg.png"), png(200, 50));
    for (String file : List.of("audio.mp3", "bg.png")) {
      Files.setLastModifiedTime(set.resolve(file), FileTime.fromMillis(1_000_000_000_000L));
    }
    assertThat(bytes(song, "If-None-Match", tag).body()).isEqualTo(other);
    assertThat(bytes(song, "Range", "bytes=0-9", "If-Range", tag).statusCode()).isEqualTo(200);
    assertThat(bytes("/api/v1/beatmaps/1/background").body()).isNotEqualTo(before);
    assertThat(bytes(song, "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
  }

  /** A PNG whose head says 60,000 by 60,000 pixels. */
  private static byte[] hugePng() throws IOException {
    byte[] png = png(4, 4);
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(head);
    out.writeBytes("IHDR");
    out.writeInt(60_000);
    out.writeInt(60_000);
    out.write(png, 24, 5);
    CRC32 crc = new CRC32();
    crc.update(head.toByteArray());
    System.arraycopy(head.toByteArray(), 0, png, 12, head.size());
    for (int i = 0; i < 4; i++) {
      png[12 + head.size() + i] = (byte) (crc.getValue() >>> (8 * (3 - i)));
    }
    return png;
  }

  @Test
  void filesThatWentAwayAreSaidToBeGone() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", "bg.png"));
    Files.write(set.resolve("audio.mp3"), SONG);
    Files.write(set.resolve("bg.png"), png(100, 100));
    index(set);
    Files.delete(set.resolve("audio.mp3"));
    Files.delete(set.resolve("bg.png"));
    server.problem(server.get("/api/v1/beatmaps/1/song"), 404);
    server.problem(server.get("/api/v1/beatmaps/1/background"), 404);
    assertThat(server.get("/api/v1/beatmaps/1/song").body()).contains("gone");
    Files.createDirectory(set.resolve("audio.mp3")); // nor is what is no file read, such as a pipe
    Process pipe = new ProcessBuilder("mkfifo", set.resolve("bg.png").toString()).start();
    assertThat(pipe.waitFor()).isZero();
    server.problem(server.get("/api/v1/beatmaps/1/song"), 404);
    server.problem(server.get("/api/v1/beatmaps/1/background"), 404);
    Files.delete(set.resolve("audio.mp3"));
    Files.move(set.resolve("bg.png"), set.resolve("audio.mp3"));
    server.problem(server.get("/api/v1/beatmaps/1/song"), 404);
  }

  @Test
  void othersThanThisMachineGetNothing() throws Exception {
    Path set = Files.createDirectories(folder.resolve("songs/set"));
    Files.writeString(set.resolve("a.osu"), map(1, "audio.mp3", "bg.png"));
    Files.write(set.resolve("audio.mp3"), SONG);
    Files.write(set.resolve("bg.png"), png(100, 100));
    index(set);
    for (String what : List.of("song", "background")) {
      String path = "/api/v1/beatmaps/1/" + what;
      // A proxy on this machine speaks for others.
      assertThat(bytes(path, "X-Forwarded-For", "203.0.113.5").statusCode()).isEqualTo(403);
      assertThat(statusAt(path, "192.0.2.7:7270")).isEqualTo(403); // by the machine's address
      assertThat(statusAt(path, "localhost")).isEqualTo(200);
      assertThat(statusAt(path, "evil.example")).isGreaterThanOrEqualTo(400); // another site's name
    }
  }

  /** The status that a visitor gets who calls the server by a name. */
  private int statusAt(String path, String host) throws IOException {
    URI uri = server.uri(path);
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
      return Integer.parseInt(head.substring(9, 12));
    }
  }
}
