package kiai.beatmap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns the bytes of a file into UTF-8 without a byte order mark. */
final class TextEncoding {
  private TextEncoding() {}

  static byte[] toUtf8(byte[] data) {
    if (startsWith(data, 0xEF, 0xBB, 0xBF)) {
      return Arrays.copyOfRange(data, 3, data.length);
    }
    if (startsWith(data, 0xFF, 0xFE)) {
      return recode(data, 2, StandardCharsets.UTF_16LE);
    }
    if (startsWith(data, 0xFE, 0xFF)) {
      return recode(data, 2, StandardCharsets.UTF_16BE);
    }
    if (data.length > 3 && data[0] == 'o' && data[1] == 0 && data[2] == 's' && data[3] == 0) {
      return recode(data, 0, StandardCharsets.UTF_16LE);
    }
    return data;
  }

  private static byte[] recode(byte[] data, int from, Charset charset) {
    return new String(data, from, data.length - from, charset).getBytes(StandardCharsets.UTF_8);
  }

  private static boolean startsWith(byte[] data, int... prefix) {
    if (data.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((data[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
