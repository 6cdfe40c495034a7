package kiai.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import kiai.TestMaps;
import kiai.TestMaps.Style;
import kiai.api.http.Visitors;
import kiai.playing.MemoryReader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in headless Chromium: {@code src/test/page/page.test.mjs}, run by Node.js against
 * servers of this test. Without a browser it is skipped, unless {@code KIAI_BROWSER=required}.
 */
@Tag("browser")
class PageTest {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");
  private static final int MOST_MINUTES = 8;
  private static final Visitors BELOW =
      new Visitors(List.of(), List.of(), "/maps/kiai", List.of(), 0, false);

  @TempDir private Path folder;

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  void everythingThatVisitorsDoWorks() throws Exception {
    Optional<Path> browser = browser();
    if (!"required".equals(System.getenv("KIAI_BROWSER"))) {
      assumeTrue(
          browser.isPresent(),
          "no Chromium on the PATH: the tests of the page are skipped (apt-get install chromium)");
    }
    assertThat(browser).as("a Chromium on the PATH").isPresent();
    Path mine = folder.resolve("mine.osu");
    Files.write(mine, TestMaps.of(Style.JUMPS, 5).named("Mine", "Me", "Me", "Hard").bytes());
    Path more = folder.resolve("more");
    TestServer.write(more, 900, 1);
    Files.writeString(more.resolve("bad.osu"), "osu file format v14\n\n[HitObjects]\nnothing\n");
    writeSetWithMedia(folder.resolve("full/maps/media"));
    HttpServer tosu = tosu();
    try (TestServer full = TestServer.administrated(folder.resolve("full"), 2, null);
        TestServer empty = TestServer.administrated(folder.resolve("empty"), 0, null);
        TestServer below = TestServer.visited(folder.resolve("below"), BELOW)) {
      full.server()
          .follow(MemoryReader.of("http://127.0.0.1:" + tosu.getAddress().getPort() + "/"));
      ProcessBuilder node =
          new ProcessBuilder(
                  "node", "--test", "--test-reporter=spec", "src/test/page/page.test.mjs")
              .redirectErrorStream(true);
      node.environment().put("FULL", full.uri("").toString());
      node.environment().put("EMPTY", empty.uri("").toString());
      node.environment().put("BELOW", below.uri("").toString());
      node.environment().put("MAPS", more.toString());
      node.environment().put("MAP_FILE", mine.toString());
      node.environment().put("BROWSER", browser.get().toString());
      assertThat(run(node)).isZero();
    } finally {
      tosu.stop(0);
    }
  }

  /** Map 77 with an image behind it and a song of eight seconds. */
  private static void writeSetWithMedia(Path set) throws IOException {
    Files.createDirectories(set);
    String map =
        TestMaps.of(Style.JUMPS, 7).named("Seen", "And heard", "Mapper", "Hard").ids(77, 77).text();
    Files.writeString(
        set.resolve("a.osu"),
        map.replace("audio.mp3", "song.wav")
            .replace("[TimingPoints]", "[Events]\n0,0,\"bg.png\",0,0\n\n[TimingPoints]"));
    BufferedImage image = new BufferedImage(64, 40, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 1, 0xFFFFFF);
    ImageIO.write(image, "png", set.resolve("bg.png").toFile());
    AudioFormat format = new AudioFormat(8_000, 8, 1, false, false);
    byte[] silence = new byte[64_000];
    try (AudioInputStream song =
        new AudioInputStream(new ByteArrayInputStream(silence), format, silence.length)) {
      AudioSystem.write(song, AudioFileFormat.Type.WAVE, set.resolve("song.wav").toFile());
    }
  }

  /** A program that reads the game's memory, in which map 101 is played. */
  private static HttpServer tosu() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] playing =
        """
        {"beatmap": {"id": 101, "artist": "Artist", "title": "<b>Title</b>", "version": "Hard"},
         "play": {"mods": {"name": "DT"}}}
        """
            .getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, playing.length);
          exchange.getResponseBody().write(playing);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Runs a process, showing what it prints. */
  private static int run(ProcessBuilder command) throws IOException, InterruptedException {
    Process process = command.start();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(System.out::println);
    }
    if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the browser did not finish");
    }
    return process.exitValue();
  }
}
