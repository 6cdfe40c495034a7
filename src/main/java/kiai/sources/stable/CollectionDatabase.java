package kiai.sources.stable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kiai.map.KeyedMetadata;
import kiai.map.MetadataSource;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;

/**
 * The stable client's {@code collection.db}: named lists of maps by MD5.
 *
 * @param version version of the client that wrote it
 * @param collections MD5 sums by name, in the order of the file
 */
public record CollectionDatabase(int version, Map<String, List<String>> collections) {
  private static final int DEFAULT_VERSION = 20_250_107;

  /** A file without collections. */
  public static CollectionDatabase empty() {
    return new CollectionDatabase(DEFAULT_VERSION, Map.of());
  }

  /**
   * Reads a file.
   *
   * @throws DamagedFileException when it is not whole: half a file must never be written back
   */
  public static CollectionDatabase read(Path path) throws IOException {
    ClientInput in = ClientInput.of(path);
    String where = "its head";
    try {
      int version = in.i32();
      int count = in.count(5);
      Map<String, List<String>> collections = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        where = "collection %,d of %,d".formatted(i + 1, count);
        List<String> maps = collections.computeIfAbsent(in.string(), _ -> new ArrayList<>());
        int size = in.count(1);
        for (int m = 0; m < size; m++) {
          maps.add(in.string());
        }
      }
      return new CollectionDatabase(version, collections);
    } catch (IOException e) {
      throw in.damaged(where, e);
    }
  }

  /** What a player's collections say about maps. */
  public MetadataSource metadata(String name) {
    Map<String, List<String>> byMap = new HashMap<>();
    collections.forEach((collection, maps) ->
        maps.forEach(md5 ->
            byMap
                .computeIfAbsent(md5.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                .add(collection)));
    KeyedMetadata known = new KeyedMetadata(name);
    byMap.forEach((md5, names) ->
        known.add(
            md5,
            null,
            SourcedMetadata.of(name, SourcedMetadata.Kind.CLIENT)
                .put(SourcedField.COLLECTIONS, List.copyOf(new LinkedHashSet<>(names)))
                .build()));
    return known;
  }

  /** The same with maps added to a collection, which is made when there is none of the name. */
  public CollectionDatabase with(String name, List<String> md5s) {
    Map<String, List<String>> all = new LinkedHashMap<>(collections);
    LinkedHashSet<String> maps = new LinkedHashSet<>(all.getOrDefault(name, List.of()));
    maps.addAll(md5s);
    all.put(name, List.copyOf(maps));
    return new CollectionDatabase(version, all);
  }

  /** Writes the file as the client does. */
  public void write(Path path) throws IOException {
    Files.write(path, bytes());
  }

  /** The file as the client writes it. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    i32(out, version);
    i32(out, collections.size());
    for (Map.Entry<String, List<String>> collection : collections.entrySet()) {
      string(out, collection.getKey());
      i32(out, collection.getValue().size());
      for (String md5 : collection.getValue()) {
        string(out, md5);
      }
    }
    return out.toByteArray();
  }

  private static void i32(ByteArrayOutputStream out, int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void string(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(0x0b);
    length(out, bytes.length);
    out.writeBytes(bytes);
  }

  /** A length in seven bits a byte, the lowest first. */
  public static void length(ByteArrayOutputStream out, int length) {
    int rest = length;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
