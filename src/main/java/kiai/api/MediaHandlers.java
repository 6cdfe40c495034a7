package kiai.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.api.http.AllowedOrigins;
import kiai.api.http.ETags;
import kiai.api.http.Problem;
import kiai.map.MapRecord;
import kiai.media.Picture;
import kiai.media.SongFormat;
import kiai.search.SearchService;
import kiai.sources.files.SetFiles;

/**
 * Backgrounds and songs of maps, from the player's own disk. Which file is served follows from the
 * index alone, never from the request; pictures are drawn anew and songs must begin as songs do, so
 * that nothing else of a folder gets out. Others than this machine get none unless the server was
 * told to share them.
 */
final class MediaHandlers {
  private static final int MOST_PICTURE_BYTES = 32 << 20; // of all that are kept
  private static final int MOST_SONG_BYTES = 64 << 20; // of all that are kept, out of archives
  private static final int LARGEST_SONG = 64 << 20; // half an hour at 256 kbit/s
  private static final int LARGEST_PACKED_SONG = 32 << 20;
  private static final Duration SONG_KEPT = Duration.ofMinutes(5);
  private static final int[] WIDTHS = {320, 640, 1280}; // few, so that few are kept
  private static final int USUAL_WIDTH = 640;
  private static final int DRAWN_AT_ONCE = 2; // each may need 160 MB
  private static final int MOST_WAITING = 32; // pictures of a page
  private static final Duration LONGEST_DRAWING = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {}; // is kept for an image that cannot be shown
  private static final int CHUNK = 1 << 20; // of a song in one answer: a browser asks on
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");

  private final SearchService service;
  private final boolean shared;
  private final Semaphore unpacking = new Semaphore(1);

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
  private final Cache<String, byte[]> songs =
      Caffeine.newBuilder()
          .maximumWeight(MOST_SONG_BYTES)
          .weigher((String _, byte[] song) -> song.length)
          .expireAfterAccess(SONG_KEPT)
          .build();

  /**
   * Handlers.
   *
   * @param shared whether others than this machine may see and hear
   */
  MediaHandlers(SearchService service, boolean shared) {
    this.service = service;
    this.shared = shared;
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

  private MapRecord map(Context context) throws IOException {
    String site = String.valueOf(context.header("Sec-Fetch-Site"));
    if (site.equals("cross-site") || site.equals("same-site")) {
      throw new Problem(403, "Other websites may not show or play this");
    }
    if (!shared && !AllowedOrigins.isThisMachine(context)) {
      throw new Problem(
          403,
          "Songs and backgrounds are for this machine alone",
          "Who runs the server may share them: kiai serve --share-media.");
    }
    // Other websites may not show or play them either.
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    return service.find(context.pathParam("id")).orElseThrow(MapHandlers::unknown);
  }

  /** The background of a map as a JPEG. */
  void background(Context context) throws IOException {
    int wanted = Parameters.of(context).whole("width", USUAL_WIDTH, 1, 10_000);
    String file = map(context).content().origin().background();
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
      key = width + " " + stamp(file) + " " + file;
    } catch (IOException e) {
      throw new Problem(404, "The background of this map cannot be shown", reason(e));
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
      String reason = e.getCause() instanceof IOException io ? reason(io) : null;
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

  /** Changes with the file that a picture or a song is read from. */
  private static String stamp(String file) throws IOException {
    Path holder = SetFiles.holder(file);
    return Files.size(holder) + "-" + Files.getLastModifiedTime(holder).toMillis();
  }

  /** The song of a map, or a part of it (RFC 9110, 14): never more than a chunk at once. */
  void song(Context context) throws IOException {
    String file = map(context).content().origin().audio();
    if (file == null) {
      throw new Problem(404, "The song of this map is not here");
    }
    try {
      String tag = "\"" + stamp(file) + "\"";
      Optional<Path> plain = SetFiles.plain(file);
      if (plain.isEmpty()) {
        byte[] all = unpacked(file, tag);
        answer(
            context,
            new Song(format(all), tag, all.length),
            (from, size) -> new ByteArrayInputStream(all, from, size));
      } else {
        long length = Files.size(plain.get());
        if (length > LARGEST_SONG) {
          throw new Problem(404, "The song of this map is too large to be played here");
        }
        try (InputStream head = Files.newInputStream(plain.get())) {
          Song song = new Song(format(head.readNBytes(SongFormat.HEAD_BYTES)), tag, (int) length);
          answer(context, song, (from, size) -> part(plain.get(), from, size));
        }
      }
    } catch (IOException e) {
      throw new Problem(404, "The song of this map cannot be read", reason(e));
    }
  }

  /** What went wrong, without paths of this machine. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException
        ? "Its file is gone or may not be read."
        : e.getMessage();
  }

  private byte[] unpacked(String file, String tag) throws IOException {
    String key = tag + file;
    byte[] song = songs.getIfPresent(key);
    if (song != null) {
      return song;
    }
    unpacking.acquireUninterruptibly(); // one at a time: each takes as much memory as it has bytes
    try {
      song = songs.getIfPresent(key);
      if (song == null) {
        song = SetFiles.bytes(file, LARGEST_PACKED_SONG, "the song");
        songs.put(key, song);
      }
      return song;
    } finally {
      unpacking.release();
    }
  }

  private static SongFormat format(byte[] song) {
    return SongFormat.of(Arrays.copyOf(song, Math.min(song.length, SongFormat.HEAD_BYTES)))
        .orElseThrow(() ->
            new Problem(404, "The song of this map is in a format that browsers do not play"));
  }

  private static InputStream part(Path file, int from, int size) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      in.skipNBytes(from);
    } catch (IOException e) {
      in.close();
      throw e;
    }
    return size > CHUNK ? in : new ByteArrayInputStream(whole(in, size));
  }

  private static byte[] whole(InputStream in, int size) throws IOException {
    try (in) {
      return in.readNBytes(size);
    }
  }

  /** A song that is there. */
  private record Song(SongFormat format, String tag, int length) {}

  /** Some bytes of a song, or all from a place on. */
  private interface Bytes {
    InputStream from(int from, int size) throws IOException;
  }

  private static void answer(Context context, Song song, Bytes bytes) throws IOException {
    context
        .header("Accept-Ranges", "bytes")
        .header("ETag", song.tag)
        .header("Cache-Control", "private, no-cache")
        .contentType(song.format.mediaType());
    if (ETags.matches(context, song.tag)) {
      context.status(304);
      return;
    }
    String condition = context.header("If-Range");
    Matcher range = RANGE.matcher(String.valueOf(context.header("Range")));
    long from = 0;
    long to = -1;
    if (range.matches() && (condition == null || condition.equals(song.tag))) {
      from = Long.parseLong(range.group(1));
      to = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
    }
    if (to < from) { // no range, or one that may be ignored: all of it, as a stream
      context.header("Content-Length", String.valueOf(song.length));
      context.result(bytes.from(0, song.length));
      return;
    }
    if (from >= song.length) {
      context.header("Content-Range", "bytes */" + song.length).status(416);
      return;
    }
    int size = (int) Math.min(CHUNK, Math.min(to, song.length - 1L) - from + 1);
    context
        .status(206)
        .header("Content-Range", "bytes %d-%d/%d".formatted(from, from + size - 1, song.length))
        .result(bytes.from((int) from, size));
  }
}
