package kiai.training;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A NumPy array on disk, written row by row; NumPy can map it into memory. The header is rewritten
 * with the number of rows when the file is closed.
 */
final class NpyWriter implements Closeable {
  private static final int HEADER_BYTES = 128;

  private final RandomAccessFile file;
  private final OutputStream out;
  private final WritableByteChannel channel;
  private final String type;
  private final String rowShape;
  private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private long rows;

  /**
   * Begins an array.
   *
   * @param type NumPy's name of a little-endian type, such as {@code <f4}
   * @param row length of each further axis
   */
  NpyWriter(Path path, String type, int... row) throws IOException {
    this.file = new RandomAccessFile(path.toFile(), "rw");
    this.type = type;
    StringBuilder shape = new StringBuilder();
    for (int axis : row) {
      shape.append(", ").append(axis);
    }
    this.rowShape = shape.isEmpty() ? "," : shape.toString();
    file.setLength(0);
    file.write(new byte[HEADER_BYTES]);
    this.out = new BufferedOutputStream(Channels.newOutputStream(file.getChannel()), 1 << 16);
    this.channel = Channels.newChannel(out);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.capacity() < bytes) {
      buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    return buffer.clear();
  }

  private void flush(ByteBuffer filled, long newRows) throws IOException {
    channel.write(filled.flip());
    rows += newRows;
  }

  /** Appends unsigned 16-bit numbers, one row each. */
  void shorts(int[] values) throws IOException {
    ByteBuffer b = room(values.length * 2);
    for (int value : values) {
      b.putShort((short) value);
    }
    flush(b, values.length);
  }

  /** Appends a row of floats. */
  void floats(float[] values) throws IOException {
    ByteBuffer b = room(values.length * 4);
    b.asFloatBuffer().put(values);
    b.position(values.length * 4);
    flush(b, 1);
  }

  /** Appends one 32-bit number. */
  void integer(int value) throws IOException {
    flush(room(4).putInt(value), 1);
  }

  /** Appends one 64-bit number. */
  void longer(long value) throws IOException {
    flush(room(8).putLong(value), 1);
  }

  @Override
  public void close() throws IOException {
    out.flush();
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d%s), }"
            .formatted(type, rows, rowShape);
    byte[] text = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer b = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0);
    b.putShort((short) (HEADER_BYTES - 10)).put(text);
    while (b.position() < HEADER_BYTES - 1) {
      b.put((byte) ' ');
    }
    b.put((byte) '\n');
    file.seek(0);
    file.getChannel().write(b.rewind());
    file.close();
  }
}
