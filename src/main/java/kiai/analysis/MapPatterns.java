package kiai.analysis;

import java.util.EnumMap;
import java.util.Map;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;

/** How much of a map is played as a pattern that players name; each a share from 0 to 1. */
public final class PatternShares {
  private static final double STREAM_MS = 115; // 1/4 at 130 BPM
  private static final int STREAM_NOTES = 7;
  private static final double JUMP_DISTANCE = 130; // osu! pixels
  private static final double JUMP_SLOWEST_MS = 450;
  private static final double JACK_MS = 220;
  private static final double TECH_VELOCITY_CHANGE = 0.15;

  /** A pattern. */
  public enum Pattern {
    /** Moves of at least 130 osu! pixels within 450 ms, outside of streams. */
    JUMPS,
    /** Objects in runs of at least seven with at most 115 ms between them. */
    STREAMS,
    /** Objects in runs of three to six with at most 115 ms between them. */
    BURSTS,
    /** Sliders among the objects. */
    SLIDERS,
    /** Long notes among mania notes. */
    LONG_NOTES,
    /** Mania notes that follow one in their column within 220 ms. */
    JACKS,
    /** Mania notes that are hit together with another. */
    CHORDS,
    /** Sliders whose velocity differs by more than 15 % from the one before. */
    TECH
  }

  private PatternShares() {}

  /** The shares of a map. */
  public static Map<Pattern, Double> of(Beatmap beatmap) {
    PlayTimeline map = new PlayTimeline(beatmap);
    Map<Pattern, Double> shares = new EnumMap<>(Pattern.class);
    for (Pattern pattern : Pattern.values()) {
      shares.put(pattern, 0.0);
    }
    if (map.size == 0) {
      return shares;
    }
    runsAndJumps(map, shares);
    sliders(map, shares);
    if (map.mode == GameMode.MANIA) {
      columns(map, shares);
    }
    return shares;
  }

  private static void runsAndJumps(PlayTimeline map, Map<Pattern, Double> shares) {
    int streams = 0;
    int bursts = 0;
    int jumps = 0;
    int moves = 0;
    int run = 1;
    int onsets = 1;
    for (int i = 1; i <= map.size; i++) {
      double gap = i < map.size ? map.time[i] - map.time[i - 1] : Double.POSITIVE_INFINITY;
      if (gap <= 1 && i < map.size) {
        continue; // a chord
      }
      if (i < map.size) {
        onsets++;
        if (map.mode == GameMode.OSU) {
          moves++;
          double distance = Math.hypot(map.x[i] - map.endX[i - 1], map.y[i] - map.endY[i - 1]);
          if (distance >= JUMP_DISTANCE && gap <= JUMP_SLOWEST_MS && gap > STREAM_MS) {
            jumps++;
          }
        }
      }
      if (gap <= STREAM_MS) {
        run++;
        continue;
      }
      if (run >= STREAM_NOTES) {
        streams += run;
      } else if (run >= 3) {
        bursts += run;
      }
      run = 1;
    }
    shares.put(Pattern.STREAMS, (double) streams / onsets);
    shares.put(Pattern.BURSTS, (double) bursts / onsets);
    shares.put(Pattern.JUMPS, moves == 0 ? 0 : (double) jumps / moves);
  }

  private static void sliders(PlayTimeline map, Map<Pattern, Double> shares) {
    int sliders = 0;
    int changes = 0;
    double last = 0;
    for (int i = 0; i < map.size; i++) {
      if (map.kind[i] != PlayTimeline.SLIDER) {
        continue;
      }
      sliders++;
      double velocity = map.length[i] / Math.max(1, (map.end[i] - map.time[i]) / map.spans[i]);
      if (last > 0 && Math.abs(velocity / last - 1) > TECH_VELOCITY_CHANGE) {
        changes++;
      }
      last = velocity;
    }
    shares.put(Pattern.SLIDERS, (double) sliders / map.size);
    shares.put(Pattern.TECH, sliders == 0 ? 0 : (double) changes / map.size);
  }

  private static void columns(PlayTimeline map, Map<Pattern, Double> shares) {
    double[] last = new double[map.keys];
    java.util.Arrays.fill(last, Double.NEGATIVE_INFINITY);
    int jacks = 0;
    int chords = 0;
    int holds = 0;
    for (int i = 0; i < map.size; i++) {
      boolean withBefore = i > 0 && map.time[i] - map.time[i - 1] <= 1;
      boolean withAfter = i + 1 < map.size && map.time[i + 1] - map.time[i] <= 1;
      chords += withBefore || withAfter ? 1 : 0;
      holds += map.kind[i] == PlayTimeline.HOLD ? 1 : 0;
      int column = map.column[i];
      jacks += map.time[i] - last[column] <= JACK_MS ? 1 : 0;
      last[column] = map.time[i];
    }
    shares.put(Pattern.JACKS, (double) jacks / map.size);
    shares.put(Pattern.CHORDS, (double) chords / map.size);
    shares.put(Pattern.LONG_NOTES, (double) holds / map.size);
  }
}
