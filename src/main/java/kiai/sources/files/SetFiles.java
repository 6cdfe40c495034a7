package kiai.sources.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;

/**
 * The files beside a map, such as its song and its background, in a folder or an archive. Their
 * paths are as {@link BeatmapFile.Siblings} gives them, with {@code !} before an archive's entry.
 */
public final class SetFiles {
  private SetFiles() {}

  /** What is done with a file while it is there. */
  @FunctionalInterface
  public interface Use<T> {
    T with(Path file) throws IOException;
  }

  /**
   * Hands over an audio file; out of an archive as a copy that is deleted afterwards.
   *
   * @throws IOException when it is not there, or larger than anything that is played
   */
  public static <T> T use(String shown, Use<T> use) throws IOException {
    Optional<Path> plain = plain(shown);
    if (plain.isPresent()) {
      return use.with(plain.get());
    }
    Path copy = Files.createTempFile("kiai-audio", ".sound");
    try {
      Files.write(copy, bytes(shown, InputLimits.MAX_AUDIO_BYTES, "the audio file"));
      return use.with(copy);
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(shown, null, "there is no audio file");
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** The file itself when it lies in a folder; empty for an entry of an archive, or nothing. */
  public static Optional<Path> plain(String shown) throws IOException {
    try {
      Path path = PathNames.toPath(shown);
      return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      throw new NoSuchFileException(shown);
    }
  }

  /**
   * The file on the disk that holds a file: itself, or its archive.
   *
   * @throws NoSuchFileException when there is none
   */
  public static Path holder(String shown) throws IOException {
    Optional<Path> plain = plain(shown);
    return plain.isPresent() ? plain.get() : inArchive(shown).archive;
  }

  /** An entry of an archive. */
  private record Packed(Path archive, String name) {}

  /**
   * Names of folders, archives and entries may hold exclamation marks: the archive is what is a
   * file.
   */
  private static Packed inArchive(String shown) throws IOException {
    for (int at = shown.indexOf('!'); at >= 0; at = shown.indexOf('!', at + 1)) {
      Optional<Path> archive = plain(shown.substring(0, at));
      if (archive.isPresent()) {
        return new Packed(archive.get(), shown.substring(at + 1));
      }
    }
    throw new NoSuchFileException(shown);
  }

  /**
   * The bytes of a file.
   *
   * @param most how many they may be
   * @param what to call it in messages
   * @throws IOException when it is not there, cannot be read or is larger
   */
  public static byte[] bytes(String shown, int most, String what) throws IOException {
    Optional<Path> plain = plain(shown);
    if (plain.isPresent()) {
      try (InputStream in = Files.newInputStream(plain.get())) {
        return BoundedInput.readAll(in, most, what);
      }
    }
    Packed packed = inArchive(shown);
    return entry(packed.archive, packed.name, most, what);
  }

  private static byte[] entry(Path archive, String name, int most, String what) throws IOException {
    try (ZipFile zip = BeatmapReader.open(archive)) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (!entry.isDirectory() && BeatmapReader.shownName(entry.getName()).equals(name)) {
          try (InputStream in = zip.getInputStream(entry)) {
            return BoundedInput.readAll(in, most, what);
          }
        }
      }
    }
    throw new NoSuchFileException(name, null, "the archive holds no file of that name");
  }
}
