package kiai.index.lucene;

import java.io.ByteArrayInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import kiai.index.IndexWriter.Attachment;
import org.apache.lucene.util.IOUtils;

/**
 * Small files beside Lucene's own: written as a whole, made durable (file and folder) before they
 * take the place of the old one, and side files with a check-sum behind their content.
 */
final class Durable {
  private static final long TRAILER = 0x4b494149_43524343L; // KIAICRCC
  private static final int TRAILER_BYTES = 2 * Long.BYTES;

  private Durable() {}

  /** Writes a file; whoever opens it sees the old content or all of the new. */
  static void write(Path file, Attachment content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      content.write(Channels.newOutputStream(channel));
      channel.force(true);
    }
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
    IOUtils.fsync(file.toAbsolutePath().getParent(), true);
  }

  /** Writes a file with a check-sum behind it. */
  static void writeChecked(Path file, Attachment content) throws IOException {
    write(
        file,
        out -> {
          CRC32C sum = new CRC32C();
          OutputStream checked =
              new java.io.BufferedOutputStream(new CheckedOutputStream(out, sum), 1 << 16);
          content.write(checked);
          checked.flush();
          DataOutputStream trailer = new DataOutputStream(out);
          trailer.writeLong(TRAILER);
          trailer.writeLong(sum.getValue());
          trailer.flush();
        });
  }

  /**
   * Reads a file that {@link #writeChecked} wrote.
   *
   * @param plain whether a file without a check-sum, of an older version, is taken as it is
   * @throws IOException when it is damaged
   */
  static InputStream readChecked(Path file, boolean plain) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = bytes.length - TRAILER_BYTES;
    if (length >= 0) {
      ByteBuffer trailer = ByteBuffer.wrap(bytes, length, TRAILER_BYTES);
      if (trailer.getLong() == TRAILER) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        if (sum.getValue() == trailer.getLong()) {
          return new ByteArrayInputStream(bytes, 0, length);
        }
        throw new IOException(file.getFileName() + " is damaged: its check-sum is wrong");
      }
    }
    if (plain) {
      return new ByteArrayInputStream(bytes);
    }
    throw new IOException(file.getFileName() + " is damaged: it is cut off");
  }
}
