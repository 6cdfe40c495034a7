package kiai.index.lucene;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * One writer for the whole folder of an index, whatever generation it writes: two at different
 * precisions would remove each other's work. The system frees it when the process ends, however it
 * ends. Readers never take it.
 */
final class HomeLock implements Closeable {
  private static final String NAME = "writer.lock";
  private static final int LONGEST_NOTE = 400; // bytes
  // Behind the note: Windows lets nobody read what is locked.
  private static final long LOCKED_BYTE = 1L << 20;

  private final FileChannel channel;
  private final FileLock lock;

  private HomeLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException when another writer has it, saying who and since when, or the folder cannot
   *     be written
   */
  static HomeLock take(Path home) throws IOException {
    Path file = home.resolve(NAME);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      if (lock != null) {
        note(channel);
        return new HomeLock(channel, lock);
      }
    } catch (OverlappingFileLockException e) {
      // This process has it.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    String holder = holder(channel);
    channel.close();
    throw new IOException(
        "the index in %s is being written by another kiai%s; wait for it to end"
            .formatted(home, holder));
  }

  private static void note(FileChannel channel) throws IOException {
    String note =
        "process %d since %s"
            .formatted(
                ProcessHandle.current().pid(),
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                    Instant.now()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(ZoneId.systemDefault())
                        .toLocalDateTime()));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NOTE);
    channel.read(bytes, 0);
    String note = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    return note.isEmpty() ? "" : " (" + note + ")";
  }

  /** Whether some writer has the lock. */
  static boolean isTaken(Path home) throws IOException {
    if (!Files.exists(home.resolve(NAME))) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(
                home.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false)) {
      return lock == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
