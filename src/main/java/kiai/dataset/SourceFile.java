package kiai.dataset;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file that holds maps: a {@code .osu} or a {@code .osz}.
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

  static boolean isArchive(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".osz");
  }

  static boolean isBeatmap(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(".osu");
  }
}
