package kiai.api.http;

import io.javalin.http.Context;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many questions are answered at a time. More than the processors can work on would only make
 * all of them slow: who cannot be served within a moment is told to come back, and those that are
 * served stay fast. A moment is as long as a few answers take at present, so that a large index
 * does not refuse what a small one would answer. Bodies are read before, so that a slow client
 * holds no place. Thread-safe.
 */
public final class Capacity {
  private static final String ATTRIBUTE = "kiai.capacity";
  private static final String QUESTIONS = "/api/v1/";

  private static final double ANSWERS_TO_WAIT_FOR = 4;
  private static final double NEWEST = 0.02; // share of the newest answer in the mean

  private final Semaphore places;
  private final long shortestWait; // nanoseconds
  private final long longestWait;
  private final AtomicLong usual = new AtomicLong(); // nanoseconds that an answer takes

  /**
   * A capacity.
   *
   * @param places questions at a time
   * @param shortestWait that everybody may wait for a place
   * @param longestWait that nobody waits longer than
   */
  public Capacity(int places, Duration shortestWait, Duration longestWait) {
    this.places = new Semaphore(places, true);
    this.shortestWait = shortestWait.toNanos();
    this.longestWait = longestWait.toNanos();
  }

  private long patience() {
    long answers = (long) (ANSWERS_TO_WAIT_FOR * usual.get());
    return Math.clamp(answers, shortestWait, longestWait);
  }

  /**
   * Takes a place for a question.
   *
   * @throws Problem 503 when there is none
   */
  public void enter(Context context) throws InterruptedException {
    String path = context.path();
    boolean upload = String.valueOf(context.contentType()).startsWith("multipart/");
    if (!path.startsWith(QUESTIONS) || path.startsWith(QUESTIONS + "admin/") || upload) {
      return; // uploads and administration have limits of their own
    }
    if (context.method().name().equals("POST")) {
      context.body();
    }
    if (!places.tryAcquire(patience(), TimeUnit.NANOSECONDS)) {
      context.header("Retry-After", "1");
      throw new Problem(503, "Too many questions are asked just now", "Try again in a second.");
    }
    context.attribute(ATTRIBUTE, System.nanoTime());
  }

  /** Gives the place back. */
  public void leave(Context context) {
    Long since = context.attribute(ATTRIBUTE);
    if (since != null) {
      long took = System.nanoTime() - since;
      usual.updateAndGet(mean -> mean + (long) (NEWEST * (took - mean)));
      context.attribute(ATTRIBUTE, null);
      places.release();
    }
  }
}
