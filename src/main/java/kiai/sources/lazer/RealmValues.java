package kiai.sources.lazer;

import java.time.DateTimeException;
import java.time.Instant;

/** Reads values of the leaves of Realm's trees, by the types that lazer's tables have. */
final class RealmValues {
  static final int WHOLE = 0;
  static final int FLAG = 1;
  static final int TEXT = 2;
  static final int TIME = 8;
  static final int REAL = 9; // float
  static final int DOUBLE = 10;
  static final int LINK = 12;
  static final int UUID = 17;

  private static final int NULL_FLAG = 3;
  private static final int NULL_FLOAT = 0x7fc000aa;
  private static final long NULL_DOUBLE = 0x7ff80000000000aaL;
  private static final int UUID_BYTES = 16;
  private static final int UUIDS_OF_A_BLOCK = 8;
  private static final int BLOCK_BYTES = 1 + UUIDS_OF_A_BLOCK * UUID_BYTES;

  private RealmValues() {}

  /**
   * A value of a column.
   *
   * @return {@link Long}, {@link Boolean}, {@link String}, {@link Instant}, {@link Double}, for a
   *     link the key of its row as {@link Long}, for a UUID its 32 hexadecimal digits; null for a
   *     missing value
   * @throws RealmDamage for types that lazer's tables do not have, and for damage
   */
  static Object of(RealmNode leaf, int index, int type, boolean nullable) {
    return switch (type) {
      case WHOLE -> whole(leaf, index, nullable);
      case FLAG -> {
        long value = leaf.get(index);
        yield (nullable && value == NULL_FLAG) ? null : (Boolean) (value != 0);
      }
      case TEXT -> text(leaf, index, nullable);
      case TIME -> time(leaf, index);
      case REAL -> {
        int bits = leaf.bytes().i32(leaf.place(index, Float.BYTES));
        yield (nullable && bits == NULL_FLOAT)
            ? null
            : (Double) (double) Float.intBitsToFloat(bits);
      }
      case DOUBLE -> {
        long bits = leaf.bytes().i64(leaf.place(index, Double.BYTES));
        yield (nullable && bits == NULL_DOUBLE) ? null : (Double) Double.longBitsToDouble(bits);
      }
      case LINK -> {
        long key = leaf.get(index) - 1; // 0 is no link
        yield key < 0 ? null : (Long) key;
      }
      case UUID -> uuid(leaf, index);
      default -> throw new RealmDamage("values of type %d are not known".formatted(type));
    };
  }

  /** Number of values of a leaf. */
  static int count(RealmNode leaf, int type, boolean nullable) {
    return switch (type) {
      case WHOLE -> nullable ? leaf.size() - 1 : leaf.size();
      case TEXT -> leaf.hasReferences() && !leaf.context() ? leaf.child(0).size() : leaf.size();
      case TIME -> leaf.child(1).size();
      case UUID -> {
        int blocks = (leaf.size() + BLOCK_BYTES - 1) / BLOCK_BYTES;
        yield (leaf.size() - blocks) / UUID_BYTES;
      }
      default -> leaf.size();
    };
  }

  private static Long whole(RealmNode leaf, int index, boolean nullable) {
    if (!nullable) {
      return leaf.get(index);
    }
    long missing = leaf.get(0); // the first value is the one that stands for none
    long value = leaf.get(index + 1);
    return value == missing ? null : (Long) value;
  }

  private static Instant time(RealmNode leaf, int index) {
    RealmNode seconds = leaf.child(0);
    long missing = seconds.get(0);
    long value = seconds.get(index + 1);
    try {
      return value == missing ? null : Instant.ofEpochSecond(value, leaf.child(1).get(index));
    } catch (DateTimeException | ArithmeticException e) {
      throw new RealmDamage("a time is beyond all years");
    }
  }

  /** Short texts lie in the array, medium ones in one blob with their ends, long ones alone. */
  static String text(RealmNode leaf, int index, boolean nullable) {
    if (!leaf.hasReferences()) {
      return shortText(leaf, index, nullable);
    }
    if (leaf.context()) {
      long reference = leaf.get(index);
      if (reference == 0) {
        return nullable ? null : "";
      }
      RealmNode blob = RealmNode.at(leaf.bytes(), reference);
      if (blob.context()) {
        throw new RealmDamage("a text is longer than any that lazer writes");
      }
      return leaf.bytes().text(blob.offset(), blob.size() - 1L); // a zero byte ends it
    }
    RealmNode ends = leaf.child(0);
    RealmNode blob = leaf.child(1);
    if (leaf.child(2).get(index) != 0) {
      return null;
    }
    long start = index == 0 ? 0 : ends.get(index - 1);
    long end = ends.get(index);
    if (start < 0 || end <= start || end > blob.size()) {
      throw new RealmDamage("a text lies outside of its blob");
    }
    return leaf.bytes().text(blob.offset() + start, end - start - 1);
  }

  /** A text in a field of fixed width, whose last byte counts the bytes that are not used. */
  private static String shortText(RealmNode leaf, int index, boolean nullable) {
    leaf.check(index);
    if (!leaf.inBytes() && leaf.width() > 0) {
      throw new RealmDamage("texts by number (enumerated columns) are not known");
    }
    if (leaf.width() == 0) {
      return nullable ? null : "";
    }
    int place = leaf.offset() + index * leaf.width();
    int length = leaf.width() - 1 - leaf.bytes().unsigned(place + leaf.width() - 1);
    if (length == -1 && nullable) {
      return null;
    }
    if (length < 0) {
      throw new RealmDamage("a text is longer than its field");
    }
    return leaf.bytes().text(place, length);
  }

  /** UUIDs come in blocks of eight behind one byte that says which of them are missing. */
  private static String uuid(RealmNode leaf, int index) {
    int block = leaf.offset() + (index / UUIDS_OF_A_BLOCK) * BLOCK_BYTES;
    int within = index % UUIDS_OF_A_BLOCK;
    int place = block + 1 + (within * UUID_BYTES);
    if (index < 0 || place + UUID_BYTES > leaf.offset() + leaf.size()) {
      throw new RealmDamage("a UUID lies outside of its array");
    }
    leaf.bytes().checked(place, UUID_BYTES);
    if (((leaf.bytes().unsigned(block) >> within) & 1) != 0) {
      return null;
    }
    StringBuilder digits = new StringBuilder(2 * UUID_BYTES);
    for (int i = 0; i < UUID_BYTES; i++) {
      digits.append("%02x".formatted(leaf.bytes().unsigned(place + i)));
    }
    return digits.toString();
  }
}
