package kiai.index;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kiai.input.SkippedFile;

/**
 * What a source file held when it was read: with size and times of change, all that is needed to
 * leave it alone next time, and to know which maps it holds.
 *
 * @param path of the file, as {@code PathNames} writes it
 * @param stamp its size and times when it was read
 * @param maps the maps in it
 * @param rows MD5 sums of the rows of a table of ready embeddings; empty for other files
 * @param skipped what was left out of it for its content
 */
public record FileState(
    String path, Stamp stamp, List<MapEntry> maps, List<String> rows, List<SkippedFile> skipped) {
  /**
   * A map in a file.
   *
   * @param shown path for the user, with the entry of an archive
   */
  public record MapEntry(String md5, String shown) {}

  /**
   * Size and times of a file.
   *
   * @param bytes its size; {@link #NEVER} when it was not read whole, so that it is read again
   * @param modifiedMillis last change of its content as its writer says, milliseconds since 1970
   * @param changedNanos last change as the system counts it, which a writer cannot set back,
   *     nanoseconds since 1970; 0 when not known
   */
  public record Stamp(long bytes, long modifiedMillis, long changedNanos) {
    /** A size that no file has. */
    public static final long NEVER = -1;

    /** The same times, of a file that was not read whole. */
    public Stamp incomplete() {
      return new Stamp(NEVER, modifiedMillis, changedNanos);
    }

    /** Whether a run that broke off was reading the file as it is now. */
    public boolean interruptedAt(Stamp other) {
      return bytes == NEVER
          && modifiedMillis == other.modifiedMillis
          && changedNanos == other.changedNanos;
    }

    /**
     * Whether a file with the other stamp is the same, as far as can be told without reading it.
     */
    public boolean matches(Stamp other) {
      return bytes != NEVER
          && bytes == other.bytes
          && modifiedMillis == other.modifiedMillis
          && (changedNanos == 0 || other.changedNanos == 0 || changedNanos == other.changedNanos);
    }
  }

  /** Whether the file was read whole when this was written. */
  public boolean isComplete() {
    return stamp.bytes() != Stamp.NEVER;
  }

  /** MD5 sums of all maps that the file holds. */
  public Stream<String> held() {
    return Stream.concat(maps.stream().map(MapEntry::md5), rows.stream());
  }

  /** The same content with another stamp. */
  public FileState withStamp(Stamp other) {
    return new FileState(path, other, maps, rows, skipped);
  }

  /**
   * What is known of a file that could not be read whole this time: what it held before, with what
   * was found now. It is read again next time.
   *
   * @param before its state before; null when it was not known
   */
  public FileState incomplete(FileState before) {
    Map<String, MapEntry> entries = new LinkedHashMap<>();
    Set<String> all = new LinkedHashSet<>(rows);
    maps.forEach(entry -> entries.put(entry.shown(), entry));
    if (before != null) {
      before.maps.forEach(entry -> entries.putIfAbsent(entry.shown(), entry));
      all.addAll(before.rows);
    }
    return new FileState(
        path,
        stamp.incomplete(),
        List.copyOf(new ArrayList<>(entries.values())),
        List.copyOf(all),
        skipped);
  }
}
