package kiai.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kiai.api.http.ETags;
import kiai.api.http.Problem;
import kiai.media.Picture;
import kiai.sources.files.SetFiles;

/** Backgrounds of maps, drawn anew as small JPEGs: nothing of a file but its pixels gets out. */
final class BackgroundHandler {
  private static final int MOST_PICTURE_BYTES = 32 << 20; // of all that are kept
  private static final int[] WIDTHS = {320, 640, 1280}; // few, so that few are kept
  private static final int USUAL_WIDTH = 640;
  private static final int DRAWN_AT_ONCE = 2; // each may need 160 MB
  private static final int MOST_WAITING = 32; // pictures of a page
  private static final Duration LONGEST_DRAWING = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {}; // is kept for an image that cannot be shown

  private final MediaAccess access;

  /**
   * Images are decoded by native code that nothing can interrupt: on threads of the system, since
   * on virtual ones two would take all that requests run on.
   */
  private final ExecutorService drawing = pool();

  private final Cache<String, byte[]> pictures =
      Caffeine.newBuilder()
          .maximumWeight(MOST_PICTURE_BYTES)
          .weigher((String _, byte[] picture) -> picture.length + 100)
          .build();

  BackgroundHandler(MediaAccess access) {
    this.access = access;
  }

  private static ExecutorService pool() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            DRAWN_AT_ONCE,
            DRAWN_AT_ONCE,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("picture-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** The background of a map as a JPEG. */
  void background(Context context) throws IOException {
    int wanted = Parameters.of(context).whole("width", USUAL_WIDTH, 1, 10_000);
    String file = access.map(context).content().origin().background();
    if (file == null) {
      throw new Problem(404, "The background of this map is not here");
    }
    int width = Arrays.stream(WIDTHS).filter(w -> w >= wanted).findFirst().orElse(1280);
    byte[] picture = drawn(file, width);
    String tag = ETags.of(picture);
    context.header("ETag", tag).header("Cache-Control", "private, max-age=3600");
    if (ETags.matches(context, tag)) {
      context.status(304);
    } else {
      context.contentType("image/jpeg").result(picture);
    }
  }

  private byte[] drawn(String file, int width) {
    String key;
    try {
      key = width + " " + MediaAccess.stamp(file) + " " + file;
    } catch (IOException e) {
      throw new Problem(404, "The background of this map cannot be shown", MediaAccess.reason(e));
    }
    byte[] known = pictures.getIfPresent(key);
    if (known != null && known.length > 0) {
      return known;
    }
    if (known != null) {
      throw new Problem(404, "The background of this map cannot be shown");
    }
    try {
      Future<byte[]> picture = drawing.submit(() -> draw(file, width, key));
      return picture.get(LONGEST_DRAWING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException | TimeoutException e) {
      throw new Problem(503, "Too many pictures are drawn at the moment", "Ask again soon.");
    } catch (ExecutionException e) {
      String reason = e.getCause() instanceof IOException io ? MediaAccess.reason(io) : null;
      throw new Problem(404, "The background of this map cannot be shown", reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Problem(503, "The server is stopping");
    }
  }

  private byte[] draw(String file, int width, String key) throws IOException {
    byte[] image = SetFiles.bytes(file, Picture.MAX_BYTES, "the image");
    byte[] picture = NOTHING;
    try {
      picture = Picture.jpeg(image, width);
    } finally {
      pictures.put(key, picture); // also when nobody waits for it any more
    }
    return picture;
  }
}
