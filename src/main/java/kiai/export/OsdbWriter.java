package kiai.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import kiai.beatmap.GameMode;
import kiai.map.MapRecord;
import kiai.sources.stable.CollectionDatabase;

/**
 * Collection Manager's {@code .osdb}, version 8: a header, then gzipped the collections with ids
 * and names of their maps, so that it can fetch those that a player lacks.
 */
public final class OsdbWriter {
  private static final String VERSION = "o!dm8";
  private static final String FOOTER = "By Piotrekol"; // the format demands it
  private static final String EDITOR = "Kiai";

  private OsdbWriter() {}

  /** Writes one collection. */
  public static void write(OutputStream out, String name, List<MapRecord> maps) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    string(head, VERSION);
    out.write(head.toByteArray());
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    string(body, VERSION);
    number(body, Double.BYTES, b -> b.putDouble(0)); // no date: the same search, the same file
    string(body, EDITOR);
    whole(body, 1);
    string(body, name);
    whole(body, 0); // no collection of the website
    whole(body, maps.size());
    for (MapRecord map : maps) {
      whole(body, Objects.requireNonNullElse(map.beatmapId(), 0));
      whole(body, Objects.requireNonNullElse(map.setId(), 0));
      string(body, map.artist());
      string(body, map.title());
      string(body, map.version());
      string(body, map.md5());
      string(body, ""); // comment
      body.write(GameMode.ofApiName(map.mode()).id());
      number(body, Double.BYTES, b -> b.putDouble(Objects.requireNonNullElse(map.stars(), 0.0)));
    }
    whole(body, 0); // no maps of which only the MD5 is known
    string(body, FOOTER);
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(body.toByteArray());
    }
  }

  private static void whole(ByteArrayOutputStream out, int value) {
    number(out, Integer.BYTES, b -> b.putInt(value));
  }

  private static void number(
      ByteArrayOutputStream out, int bytes, java.util.function.Consumer<ByteBuffer> value) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    value.accept(buffer);
    out.writeBytes(buffer.array());
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    CollectionDatabase.length(out, bytes.length);
    out.writeBytes(bytes);
  }
}
