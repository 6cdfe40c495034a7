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
 * <p>What was read is kept byte for byte: collections of one name, sums that are missing, and
 * whatever stands behind the last collection are written back as they were.
 */
public final class CollectionDatabase {
  private static final int DEFAULT_VERSION = 20_250_107;
  private static final byte[] NOTHING = {};

  private final int version;
  private final List<Collection> lists;
  private final byte[] rest;

  /**
   * One list.
   *
   * @param bytes how the file holds it, its name first
   * @param nameBytes how many of them are the name
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way back into the file
  private record Collection(String name, List<String> maps, byte[] bytes, int nameBytes) {

    static Collection of(String name, List<String> md5s) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      string(out, name);
      int nameBytes = out.size();
      i32(out, md5s.size());
      md5s.forEach(md5 -> string(out, md5));
      return new Collection(name, List.copyOf(md5s), out.toByteArray(), nameBytes);
    }

    /** The same with further maps behind its own. */
    Collection with(List<String> md5s) {
      List<String> added = new ArrayList<>(new LinkedHashSet<>(md5s));
      added.removeAll(maps);
      if (added.isEmpty()) {
        return this;
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, nameBytes);
      i32(out, maps.size() + added.size());
      int from = nameBytes + Integer.BYTES;
      out.write(bytes, from, bytes.length - from);
      added.forEach(md5 -> string(out, md5));
      List<String> all = new ArrayList<>(maps);
      all.addAll(added);
      return new Collection(name, List.copyOf(all), out.toByteArray(), nameBytes);
    }
  }

  private CollectionDatabase(int version, List<Collection> lists, byte[] rest) {
    this.version = version;
    this.lists = List.copyOf(lists);
    this.rest = rest;
  }

  /** A file without collections. */
  public static CollectionDatabase empty() {
    return new CollectionDatabase(DEFAULT_VERSION, List.of(), NOTHING);
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
      List<Collection> lists = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        where = "collection %,d of %,d".formatted(i + 1, count);
        int from = in.position();
        String name = in.string();
        int nameBytes = in.position() - from;
        int size = in.count(1);
        List<String> maps = new ArrayList<>();
        for (int m = 0; m < size; m++) {
          maps.add(in.string());
        }
        lists.add(
            new Collection(name, List.copyOf(maps), in.bytes(from, in.position()), nameBytes));
      }
      return new CollectionDatabase(version, lists, in.bytes(in.position(), in.size()));
    } catch (IOException e) {
      throw in.damaged(where, e);
    }
  }

  /** Version of the client that wrote it. */
  public int version() {
    return version;
  }

  /**
   * MD5 sums by name, in the order of the file; collections of one name together, an empty text for
   * a sum that is missing.
   */
  public Map<String, List<String>> collections() {
    Map<String, List<String>> byName = new LinkedHashMap<>();
    for (Collection list : lists) {
      byName.computeIfAbsent(list.name(), _ -> new ArrayList<>()).addAll(list.maps());
    }
    return byName;
  }

  /** What a player's collections say about maps. */
  public MetadataSource metadata(String name) {
    Map<String, List<String>> byMap = new HashMap<>();
    for (Collection list : lists) {
      for (String md5 : list.maps()) {
        if (!md5.isEmpty()) {
          byMap
              .computeIfAbsent(md5.toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
              .add(list.name());
        }
      }
    }
    KeyedMetadata known = new KeyedMetadata(name);
    byMap.forEach((md5, names) ->
        known.add(
            md5,
            null,
            SourcedMetadata.of(name, SourcedMetadata.Kind.CLIENT)
                .put(SourcedField.COLLECTIONS, List.copyOf(new LinkedHashSet<>(names)))
                .build()));
    known.collect(byMap.keySet());
    return known;
  }

  /**
   * The same with maps added to a collection: behind those of the first one of the name, or in a
   * new one behind all others.
   */
  public CollectionDatabase with(String name, List<String> md5s) {
    List<Collection> all = new ArrayList<>(lists);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).name().equals(name)) {
        all.set(i, all.get(i).with(md5s));
        return new CollectionDatabase(version, all, rest);
      }
    }
    all.add(Collection.of(name, List.copyOf(new LinkedHashSet<>(md5s))));
    return new CollectionDatabase(version, all, rest);
  }

  /** Writes the file. */
  public void write(Path path) throws IOException {
    Files.write(path, bytes());
  }

  /** The file as the client writes it. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    i32(out, version);
    i32(out, lists.size());
    lists.forEach(list -> out.writeBytes(list.bytes()));
    out.writeBytes(rest);
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
