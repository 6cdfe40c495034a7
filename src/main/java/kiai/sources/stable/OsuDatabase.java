package kiai.sources.stable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import kiai.input.DamagedFileException;
import kiai.input.SkippedFile;
import kiai.map.Days;
import kiai.map.KeyedMetadata;
import kiai.map.MetadataSource;
import kiai.map.OsuCodes;
import kiai.map.SourcedField;
import kiai.map.SourcedMetadata;

/**
 * The stable client's {@code osu!.db}: what the player has, has played, and what the client knows
 * of it. The layout follows the description of the file on osu!'s wiki; its version is the client's
 * date.
 */
public final class OsuDatabase {
  private static final int LAST_BEFORE_SIZES = 20_160_403; // newest file seen without sizes
  private static final int WITHOUT_SIZES =
      20_191_106; // between them each entry begins with its size
  private static final int WITH_RATINGS = 20_140_609; // before it no ratings, settings as bytes
  private static final int OLDEST = 20_070_000;
  private static final int LEAST_ENTRY = 60;
  private static final int INT = 0x08;
  private static final int FLOAT = 0x0c;
  private static final int DOUBLE = 0x0d;
  private static final int DOUBLE_TIME = 64;
  private static final int HALF_TIME = 256;
  private static final double MOST_STARS = 1_000;

  private OsuDatabase() {}

  /**
   * Reads a file.
   *
   * @param skipped takes what of it cannot be read; what comes before it counts
   * @throws DamagedFileException when nothing of it can be read
   */
  public static MetadataSource read(Path path, Consumer<SkippedFile> skipped) throws IOException {
    KeyedMetadata maps = new KeyedMetadata(String.valueOf(path.getFileName()));
    ClientInput in = ClientInput.of(path);
    String where = "its head";
    int done = 0;
    try {
      int version = in.i32();
      if (version < OLDEST || version > 99_999_999) {
        throw new DamagedFileException("%d is no version of a client".formatted(version));
      }
      in.i32(); // folders
      in.bool(); // account unlocked
      in.i64(); // date of unlocking
      in.string(); // player
      int count = in.count(LEAST_ENTRY);
      for (; done < count; done++) {
        where = "map %,d of %,d".formatted(done + 1, count);
        read(in, version, maps);
      }
    } catch (IOException e) {
      DamagedFileException damaged = in.damaged(where, e);
      if (done == 0) {
        throw damaged;
      }
      skipped.accept(new SkippedFile(path.toString(), damaged.getMessage()));
    }
    return maps;
  }

  private static void read(ClientInput in, int version, KeyedMetadata maps) throws IOException {
    if (version > LAST_BEFORE_SIZES && version < WITHOUT_SIZES) {
      in.i32();
    }
    for (int i = 0; i < 7; i++) {
      in.string(); // artist, title, their originals, creator, difficulty, audio
    }
    String md5 = in.string();
    in.string(); // file
    int status = in.u8();
    in.skip(3 * Short.BYTES + Long.BYTES); // objects by kind, last change
    in.skip(version < WITH_RATINGS ? 4 : 4 * Float.BYTES); // AR, CS, HP, OD
    in.f64(); // slider velocity
    Map<Integer, Map<Integer, Double>> ratings = new HashMap<>();
    for (int mode = 0; mode < 4 && version >= WITH_RATINGS; mode++) {
      ratings.put(mode, ratings(in));
    }
    in.skip(3 * Integer.BYTES); // drain, length, preview
    in.skip(in.countOrNone(17) * 17); // timing points
    int id = in.i32();
    in.skip(
        2 * Integer.BYTES + 4 + Short.BYTES + Float.BYTES); // set, thread, grades, offset, stack
    int mode = in.u8();
    in.string(); // source
    in.string(); // tags
    in.i16(); // online offset
    in.string(); // font
    boolean unplayed = in.bool();
    long lastPlayed = in.i64();
    in.bool(); // osz2
    in.string(); // folder
    in.skip(Long.BYTES + 5); // last check, five switches
    if (version < WITH_RATINGS) {
      in.i16();
    }
    in.i32();
    in.u8(); // mania scroll speed
    if (!md5.matches("[0-9a-fA-F]{32}")) {
      return; // the client keeps entries of files that it could not read
    }
    Map<Integer, Double> own = ratings.getOrDefault(mode, Map.of());
    maps.add(
        md5.toLowerCase(java.util.Locale.ROOT),
        id > 0 ? (Integer) id : null,
        SourcedMetadata.of(maps.name(), SourcedMetadata.Kind.CLIENT)
            .put(SourcedField.STATUS, OsuCodes.clientStatus(status))
            .stars(own.get(0), own.get(DOUBLE_TIME), own.get(HALF_TIME))
            .put(SourcedField.OWNED, true)
            .put(SourcedField.PLAYED, !unplayed)
            .put(SourcedField.LAST_PLAYED, unplayed ? null : Days.dayOfTicks(lastPlayed))
            .build());
  }

  /** Ratings by mods; floats since 2025, doubles before: each value says which. */
  private static Map<Integer, Double> ratings(ClientInput in) throws IOException {
    int count = in.countOrNone(10);
    Map<Integer, Double> ratings = new HashMap<>();
    for (int i = 0; i < count; i++) {
      expect(in, INT);
      int mods = in.i32();
      int type = in.u8();
      double stars =
          switch (type) {
            case FLOAT -> in.f32();
            case DOUBLE -> in.f64();
            default -> throw new EOFException("a rating has the type %02x".formatted(type));
          };
      if (stars > 0 && stars < MOST_STARS) {
        ratings.put(mods, stars);
      }
    }
    return ratings;
  }

  private static void expect(ClientInput in, int type) throws IOException {
    int found = in.u8();
    if (found != type) {
      throw new DamagedFileException("%02x stands where %02x should".formatted(found, type));
    }
  }
}
