package kiai.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.beatmap.Beatmap;
import kiai.beatmap.HitObject;

/**
 * What the notes of a map are, without their times: all but equal for copies of a map that were
 * shifted, brought to another speed or edited a little, whatever their names, settings and ids are.
 *
 * <p>The notes in order of time become overlapping runs of twelve or more; of the set of runs the
 * key keeps minima of hash functions (Broder 1997, MinHash), of which two maps share about as many
 * as the share of runs that both have. Of each note a run takes the kind and what the mode's
 * players see: the step from the note before it in osu! and osu!catch, the column in mania, the
 * drum in taiko.
 */
public final class NotesKey {
  private static final int RUN = 12; // notes
  private static final int LONG_RUN = 24; // where notes differ in little: columns and drums
  private static final int LEAST_RUNS = 10; // different ones; fewer are no work of their own
  private static final int MINIMA = 12;
  private static final int SAME = 8; // of the minima; about two thirds of the runs
  private static final int DIGITS = 4; // of a minimum
  private static final int RIM_OR_BIG = 2 | 4 | 8; // whistle and clap are the rim, finish is big
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L; // of SplitMix64

  private NotesKey() {}

  /** The key in 48 hexadecimal digits; null when the map has too little in it to tell. */
  public static String of(Beatmap beatmap) {
    List<HitObject> objects =
        beatmap.hitObjects().stream()
            .sorted(
                Comparator.comparingDouble(HitObject::time)
                    .thenComparingInt(HitObject::x)
                    .thenComparingInt(HitObject::y))
            .toList();
    long[] notes = new long[objects.size()];
    for (int i = 0; i < notes.length; i++) {
      notes[i] = note(beatmap, objects.get(i), objects.get(Math.max(0, i - 1)));
    }
    long seed = mixed(beatmap.mode().id() * 64L + beatmap.keysPlayed());
    int length = beatmap.mode().hasPositions() ? RUN : LONG_RUN;
    Map<Long, Integer> counts = new HashMap<>();
    Set<Long> runs = new HashSet<>();
    for (int i = 0; i + length <= notes.length; i++) {
      long hash = seed;
      for (int j = 0; j < length; j++) {
        hash = mixed(hash ^ notes[i + j]);
      }
      runs.add(mixed(hash + counts.merge(hash, 1, Integer::sum))); // the second one is another
    }
    return counts.size() < LEAST_RUNS ? null : minima(runs);
  }

  /** Whether two keys are those of copies. */
  public static boolean areCopies(String a, String b) {
    if (a == null || b == null || a.length() != b.length()) {
      return false;
    }
    int same = 0;
    for (int at = 0; at < a.length(); at += DIGITS) {
      same += a.regionMatches(at, b, at, DIGITS) ? 1 : 0;
    }
    return same >= SAME;
  }

  private static String minima(Set<Long> runs) {
    long[] least = new long[MINIMA];
    Arrays.fill(least, Long.MAX_VALUE);
    for (long run : runs) {
      for (int i = 0; i < MINIMA; i++) {
        least[i] = Math.min(least[i], mixed(run + i * MULTIPLIER));
      }
    }
    StringBuilder key = new StringBuilder(MINIMA * DIGITS);
    for (long minimum : least) {
      key.append("%04x".formatted(mixed(minimum) & 0xffff));
    }
    return key.toString();
  }

  private static long note(Beatmap beatmap, HitObject object, HitObject before) {
    long seen =
        switch (beatmap.mode()) {
          case TAIKO -> object.hitSound() & RIM_OR_BIG;
          case MANIA -> (long) Math.floor(object.x() * (double) beatmap.keysPlayed() / 512);
          default -> (object.x() - (long) before.x()) * 100_003 + object.y() - before.y();
        };
    return mixed(seen * 8 + kind(object));
  }

  private static int kind(HitObject object) {
    return switch (object) {
      case HitObject.Circle _ -> 0;
      case HitObject.Slider _ -> 1;
      case HitObject.Spinner _ -> 2;
      case HitObject.HoldNote _ -> 3;
    };
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mixed(long value) {
    long z = value + MULTIPLIER;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
