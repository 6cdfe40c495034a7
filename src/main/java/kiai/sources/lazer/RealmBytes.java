package kiai.sources.lazer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a Realm file. Every place is checked before it is read, and the work is counted: a
 * file whose references form a circle ends with a message instead of never.
 */
final class RealmBytes {
  private static final int FIRST_ARRAY = 24; // behind the header of the file
  private static final long WORK_OF_A_BYTE = 64;
  private static final long LEAST_WORK = 100_000;
  private static final int BYTES_OF_A_ROW = 8; // at least, in any table that lazer writes
  private static final long LEAST_VALUES = 100_000;

  private final ByteBuffer content;
  private long work;
  private long rows;
  private long values;
  private long texts;

  RealmBytes(byte[] content) {
    this.content = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    this.work = WORK_OF_A_BYTE * content.length + LEAST_WORK;
    this.rows = content.length / BYTES_OF_A_ROW + LEAST_VALUES;
    this.values = content.length + LEAST_VALUES;
    this.texts = content.length + LEAST_VALUES;
  }

  int length() {
    return content.limit();
  }

  /** Counts steps; more than a sound file of this size needs are refused. */
  void work(long steps) {
    work -= steps;
    if (work < 0) {
      throw new RealmDamage("its references lead in circles");
    }
  }

  /** Counts a row that is kept: damage must not make a small file a full heap. */
  void keepRow() {
    work(1);
    if (--rows < 0) {
      throw new RealmDamage("it has more rows than a file of its size can hold");
    }
  }

  /** Counts values of a list that are kept. */
  void keepValues(int count) {
    work(count);
    values -= count;
    if (values < 0) {
      throw new RealmDamage("its lists have more values than a file of its size can hold");
    }
  }

  /** A place as an index, when so many bytes from there on lie within the file. */
  int checked(long place, long count) {
    if (place < FIRST_ARRAY || count < 0 || place > length() - count) {
      throw new RealmDamage("%d bytes at %d are outside of the file".formatted(count, place));
    }
    return (int) place;
  }

  int unsigned(int place) {
    return content.get(place) & 0xff;
  }

  short i16(int place) {
    return content.getShort(place);
  }

  int i32(int place) {
    return content.getInt(place);
  }

  long i64(int place) {
    return content.getLong(place);
  }

  /** Text in UTF-8. */
  String text(long place, long count) {
    int at = checked(place, count);
    texts -= count; // each text stands once in a file, and is read once
    if (texts < 0) {
      throw new RealmDamage("its texts are longer than the file");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content.slice(at, (int) count)).toString();
    } catch (CharacterCodingException e) {
      throw new RealmDamage("a text is not UTF-8");
    }
  }
}
