package kiai.dataset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of one map with osu!'s identity for it.
 *
 * @param path as shown to the user; entries follow their archive after {@code !}
 * @param bytes the whole {@code .osu}
 * @param md5 32 hexadecimal digits in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer on its way to the parser
public record BeatmapFile(String path, byte[] bytes, String md5) {

  /** A map file with its identity computed. */
  public static BeatmapFile of(String path, byte[] bytes) {
    return new BeatmapFile(path, bytes, md5(bytes));
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
