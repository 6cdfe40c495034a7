package kiai.input;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files that may never deliver: a device behind a link, or a network drive that hangs, blocks
 * its reader inside the system, where no check of a clock is reached. So another thread reads, and
 * its caller waits so long and no longer. A thread that the system never gives back stays behind;
 * it does not keep the program from ending.
 */
public final class TimedReading {
  private static final Logger LOG = LoggerFactory.getLogger(TimedReading.class);
  private static final ExecutorService READERS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("file-", 0).factory());

  private TimedReading() {}

  /**
   * What a read answers, in time.
   *
   * @param what the file, for messages
   * @throws BoundedInput.TooSlowException when it took longer than {@link InputLimits#MAX_SILENCE}
   * @throws IOException what the read throws
   */
  public static <T> T of(String what, Callable<T> read) throws IOException {
    return of(what, InputLimits.MAX_SILENCE, read);
  }

  static <T> T of(String what, Duration limit, Callable<T> read) throws IOException {
    Future<T> reading = READERS.submit(read);
    try {
      long patience = Math.min(limit.toMillis(), InputLimits.NAMED_AFTER.toMillis());
      try {
        return reading.get(patience, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        LOG.warn("waiting for {}, which does not deliver", what);
        return reading.get(limit.toMillis() - patience, TimeUnit.MILLISECONDS);
      }
    } catch (TimeoutException e) {
      throw new BoundedInput.TooSlowException(
          "it delivered nothing within %d s".formatted(limit.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("reading was stopped");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      reading.cancel(true); // wakes a thread that the system lets wake; no effect on a finished one
    }
  }

  private static IOException failure(Throwable cause) {
    return switch (cause) {
      case IOException io -> io;
      case RuntimeException fault -> throw fault;
      case Error error -> throw error;
      default -> new IOException(cause);
    };
  }
}
