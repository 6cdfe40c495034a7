package kiai.analysis;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;

/**
 * What the notes of a map are, without their times: equal for copies of a map that were shifted in
 * time or brought to another speed, whatever their names, settings and ids are.
 *
 * <p>Of each object in order of time it takes the kind and what the mode's players see: the place
 * in osu! and osu!catch, the column in mania, the drum in taiko.
 */
public final class NotesKey {
  private static final int LEAST_OBJECTS = 30; // a few notes are no work of their own
  private static final int KEY_BYTES = 8;
  private static final int RIM_OR_BIG = 2 | 4 | 8; // whistle and clap are the rim, finish is big

  private NotesKey() {}

  /** The key in 16 hexadecimal digits; null when the map has too few objects to tell. */
  public static String of(Beatmap beatmap) {
    List<HitObject> objects = beatmap.hitObjects();
    if (objects.size() < LEAST_OBJECTS) {
      return null;
    }
    MessageDigest digest = sha256();
    digest.update((byte) beatmap.mode().id());
    int keys = beatmap.mode() == GameMode.MANIA ? beatmap.keysPlayed() : 0;
    digest.update((byte) keys);
    ByteBuffer buffer = ByteBuffer.allocate(12);
    objects.stream()
        .sorted(
            Comparator.comparingDouble(HitObject::time)
                .thenComparingInt(HitObject::x)
                .thenComparingInt(HitObject::y))
        .forEach(object -> {
          buffer.clear();
          buffer.putInt(kind(object));
          switch (beatmap.mode()) {
            case TAIKO -> buffer.putInt(object.hitSound() & RIM_OR_BIG);
            case MANIA -> buffer.putInt((int) Math.floor(object.x() * (double) keys / 512));
            default -> buffer.putInt(object.x()).putInt(object.y());
          }
          digest.update(buffer.array(), 0, buffer.position());
        });
    return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
  }

  private static int kind(HitObject object) {
    return switch (object) {
      case HitObject.Circle _ -> 0;
      case HitObject.Slider _ -> 1;
      case HitObject.Spinner _ -> 2;
      case HitObject.HoldNote _ -> 3;
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
