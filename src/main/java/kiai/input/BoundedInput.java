package kiai.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The stream through which all bytes of unknown origin come in: it ends with an error when more
 * bytes arrive than may, or when reading takes too long. What is counted is what really arrives,
 * not what a header promises. Not thread-safe.
 */
public final class BoundedInput extends FilterInputStream {
  private final long maxBytes;
  private final String what;
  private final long end;
  private long count;

  /**
   * A bounded stream.
   *
   * @param maxBytes most bytes
   * @param what the file for the message, such as {@code the entry}
   */
  public BoundedInput(InputStream in, long maxBytes, String what) {
    this(in, maxBytes, InputLimits.MAX_TIME, what);
  }

  /**
   * A bounded stream.
   *
   * @param maxTime longest time from now on
   */
  BoundedInput(InputStream in, long maxBytes, Duration maxTime, String what) {
    super(in);
    this.maxBytes = maxBytes;
    this.what = what;
    this.end = System.nanoTime() + maxTime.toNanos();
  }

  /** A limit was reached; the message says which, for the user. */
  public static class LimitException extends IOException {
    private static final long serialVersionUID = 1;

    /** A message for the user. */
    public LimitException(String message) {
      super(message);
    }
  }

  /** Reading took too long, which says nothing about the content. */
  public static final class TooSlowException extends LimitException {
    private static final long serialVersionUID = 1;

    /** A message for the user. */
    public TooSlowException(String message) {
      super(message);
    }
  }

  /**
   * All bytes of a stream, which stays open.
   *
   * @throws LimitException when there are more than may be
   */
  public static byte[] readAll(InputStream in, int maxBytes, String what) throws IOException {
    return new BoundedInput(in, maxBytes, what).readAllBytes();
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    check(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    check(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    check(skipped);
    return skipped;
  }

  private void check(long read) throws LimitException {
    count += read;
    if (count > maxBytes) {
      throw new LimitException("%s has more than the %,d bytes allowed".formatted(what, maxBytes));
    }
    if (System.nanoTime() - end > 0) {
      throw new TooSlowException("%s takes too long to read".formatted(what));
    }
  }
}
