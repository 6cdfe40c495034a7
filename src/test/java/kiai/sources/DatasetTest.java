package kiai.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.FileWalker;
import kiai.sources.files.SourceFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir private Path folder;
  private final List<BeatmapFile> maps = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();

  private SourceFile file(Path path) throws IOException {
    return new SourceFile(path, Files.size(path), 0);
  }

  private void read(Path path, InputLimits limits) throws IOException {
    new BeatmapReader(limits).read(file(path), maps::add, skipped::add);
  }

  private Path zip(String name, String... entries) throws IOException {
    Path path = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(("map " + entry).getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return path;
  }

  @Test
  void archivesAreReadEntryByEntry() throws IOException {
    read(zip("a.osz", "one.osu", "sub/two.OSU", "audio.mp3"), InputLimits.DEFAULT);
    assertThat(maps).hasSize(2);
    assertThat(maps.getFirst().path()).endsWith("a.osz!one.osu");
    assertThat(maps.getFirst().md5()).matches("[0-9a-f]{32}");
    assertThat(skipped).isEmpty();
  }

  @Test
  void aStreamedArchiveWithinAnArchiveIsReadByItsDirectory() throws IOException {
    byte[] content = "map stored as a stream".getBytes(StandardCharsets.UTF_8);
    Path outer = folder.resolve("pack.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(outer))) {
      out.putNextEntry(new ZipEntry("set.osz"));
      out.write(storedStream("one.osu", content));
      out.closeEntry();
    }
    read(outer, InputLimits.DEFAULT);
    assertThat(skipped).isEmpty();
    assertThat(maps)
        .singleElement()
        .satisfies(map -> {
          assertThat(map.path()).endsWith("pack.zip!set.osz!one.osu");
          assertThat(map.bytes()).isEqualTo(content);
        });
  }

  /** An archive of one stored entry whose sizes stand behind it, as streaming writers do. */
  private static byte[] storedStream(String name, byte[] content) {
    CRC32 sum = new CRC32();
    sum.update(content);
    byte[] letters = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer zip = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(0x04034b50).putShort((short) 20).putShort((short) 8).putShort((short) 0);
    zip.putInt(0).putInt(0).putInt(0).putInt(0);
    zip.putShort((short) letters.length).putShort((short) 0).put(letters).put(content);
    zip.putInt(0x08074b50).putInt((int) sum.getValue()).putInt(content.length);
    zip.putInt(content.length);
    int directory = zip.position();
    zip.putInt(0x02014b50).putShort((short) 20).putShort((short) 20).putShort((short) 8);
    zip.putShort((short) 0).putInt(0).putInt((int) sum.getValue()).putInt(content.length);
    zip.putInt(content.length).putShort((short) letters.length).putShort((short) 0);
    zip.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0).putInt(0);
    zip.put(letters);
    int end = zip.position();
    zip.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort((short) 1);
    zip.putShort((short) 1).putInt(end - directory).putInt(directory).putShort((short) 0);
    return Arrays.copyOf(zip.array(), zip.position());
  }

  @Test
  void entriesThatLeadOutOfTheArchiveAreRefused() throws IOException {
    read(
        zip("b.osz", "../evil.osu", "/root.osu", "C:\\x.osu", "a/../../y.osu", "good.osu"),
        InputLimits.DEFAULT);
    assertThat(maps).hasSize(1);
    assertThat(skipped).hasSize(4);
    assertThat(skipped.getFirst().reason()).contains("leads out");
  }

  @Test
  void bombsAreCut() throws IOException {
    Path path = folder.resolve("bomb.osz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
      out.putNextEntry(new ZipEntry("bomb.osu"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 40; i++) {
        out.write(zeros);
      }
      out.closeEntry();
      out.putNextEntry(new ZipEntry("good.osu"));
      out.write("fine".getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
    read(path, InputLimits.DEFAULT);
    assertThat(maps).extracting(m -> m.bytes().length).containsExactly(4);
    assertThat(skipped).hasSize(1);
    assertThat(skipped.getFirst().reason()).contains("more than");
  }

  @Test
  void whatIsNoArchiveIsNamed() throws IOException {
    Path path = Files.writeString(folder.resolve("c.osz"), "not a zip");
    read(path, InputLimits.DEFAULT);
    assertThat(skipped.getFirst().reason()).contains("not a readable zip");
    read(zip("empty.osz", "readme.txt"), InputLimits.DEFAULT);
    assertThat(skipped.getLast().reason()).contains("no .osu");
  }

  @Test
  void tooLargeFilesAreNamed() throws IOException {
    Path path = Files.writeString(folder.resolve("big.osu"), "x".repeat(1000));
    read(path, new InputLimits(100, 1 << 20, 10, 1000, 10, 3));
    assertThat(maps).isEmpty();
    assertThat(skipped.getFirst().reason()).contains("more than the 100");
    read(folder.resolve("big.osu"), InputLimits.DEFAULT);
    assertThat(maps).hasSize(1);
  }

  @Test
  void whatIsNoFileIsNotOpened() throws IOException {
    read(Files.createDirectories(folder.resolve("x.osu")), InputLimits.DEFAULT);
    assertThat(maps).isEmpty();
    assertThat(skipped.getFirst().reason()).isEqualTo("not a regular file");
  }

  @Test
  void theWalkSurvivesLoopsAndMissingRoots() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Files.writeString(deep.resolve("x.osu"), "x");
    Files.writeString(folder.resolve("a/skin.ini"), "x");
    Files.createSymbolicLink(deep.resolve("loop"), folder.resolve("a"));
    List<SourceFile> files = new ArrayList<>();
    new FileWalker(InputLimits.DEFAULT)
        .walk(
            List.of(folder, folder.resolve("a"), folder.resolve("gone")), files::add, skipped::add);
    assertThat(files).hasSize(1);
    assertThat(skipped).extracting(SkippedFile::reason).anyMatch(r -> r.contains("link"));
    assertThat(skipped).extracting(SkippedFile::reason).anyMatch(r -> r.contains("no such"));
  }
}
