package kiai.sources.lazer;

/**
 * An array of a Realm file: the only structure that it knows; all others are arrays of references
 * to arrays. A header of 8 bytes (flags and width at byte 4, the number of elements in the three
 * bytes behind it) stands before the values.
 *
 * @param bytes of the file
 * @param offset of the first value
 * @param width of a value: bits, or bytes where {@code inBytes}
 * @param size number of values
 * @param inBytes whether the width counts bytes
 * @param isInner whether it is an inner node of a tree
 * @param hasReferences whether its values are references to other arrays
 * @param context a flag whose meaning depends on what the array is
 */
record RealmNode(
    RealmBytes bytes,
    int offset,
    int width,
    int size,
    boolean inBytes,
    boolean isInner,
    boolean hasReferences,
    boolean context) {
  private static final int HEADER = 8;
  private static final int INNER = 0x80;
  private static final int REFERENCES = 0x40;
  private static final int CONTEXT = 0x20;
  private static final int WIDTH_OF_BITS = 0;
  private static final int WIDTH_OF_BYTES = 1;

  /** The array at a reference. */
  static RealmNode at(RealmBytes bytes, long reference) {
    bytes.work(1);
    int header = bytes.checked(reference, HEADER);
    if ((reference & 7) != 0) {
      throw new RealmDamage("a reference to %d is not a multiple of 8".formatted(reference));
    }
    int flags = bytes.unsigned(header + 4);
    int kind = (flags >> 3) & 3;
    boolean plain =
        kind != WIDTH_OF_BITS && kind != WIDTH_OF_BYTES; // bytes, whatever the width says
    int width = plain ? Byte.SIZE : (1 << (flags & 7)) >> 1;
    int size =
        (bytes.unsigned(header + 5) << 16)
            | (bytes.unsigned(header + 6) << 8)
            | bytes.unsigned(header + 7);
    long length =
        switch (kind) {
          case WIDTH_OF_BITS -> ((long) size * width + 7) / 8;
          case WIDTH_OF_BYTES -> (long) size * width;
          default -> size;
        };
    bytes.checked(header + HEADER, length);
    return new RealmNode(
        bytes,
        header + HEADER,
        width,
        size,
        kind == WIDTH_OF_BYTES,
        (flags & INNER) != 0,
        (flags & REFERENCES) != 0,
        (flags & CONTEXT) != 0);
  }

  /** A whole number; those of 8 bits and more have a sign. */
  long get(int index) {
    check(index);
    return switch (width) {
      case 0 -> 0;
      case 1, 2, 4 -> {
        int bit = index * width;
        yield (bytes.unsigned(offset + (bit >> 3)) >> (bit & 7)) & ((1 << width) - 1);
      }
      case 8 -> (byte) bytes.unsigned(offset + index);
      case 16 -> bytes.i16(offset + index * 2);
      case 32 -> bytes.i32(offset + index * 4);
      default -> bytes.i64(offset + index * 8);
    };
  }

  /** A whole number without a sign, as keys of rows are. */
  long unsigned(int index) {
    long value = get(index);
    return width < 64 && width >= 8 ? value & ((1L << width) - 1) : value;
  }

  /** The array that a value refers to. */
  RealmNode child(int index) {
    return at(bytes, get(index));
  }

  /** Where a value of so many bytes begins; for numbers that are no whole ones. */
  int place(int index, int wanted) {
    check(index);
    if (!inBytes || width != wanted) {
      throw new RealmDamage("values of %d bytes are expected".formatted(wanted));
    }
    return offset + index * wanted;
  }

  void check(int index) {
    if (index < 0 || index >= size) {
      throw new RealmDamage("value %d of an array of %d is asked for".formatted(index, size));
    }
  }
}
