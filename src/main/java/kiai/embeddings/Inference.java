package kiai.embeddings;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Every call into ONNX Runtime that takes its time, so that the program can end in between.
 *
 * <p>ONNX Runtime takes itself down when Java shuts down; a thread that is still inside then
 * crashes the process. After {@link #stop} nothing enters any more: threads that want to wait for
 * the end.
 */
public final class Inference {
  private static final ReentrantReadWriteLock INSIDE = new ReentrantReadWriteLock();
  private static final Set<OrtSession.RunOptions> RUNNING = ConcurrentHashMap.newKeySet();
  private static volatile boolean stopping;

  private Inference() {}

  /** Loads a model. */
  interface Loading {
    OrtSession load() throws OrtException;
  }

  static OrtSession load(Loading loading) throws OrtException {
    enter();
    try {
      return loading.load();
    } finally {
      INSIDE.readLock().unlock();
    }
  }

  static OrtSession.Result run(OrtSession session, Map<String, OnnxTensor> inputs)
      throws OrtException {
    enter();
    try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
      RUNNING.add(options);
      try {
        if (stopping) {
          options.setTerminate(true); // stop() may have looked before this one was there
        }
        return session.run(inputs, options);
      } finally {
        synchronized (options) { // not closed while stop() uses it
          RUNNING.remove(options);
        }
      }
    } finally {
      INSIDE.readLock().unlock();
      if (stopping) {
        waitForTheEnd(); // a run that was broken off is no failure of the map
      }
    }
  }

  private static void enter() {
    INSIDE.readLock().lock();
    if (stopping) {
      INSIDE.readLock().unlock();
      waitForTheEnd();
    }
  }

  @SuppressWarnings("InfiniteLoopStatement")
  private static void waitForTheEnd() {
    while (true) {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // the end is near enough
      }
    }
  }

  /**
   * Breaks off what runs, and lets nothing in any more: only for a process that ends.
   *
   * @return whether everything has left within the time
   */
  public static boolean stop(long seconds) throws InterruptedException {
    stopping = true;
    for (OrtSession.RunOptions options : RUNNING) {
      synchronized (options) {
        if (RUNNING.contains(options)) {
          terminate(options);
        }
      }
    }
    return INSIDE.writeLock().tryLock(seconds, TimeUnit.SECONDS);
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      // Then it runs to its end, and the time given has to do.
    }
  }
}
