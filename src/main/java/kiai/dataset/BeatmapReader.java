package kiai.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads the maps out of a file, within limits. Archives are streamed entry by entry: nothing is
 * written to disk, names of entries are never used as paths, and the bytes that really come out are
 * counted rather than those that the archive promises.
 */
public final class BeatmapReader {
  private final InputLimits limits;

  /** A reader with its limits; threads may share it. */
  public BeatmapReader(InputLimits limits) {
    this.limits = limits;
  }

  /**
   * Hands over every map of a file, and every part of it that is left out. Never throws for what
   * the file holds.
   */
  public void read(SourceFile file, Consumer<BeatmapFile> maps, Consumer<SkippedFile> skipped) {
    String shown = file.path().toString();
    if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
      skipped.accept(new SkippedFile(shown, "not a regular file")); // a pipe would never end
      return;
    }
    try {
      if (file.isArchive()) {
        archive(file.path(), shown, maps, skipped);
      } else {
        maps.accept(BeatmapFile.of(shown, single(file.path())));
      }
    } catch (TooLargeException e) {
      skipped.accept(new SkippedFile(shown, e.getMessage()));
    } catch (IOException e) {
      skipped.accept(new SkippedFile(shown, reasonOf(e)));
    }
  }

  private byte[] single(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return bounded(in, limits.maxBeatmapBytes(), "the file");
    }
  }

  private void archive(
      Path path, String shown, Consumer<BeatmapFile> maps, Consumer<SkippedFile> skipped)
      throws IOException {
    if (Files.size(path) > limits.maxArchiveBytes()) {
      throw new TooLargeException("the archive is larger than " + limits.maxArchiveBytes());
    }
    try (ZipFile zip = open(path)) {
      if (zip.size() > limits.maxEntries()) {
        throw new TooLargeException(
            "the archive has %d entries, more than the limit of %d"
                .formatted(zip.size(), limits.maxEntries()));
      }
      long total = 0;
      int found = 0;
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        if (entry.isDirectory() || !SourceFile.isBeatmap(entry.getName())) {
          continue;
        }
        found++;
        String name = shown + "!" + printable(entry.getName());
        if (leavesArchive(entry.getName())) {
          skipped.accept(new SkippedFile(name, "the name of the entry leads out of the archive"));
          continue;
        }
        try {
          byte[] bytes = entry(zip, entry);
          total += bytes.length;
          if (total > limits.maxTotalBytes()) {
            throw new TooLargeException(
                "the maps of the archive have more than %,d bytes together"
                    .formatted(limits.maxTotalBytes()));
          }
          maps.accept(BeatmapFile.of(name, bytes));
        } catch (TooLargeException e) {
          skipped.accept(new SkippedFile(name, e.getMessage()));
          if (total > limits.maxTotalBytes()) {
            return;
          }
        } catch (IOException e) {
          skipped.accept(new SkippedFile(name, reasonOf(e)));
        }
      }
      if (found == 0) {
        skipped.accept(new SkippedFile(shown, "the archive holds no .osu file"));
      }
    }
  }

  private static ZipFile open(Path path) throws IOException {
    try {
      return new ZipFile(path.toFile(), StandardCharsets.UTF_8);
    } catch (ZipException e) {
      if (String.valueOf(e.getMessage()).contains("bad entry name")) {
        return new ZipFile(path.toFile(), legacyNames()); // names are only shown
      }
      throw e;
    }
  }

  private static Charset legacyNames() {
    return Charset.isSupported("Shift_JIS")
        ? Charset.forName("Shift_JIS")
        : StandardCharsets.ISO_8859_1;
  }

  private byte[] entry(ZipFile zip, ZipEntry entry) throws IOException {
    long compressed = Math.max(1, entry.getCompressedSize());
    long byRatio = Math.max(1 << 20, compressed * limits.maxRatio());
    int limit = (int) Math.min(limits.maxBeatmapBytes(), byRatio);
    try (InputStream in = zip.getInputStream(entry)) {
      return bounded(in, limit, "the entry");
    }
  }

  /** Reads a stream to its end, at most so many bytes. */
  private static byte[] bounded(InputStream in, int limit, String what) throws IOException {
    byte[] bytes = in.readNBytes(limit);
    if (bytes.length == limit && in.read() >= 0) {
      throw new TooLargeException(what + " has more than the %,d bytes allowed".formatted(limit));
    }
    return bytes;
  }

  private static boolean leavesArchive(String name) {
    String plain = name.replace('\\', '/');
    return plain.startsWith("/")
        || plain.matches("^[A-Za-z]:.*")
        || ("/" + plain + "/").contains("/../");
  }

  private static String printable(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .limit(300)
        .forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return out.toString();
  }

  private static String reasonOf(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "the file is gone";
      case AccessDeniedException _ -> "the file may not be read";
      case ZipException _ -> "not a readable zip archive: " + e.getMessage();
      default -> "cannot be read: " + e.getMessage();
    };
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    TooLargeException(String message) {
      super(message);
    }
  }
}
