package kiai.api.http;

import io.javalin.http.Context;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many questions are answered at a time. More than the processors can work on would only make
 * all of them slow: who cannot be served within a moment is told to come back, and those that are
 * served stay fast. Bodies are read before, so that a slow client holds no place. Thread-safe.
 */
public final class Capacity {
  private static final String ATTRIBUTE = "kiai.capacity";
  private static final String QUESTIONS = "/api/v1/";

  private final Semaphore places;
  private final long patienceMillis;

  /**
   * A capacity.
   *
   * @param places questions at a time
   * @param patienceMillis longest wait for a place
   */
  public Capacity(int places, long patienceMillis) {
    this.places = new Semaphore(places, true);
    this.patienceMillis = patienceMillis;
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
    if (!places.tryAcquire(patienceMillis, TimeUnit.MILLISECONDS)) {
      context.header("Retry-After", "1");
      throw new Problem(503, "Too many questions are asked just now", "Try again in a second.");
    }
    context.attribute(ATTRIBUTE, true);
  }

  /** Gives the place back. */
  public void leave(Context context) {
    if (context.attribute(ATTRIBUTE) != null) {
      context.attribute(ATTRIBUTE, null);
      places.release();
    }
  }
}
