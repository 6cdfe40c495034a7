package kiai.analysis.play;

import java.util.Arrays;
import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/** Columns of mania: chords, jacks and long notes. */
final class ColumnPatterns {
  private static final double JACK_MS = 220;
  private static final double CHORD_MS = 1;
  private static final double STREAM_MS = 180; // between rows: 1/4 at 83 BPM

  private ColumnPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    double[] last = new double[map.keys];
    double[] heldUntil = new double[map.keys];
    Arrays.fill(last, Double.NEGATIVE_INFINITY);
    Arrays.fill(heldUntil, Double.NEGATIVE_INFINITY);
    int jacks = 0;
    int chords = 0;
    int holds = 0;
    int overlaps = 0;
    for (int i = 0; i < map.size; i++) {
      boolean withBefore = i > 0 && map.time[i] - map.time[i - 1] <= CHORD_MS;
      boolean withAfter = i + 1 < map.size && map.time[i + 1] - map.time[i] <= CHORD_MS;
      chords += withBefore || withAfter ? 1 : 0;
      int column = map.column[i];
      jacks += map.time[i] - last[column] <= JACK_MS ? 1 : 0;
      last[column] = map.time[i];
      overlaps += heldElsewhere(heldUntil, column, map.time[i]) ? 1 : 0;
      if (map.kind[i] == PlayTimeline.HOLD) {
        holds++;
        heldUntil[column] = map.end[i];
      }
    }
    values.put(Pattern.JACKS, (double) jacks / map.size);
    values.put(Pattern.CHORDS, (double) chords / map.size);
    values.put(Pattern.LONG_NOTES, (double) holds / map.size);
    values.put(Pattern.LONG_NOTE_OVERLAP, (double) overlaps / map.size);
    rows(map, values);
  }

  private static boolean heldElsewhere(double[] heldUntil, int column, double time) {
    for (int other = 0; other < heldUntil.length; other++) {
      if (other != column && heldUntil[other] > time) {
        return true;
      }
    }
    return false;
  }

  private static void rows(PlayTimeline map, Map<Pattern, Double> values) {
    int rows = 0;
    int doubles = 0;
    int hands = 0;
    double before = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < map.size; ) {
      int end = i + 1;
      while (end < map.size && map.time[end] - map.time[i] <= CHORD_MS) {
        end++;
      }
      if (map.time[i] - before <= STREAM_MS) {
        rows++;
        doubles += end - i == 2 ? 1 : 0;
        hands += end - i >= 3 ? 1 : 0;
      }
      before = map.time[i];
      i = end;
    }
    values.put(Pattern.JUMPSTREAM, rows == 0 ? 0 : (double) doubles / rows);
    values.put(Pattern.HANDSTREAM, rows == 0 ? 0 : (double) hands / rows);
  }
}
