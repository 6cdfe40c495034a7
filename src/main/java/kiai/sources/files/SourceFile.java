package kiai.sources.files;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that holds maps: a {@code .osu}, a {@code .osz}, a zip of either, or a blob of lazer's
 * store.
 *
 * @param path absolute and normalised
 * @param bytes size on disk
 * @param modifiedMillis last change, milliseconds since 1970
 */
public record SourceFile(Path path, long bytes, long modifiedMillis) {
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
