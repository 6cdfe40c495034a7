package kiai.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.api.http.ETags;
import kiai.api.http.Problem;
import kiai.media.SongFormat;
import kiai.sources.files.SetFiles;

/** Songs of maps, whole or in parts; a file must begin as songs do. */
final class SongHandler {
  private static final int MOST_SONG_BYTES = 64 << 20; // of all that are kept, out of archives
  private static final int LARGEST_SONG = 64 << 20; // half an hour at 256 kbit/s
  private static final int LARGEST_PACKED_SONG = 32 << 20;
  private static final Duration SONG_KEPT = Duration.ofMinutes(5);
  private static final int CHUNK = 1 << 20; // of a song in one answer: a browser asks on
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,15})-([0-9]{0,15})");

  private final MediaAccess access;
  private final Semaphore unpacking = new Semaphore(1);
  private final Cache<String, byte[]> songs =
      Caffeine.newBuilder()
          .maximumWeight(MOST_SONG_BYTES)
          .weigher((String _, byte[] song) -> song.length)
          .expireAfterAccess(SONG_KEPT)
          .build();

  SongHandler(MediaAccess access) {
    this.access = access;
  }

  /** The song of a map, or a part of it (RFC 9110, 14): of a range never more than a chunk. */
  void song(Context context) throws IOException {
    String file = access.map(context).content().origin().audio();
    if (file == null) {
      throw new Problem(404, "The song of this map is not here");
    }
    try {
      String tag = "\"" + MediaAccess.stamp(file) + "\"";
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
      throw new Problem(404, "The song of this map cannot be read", MediaAccess.reason(e));
    }
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
