package kiai.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
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
  private static final int MOST_SONG_BYTES = 128 << 20; // of all that are kept, out of archives
  private static final int LARGEST_SONG = 64 << 20; // half an hour at 256 kbit/s
  private static final Duration SONG_KEPT = Duration.ofMinutes(5);
  private static final int[] WIDTHS = {320, 640, 1280}; // few, so that few are kept
  private static final int USUAL_WIDTH = 640;
  private static final int DRAWN_AT_ONCE = 2; // each may need 200 MB
  private static final int CHUNK = 1 << 20; // of a song in one answer: a browser asks on
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");

  private final SearchService service;
  private final boolean shared;
  private final Semaphore drawing = new Semaphore(DRAWN_AT_ONCE);
  private final Cache<String, byte[]> pictures =
      Caffeine.newBuilder()
          .maximumWeight(MOST_PICTURE_BYTES)
          .weigher((String _, byte[] picture) -> picture.length)
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

  private MapRecord map(Context context) throws IOException {
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
    String key = width + " " + file;
    byte[] picture = pictures.getIfPresent(key);
    if (picture == null) {
      picture = draw(file, width);
      pictures.put(key, picture);
    }
    String tag = ETags.of(picture);
    context.header("ETag", tag).header("Cache-Control", "private, max-age=3600");
    if (ETags.matches(context, tag)) {
      context.status(304);
    } else {
      context.contentType("image/jpeg").result(picture);
    }
  }

  private byte[] draw(String file, int width) throws IOException {
    drawing.acquireUninterruptibly();
    try {
      return Picture.jpeg(SetFiles.bytes(file, Picture.MAX_BYTES, "the image"), width);
    } catch (IOException e) {
      throw new Problem(404, "The background of this map cannot be shown", reason(e));
    } finally {
      drawing.release();
    }
  }

  /** The song of a map, or a part of it (RFC 9110, 14): never more than a chunk at once. */
  void song(Context context) throws IOException {
    String file = map(context).content().origin().audio();
    if (file == null) {
      throw new Problem(404, "The song of this map is not here");
    }
    try {
      Optional<Path> plain = SetFiles.plain(file);
      if (plain.isEmpty()) {
        byte[] all = fromArchive(file);
        answer(
            context,
            format(all),
            all.length,
            (from, size) -> Arrays.copyOfRange(all, from, from + size));
      } else {
        try (SeekableByteChannel channel = Files.newByteChannel(plain.get())) {
          long length = channel.size();
          if (length > LARGEST_SONG) {
            throw new Problem(404, "The song of this map is too large to be played here");
          }
          SongFormat format =
              format(read(channel, 0, (int) Math.min(SongFormat.HEAD_BYTES, length)));
          answer(context, format, (int) length, (from, size) -> read(channel, from, size));
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

  private byte[] fromArchive(String file) throws IOException {
    byte[] song = songs.getIfPresent(file);
    if (song == null) {
      song = SetFiles.bytes(file, LARGEST_SONG, "the song");
      songs.put(file, song);
    }
    return song;
  }

  private static SongFormat format(byte[] song) {
    return SongFormat.of(Arrays.copyOf(song, Math.min(song.length, SongFormat.HEAD_BYTES)))
        .orElseThrow(() ->
            new Problem(404, "The song of this map is in a format that browsers do not play"));
  }

  private static byte[] read(SeekableByteChannel channel, int from, int size) throws IOException {
    ByteBuffer part = ByteBuffer.allocate(size);
    channel.position(from);
    while (part.hasRemaining() && channel.read(part) >= 0) {
      // until it is whole
    }
    return Arrays.copyOf(part.array(), part.position());
  }

  /** Some bytes of a song. */
  private interface Bytes {
    byte[] from(int from, int size) throws IOException;
  }

  private static void answer(Context context, SongFormat format, int length, Bytes bytes)
      throws IOException {
    context
        .header("Accept-Ranges", "bytes")
        .header("Cache-Control", "private, max-age=3600")
        .contentType(format.mediaType());
    Matcher range = RANGE.matcher(String.valueOf(context.header("Range")));
    if (!range.matches()) { // other kinds of ranges may be ignored
      context.result(bytes.from(0, length)).header("ETag", "\"" + length + "\"");
      return;
    }
    long from = Long.parseLong(range.group(1));
    long to = range.group(2).isEmpty() ? length - 1L : Long.parseLong(range.group(2));
    if (from >= length || to < from) {
      context.header("Content-Range", "bytes */" + length).status(416);
      return;
    }
    int size = (int) Math.min(CHUNK, Math.min(to, length - 1L) - from + 1);
    context
        .status(206)
        .header("Content-Range", "bytes %d-%d/%d".formatted(from, from + size - 1, length))
        .result(bytes.from((int) from, size));
  }
}
