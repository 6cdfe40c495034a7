package kiai.analysis.play;

import java.util.HashMap;
import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/** Patterns of rhythm: streams, bursts, density and the ratios of neighbouring intervals. */
final class RhythmPatterns {
  static final double STREAM_MS = 115; // 1/4 at 130 BPM
  private static final int STREAM_NOTES = 7;
  private static final int BURST_NOTES = 3;
  private static final double PEAK_MS = 5_000;
  private static final double PAUSE_MS = 2_000; // longer intervals are breaks, not rhythm
  private static final double CHORD_MS = 1;
  private static final double SIXTHS_OF_OCTAVE = 6;
  private static final double SIMPLE_WITHIN = Math.log(1.05);
  private static final double[] SIMPLE_RATIOS = {0.25, 0.5, 1, 2, 4};

  private RhythmPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    double[] onsets = onsets(map);
    runs(onsets, values);
    density(onsets, values);
    ratios(onsets, values);
  }

  /** Times at which something is hit; a chord counts once. */
  private static double[] onsets(PlayTimeline map) {
    double[] onsets = new double[map.size];
    int count = 0;
    for (int i = 0; i < map.size; i++) {
      if (i == 0 || map.time[i] - map.time[i - 1] > CHORD_MS) {
        onsets[count++] = map.time[i];
      }
    }
    return java.util.Arrays.copyOf(onsets, count);
  }

  private static void runs(double[] onsets, Map<Pattern, Double> values) {
    int streams = 0;
    int bursts = 0;
    int longest = 0;
    int run = 1;
    for (int i = 1; i <= onsets.length; i++) {
      if (i < onsets.length && onsets[i] - onsets[i - 1] <= STREAM_MS) {
        run++;
        continue;
      }
      if (run >= STREAM_NOTES) {
        streams += run;
        longest = Math.max(longest, run);
      } else if (run >= BURST_NOTES) {
        bursts += run;
      }
      run = 1;
    }
    values.put(Pattern.STREAMS, (double) streams / onsets.length);
    values.put(Pattern.BURSTS, (double) bursts / onsets.length);
    values.put(Pattern.LONGEST_STREAM, (double) longest);
  }

  private static void density(double[] onsets, Map<Pattern, Double> values) {
    double seconds = (onsets[onsets.length - 1] - onsets[0]) / 1000;
    values.put(Pattern.DENSITY, seconds <= 0 ? 0 : (onsets.length - 1) / seconds);
    int most = 0;
    int from = 0;
    for (int i = 0; i < onsets.length; i++) {
      while (onsets[i] - onsets[from] >= PEAK_MS) {
        from++;
      }
      most = Math.max(most, i - from + 1);
    }
    values.put(Pattern.PEAK_DENSITY, most / (PEAK_MS / 1000));
  }

  private static void ratios(double[] onsets, Map<Pattern, Double> values) {
    Map<Long, Integer> counts = new HashMap<>();
    int total = 0;
    int complex = 0;
    for (int i = 2; i < onsets.length; i++) {
      double before = onsets[i - 1] - onsets[i - 2];
      double after = onsets[i] - onsets[i - 1];
      if (before > PAUSE_MS || after > PAUSE_MS) {
        continue;
      }
      double ratio = after / before;
      counts.merge(Math.round(Math.log(ratio) / Math.log(2) * SIXTHS_OF_OCTAVE), 1, Integer::sum);
      complex += isSimple(ratio) ? 0 : 1;
      total++;
    }
    double bits = 0;
    for (int count : counts.values()) {
      double share = (double) count / total;
      bits -= share * Math.log(share) / Math.log(2);
    }
    values.put(Pattern.RHYTHM, Math.max(0, bits));
    values.put(Pattern.COMPLEX_RHYTHM, total == 0 ? 0 : (double) complex / total);
  }

  private static boolean isSimple(double ratio) {
    for (double simple : SIMPLE_RATIOS) {
      if (Math.abs(Math.log(ratio / simple)) <= SIMPLE_WITHIN) {
        return true;
      }
    }
    return false;
  }
}
