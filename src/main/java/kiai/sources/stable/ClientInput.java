package kiai.sources.stable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kiai.input.BoundedInput;
import kiai.input.DamagedFileException;
import kiai.input.InputLimits;

/**
 * Reads the binary files of the stable client: little-endian, strings with a length before them.
 */
final class ClientInput {
  private static final int NO_STRING = 0x00;
  private static final int STRING = 0x0b;

  private final Path path;
  private final ByteBuffer bytes;

  private ClientInput(Path path, ByteBuffer bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /** The whole of a file. */
  static ClientInput of(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = BoundedInput.readAll(in, InputLimits.MAX_CLIENT_BYTES, path.toString());
      return new ClientInput(path, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    } catch (BoundedInput.LimitException e) {
      throw new DamagedFileException(e.getMessage(), e);
    }
  }

  int position() {
    return bytes.position();
  }

  int size() {
    return bytes.limit();
  }

  /** The bytes between two places. */
  byte[] bytes(int from, int to) {
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return copy;
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  private void need(int count) throws EOFException {
    if (count < 0 || bytes.remaining() < count) {
      throw new EOFException("it breaks off");
    }
  }

  int u8() throws EOFException {
    need(1);
    return bytes.get() & 0xff;
  }

  boolean bool() throws EOFException {
    return u8() != 0;
  }

  short i16() throws EOFException {
    need(2);
    return bytes.getShort();
  }

  int i32() throws EOFException {
    need(4);
    return bytes.getInt();
  }

  long i64() throws EOFException {
    need(8);
    return bytes.getLong();
  }

  float f32() throws EOFException {
    need(4);
    return bytes.getFloat();
  }

  double f64() throws EOFException {
    need(8);
    return bytes.getDouble();
  }

  void skip(int count) throws EOFException {
    need(count);
    bytes.position(bytes.position() + count);
  }

  /** A number of things to come, each of at least so many bytes. */
  int count(int leastBytes) throws IOException {
    int count = i32();
    if (count < 0 || (long) count * leastBytes > bytes.remaining()) {
      throw new DamagedFileException(
          "it names %,d entries, more than it can hold".formatted(count));
    }
    return count;
  }

  /** The same, of a list that may be missing: a negative number then. */
  int countOrNone(int leastBytes) throws IOException {
    need(Integer.BYTES);
    return bytes.getInt(bytes.position()) < 0 ? Math.max(0, i32()) : count(leastBytes);
  }

  /** A text; empty for none. */
  String string() throws IOException {
    int kind = u8();
    if (kind == NO_STRING) {
      return "";
    }
    if (kind != STRING) {
      throw new DamagedFileException("a text begins with %02x".formatted(kind));
    }
    int length = 0;
    for (int shift = 0; shift < 32; shift += 7) {
      int part = u8();
      length |= (part & 0x7f) << shift;
      if ((part & 0x80) == 0) {
        break;
      }
    }
    need(length);
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** What went wrong, with the file and the place in it. */
  DamagedFileException damaged(String what, IOException cause) {
    return new DamagedFileException(
        "%s is damaged at byte %,d (%s): %s"
            .formatted(path, bytes.position(), what, cause.getMessage()),
        cause);
  }
}
