package kiai.sources.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;

/** The audio file beside a map, in a folder or an archive, as a file that can be decoded. */
public final class AudioFiles {
  private AudioFiles() {}

  /** What is done with the file while it is there. */
  @FunctionalInterface
  public interface Use<T> {
    T with(Path file) throws IOException;
  }

  /**
   * Hands over an audio file; out of an archive as a copy that is deleted afterwards.
   *
   * @param shown its path, with {@code !} before an archive's entry
   * @throws IOException when it is not there, or larger than anything that is played
   */
  public static <T> T use(String shown, Use<T> use) throws IOException {
    int entry = shown.lastIndexOf('!');
    if (entry < 0 || Files.isRegularFile(Path.of(shown))) {
      return use.with(Path.of(shown));
    }
    Path copy = Files.createTempFile("kiai-audio", ".sound");
    try {
      extract(Path.of(shown.substring(0, entry)), shown.substring(entry + 1), copy);
      return use.with(copy);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static void extract(Path archive, String name, Path copy) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.ISO_8859_1)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && BeatmapReader.shownName(entry.getName()).equals(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            Files.write(
                copy, BoundedInput.readAll(in, InputLimits.MAX_AUDIO_BYTES, "the audio file"));
            return;
          }
        }
      }
    }
    throw new IOException("the archive holds no audio of that name");
  }
}
