package kiai.index;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import kiai.embeddings.MapEmbedding;
import kiai.map.MapRecord;

/**
 * The writable side of one generation; one at a time. What was not committed is lost when it is
 * closed. Threads may share it.
 */
public interface IndexWriter extends MapSink, Closeable {
  /** What makes this generation. */
  IndexManifest manifest();

  /** What was damaged when it was opened, and what that cost. */
  IndexRepairs repairs();

  /**
   * Says what became of the maps that a repair lost.
   *
   * @param complete whether they are back, or given up; else {@link #repairs} of the next writer
   *     tells of them again
   */
  void settleRepairs(boolean complete) throws IOException;

  /** What the last commit holds. */
  IndexContents contents() throws IOException;

  /** The last commit; to be closed by its user. */
  IndexSnapshot committed() throws IOException;

  /** Writes a map whose MD5 the generation does not have. */
  void add(MapRecord record, MapEmbedding embedding) throws IOException;

  /** Takes a map out. */
  void remove(String md5) throws IOException;

  /** Forgets a source file, not its maps. */
  void forgetFile(String path) throws IOException;

  /** Writes a side file. */
  @FunctionalInterface
  interface Attachment {
    /** Writes all of it. */
    void write(OutputStream out) throws IOException;
  }

  /** Writes a side file as a whole: readers see the old one or this one. */
  void attach(String name, Attachment content) throws IOException;

  /** Whether something was written since the last commit. */
  boolean hasUncommittedChanges();

  /** Makes everything written so far durable and visible. */
  @Override
  void commit() throws IOException;

  /**
   * Joins what was written piece by piece, so that a question looks in one place, and commits.
   * Takes as long as building the graph of all vectors: for runs that wrote much of the index.
   */
  void compact() throws IOException;
}
