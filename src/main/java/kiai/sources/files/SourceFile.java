package kiai.sources.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A file that holds maps: a {@code .osu}, a {@code .osz}, a zip of either, or a blob of lazer's
 * store.
 *
 * @param path absolute and normalised
 * @param bytes size on disk
 * @param modifiedMillis last change, milliseconds since 1970
 * @param changedNanos last change as the system counts it, nanoseconds since 1970: a program that
 *     writes other content under the old time cannot set it back; 0 where the system has none
 * @param siblings files that belong to it by a list of the place; null for those of its folder
 */
public record SourceFile(
    Path path, long bytes, long modifiedMillis, long changedNanos, BeatmapFile.Siblings siblings) {
  /** A file beside which its folder's files lie. */
  public SourceFile(Path path, long bytes, long modifiedMillis, long changedNanos) {
    this(path, bytes, modifiedMillis, changedNanos, null);
  }

  /** A file that is read once, whatever its times are. */
  public SourceFile(Path path, long bytes, long modifiedMillis) {
    this(path, bytes, modifiedMillis, 0);
  }

  /** The same with the files that belong to it. */
  public SourceFile with(BeatmapFile.Siblings others) {
    return new SourceFile(path, bytes, modifiedMillis, changedNanos, others);
  }

  /**
   * A file as it lies there.
   *
   * @throws IOException when it cannot be looked at
   */
  public static SourceFile of(Path path) throws IOException {
    return new SourceFile(
        path, Files.size(path), Files.getLastModifiedTime(path).toMillis(), changed(path));
  }

  /** When the system says that a file changed, nanoseconds since 1970; 0 when it does not say. */
  static long changed(Path path) {
    try {
      return Files.getAttribute(path, "unix:ctime") instanceof FileTime time
          ? time.to(TimeUnit.NANOSECONDS)
          : 0;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return 0; // not a Unix file system
    }
  }

  /** True for an archive of maps. */
  public boolean isArchive() {
    return isArchive(path.getFileName().toString());
  }

  /** An archive of a set; lazer also writes {@code .olz}. */
  public static boolean isSet(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".osz") || lower.endsWith(".olz");
  }

  /** An archive that may hold maps or archives of sets. */
  public static boolean isPack(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".zip");
  }

  /** Either of these. */
  public static boolean isArchive(String name) {
    return isSet(name) || isPack(name);
  }

  /** A map itself. */
  public static boolean isBeatmap(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".osu");
  }
}
