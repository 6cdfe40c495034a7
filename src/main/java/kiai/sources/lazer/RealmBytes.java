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

  private final ByteBuffer content;
  private long work;

  RealmBytes(byte[] content) {
    this.content = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    this.work = WORK_OF_A_BYTE * content.length + LEAST_WORK;
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
    work(count / 16);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(content.slice(at, (int) count)).toString();
    } catch (CharacterCodingException e) {
      throw new RealmDamage("a text is not UTF-8");
    }
  }
}
