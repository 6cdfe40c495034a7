package kiai.api.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The rest of a body that nobody read is read and thrown away before the answer, within bounds. The
 * server closes a connection with an unread body after the answer, without saying so: a client that
 * is still writing never sees why it was refused, and one that uses the connection again loses its
 * next request.
 */
public final class UnreadBodies {
  private static final long MOST_BYTES = 256L << 20;
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Semaphore AT_ONCE = new Semaphore(16);

  private UnreadBodies() {}

  public static void drop(Context context) {
    boolean hasBody = context.contentLength() > 0 || context.header("Transfer-Encoding") != null;
    if (!hasBody || !AT_ONCE.tryAcquire()) {
      return;
    }
    try {
      InputStream in = context.req().getInputStream();
      byte[] buffer = new byte[1 << 16];
      long end = System.nanoTime() + LONGEST_NANOS;
      long read = 0;
      for (int n = in.read(buffer);
          n >= 0 && read < MOST_BYTES && System.nanoTime() < end;
          n = in.read(buffer)) {
        read += n;
      }
    } catch (IOException | RuntimeException e) {
      // It was read already, or the client is gone.
    } finally {
      AT_ONCE.release();
    }
  }
}
