package kiai.analysis.stars;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapWriter;

/**
 * Star ratings of maps of unknown origin, within limits of size, memory and time.
 *
 * <ol>
 *   <li>What is larger than the input limit, or does not look like a map, is refused at once.
 *   <li>The calling thread takes an instance of the pool and rates with it; a watchdog interrupts
 *       it at the deadline.
 *   <li>After anything but a plain refusal the instance is thrown away and a new one is made.
 * </ol>
 *
 * <p>Threads may share a calculator; at most as many ratings run at once as the pool has places.
 */
public final class StarCalculator implements AutoCloseable {
  private static final int MAX_INPUT_BYTES = 2 << 20; // the largest real map has 0.6 MB
  private static final int MAX_PAGES = 2048; // 128 MiB; real maps need 7 MB
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final byte[] MAGIC = "osu file format".getBytes(StandardCharsets.US_ASCII);
  private static final int MAGIC_WITHIN = 512;

  private final int maxInputBytes;
  private final int maxPages;
  private final Duration deadline;
  private final BlockingQueue<Slot> slots;
  private final ScheduledExecutorService watchdog;

  /** A place of the pool; its instance is made at first use. */
  private static final class Slot {
    private RosuInstance instance;
  }

  /** A calculator for so many threads, with the limits for files of unknown origin. */
  public StarCalculator(int threads) {
    this(threads, MAX_INPUT_BYTES, MAX_PAGES, DEADLINE);
  }

  /** A calculator with another deadline, for a visitor who waits for the answer. */
  public static StarCalculator within(int threads, Duration deadline) {
    return new StarCalculator(threads, MAX_INPUT_BYTES, MAX_PAGES, deadline);
  }

  public StarCalculator(int threads, int maxInputBytes, int maxPages, Duration deadline) {
    this.maxInputBytes = maxInputBytes;
    this.maxPages = maxPages;
    this.deadline = deadline;
    this.slots = new ArrayBlockingQueue<>(threads);
    for (int i = 0; i < threads; i++) {
      slots.add(new Slot());
    }
    this.watchdog =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("star-watchdog").factory());
  }

  /**
   * Rates a map as it was read: the calculator gets it written anew, so that it finds the same
   * objects whatever the encoding, the line ends and the numbers of the file are.
   *
   * @throws StarRatingException when there is no rating, with the reason
   * @throws InterruptedException when the caller is interrupted while waiting for a place
   */
  public StarRating rate(Beatmap beatmap) throws StarRatingException, InterruptedException {
    return rate(BeatmapWriter.write(beatmap));
  }

  /**
   * Rates a map.
   *
   * @param osu the bytes of the file
   * @throws StarRatingException when there is no rating, with the reason
   * @throws InterruptedException when the caller is interrupted while waiting for a place
   */
  public StarRating rate(byte[] osu) throws StarRatingException, InterruptedException {
    if (osu.length > maxInputBytes) {
      throw new StarRatingException(
          StarRatingException.Reason.TOO_BIG,
          "the file has %,d bytes, more than the %,d that are rated"
              .formatted(osu.length, maxInputBytes));
    }
    if (!looksLikeBeatmap(osu)) {
      throw new StarRatingException(
          StarRatingException.Reason.NOT_OSU, "the file has no osu! header");
    }
    Slot slot = slots.take();
    try {
      return rate(slot, osu);
    } finally {
      slots.add(slot);
    }
  }

  private StarRating rate(Slot slot, byte[] osu) throws StarRatingException {
    if (slot.instance == null) {
      slot.instance = new RosuInstance(maxPages);
    }
    Watch watch = new Watch(Thread.currentThread());
    ScheduledFuture<?> alarm = watchdog.schedule(watch, deadline.toMillis(), TimeUnit.MILLISECONDS);
    RosuInstance.Rated rated;
    try {
      rated = slot.instance.rate(osu);
    } catch (RosuInstance.RejectedException e) {
      throw new StarRatingException(StarRatingException.Reason.DECODE, e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      slot.instance = null;
      if (watch.rang()) {
        throw new StarRatingException(
            StarRatingException.Reason.TIMEOUT,
            "rating took longer than " + deadline.toSeconds() + " s");
      }
      throw new StarRatingException(
          StarRatingException.Reason.CALCULATOR_FAILED, "the star calculator gave up: " + e);
    } finally {
      alarm.cancel(false);
      watch.finish();
    }
    switch (rated.found()) {
      case SUSPICIOUS ->
          throw new StarRatingException(
              StarRatingException.Reason.SUSPICIOUS, "the map is too strange to be rated");
      case EMPTY ->
          throw new StarRatingException(
              StarRatingException.Reason.NOT_OSU, "the map has no hit objects to rate");
      case RATED, NOT_DECODED -> {}
    }
    return rated.rating();
  }

  private static boolean looksLikeBeatmap(byte[] osu) {
    int matched = 0;
    for (int i = 0; i < Math.min(osu.length, MAGIC_WITHIN); i++) {
      if (osu[i] == 0) {
        continue; // UTF-16
      }
      matched = osu[i] == MAGIC[matched] ? matched + 1 : osu[i] == MAGIC[0] ? 1 : 0;
      if (matched == MAGIC.length) {
        return true;
      }
    }
    return false;
  }

  /** Interrupts the rating thread at the deadline, and only while it is rating. */
  private static final class Watch implements Runnable {
    private final Thread thread;
    private boolean finished;
    private boolean interrupted;

    Watch(Thread thread) {
      this.thread = thread;
    }

    @Override
    public synchronized void run() {
      if (!finished) {
        interrupted = true;
        thread.interrupt();
      }
    }

    synchronized boolean rang() {
      return interrupted;
    }

    synchronized void finish() {
      finished = true;
      if (interrupted) {
        Thread.interrupted(); // our own interrupt must not reach the caller
      }
    }
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
