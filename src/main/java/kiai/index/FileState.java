package kiai.index;

import java.util.List;
import kiai.input.SkippedFile;

/**
 * What a source file held when it was read: with size and time of change, all that is needed to
 * leave it alone next time.
 *
 * @param path of the file
 * @param bytes its size
 * @param modifiedMillis its last change, milliseconds since 1970
 * @param maps the maps in it
 * @param skipped what was left out of it
 */
public record FileState(
    String path, long bytes, long modifiedMillis, List<MapEntry> maps, List<SkippedFile> skipped) {
  /**
   * A map in a file.
   *
   * @param shown path for the user, with the entry of an archive
   */
  public record MapEntry(String md5, String shown) {}
}
