package kiai.sources.files;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The bytes of one map with osu!'s identity for it.
 *
 * @param path as shown to the user; entries follow their archive after {@code !}
 * @param bytes the whole {@code .osu}
 * @param md5 32 hexadecimal digits in lower case
 * @param siblings files that lie beside it
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer on its way to the parser
public record BeatmapFile(String path, byte[] bytes, String md5, Siblings siblings) {

  /** The files beside a map: those of its folder, or of its archive. */
  @FunctionalInterface
  public interface Siblings {
    /** No files are known. */
    Siblings NONE = _ -> Optional.empty();

    /**
     * Where a file lies that the map names; case does not count, as on Windows. Never outside of
     * the map's own folder or archive.
     *
     * @return its path as shown to the user
     */
    Optional<String> find(String name);
  }

  /** A map file with its identity computed. */
  public static BeatmapFile of(String path, byte[] bytes) {
    return of(path, bytes, Siblings.NONE);
  }

  /** The same with the files beside it. */
  public static BeatmapFile of(String path, byte[] bytes, Siblings siblings) {
    return new BeatmapFile(path, bytes, md5(bytes), siblings);
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
