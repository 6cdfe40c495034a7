package kiai.analysis.play;

import kiai.beatmap.GameMode;

/**
 * Colours and finishers; taiko only, zeros elsewhere.
 *
 * <p>Colours are also counted together with the time between them, since a fast triple of kats is
 * another pattern than a slow one: four colours in a row with the longest of their three intervals,
 * and two colours with theirs.
 */
final class TaikoFeatures {
  static final int KAT_BITS = 2 | 8; // whistle or clap
  static final int BIG_BIT = 4; // finish
  private static final double[] PAIR_EDGES = {70, 105, 150, 220, 330, 520}; // milliseconds
  private static final double STREAM_MS = 130; // 1/4 at 115 BPM
  private static final double SLOW_MS = 250;

  private TaikoFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    boolean taiko = w.map.mode == GameMode.TAIKO;
    int[] runs = new int[6];
    int[] pairs = new int[4];
    int[] triples = new int[8];
    int[] timedPairs = new int[4 * (PAIR_EDGES.length + 1)];
    int[] timedQuadruples = new int[16 * 3];
    double[] times = new double[4]; // of the last four notes, newest first
    int notes = 0;
    int kats = 0;
    int big = 0;
    int run = 0;
    int history = 0;
    for (int i = 0; taiko && i < w.size; i++) {
      if (w.kind(i) != PlayTimeline.CIRCLE) {
        continue;
      }
      int kat = (w.sound(i) & KAT_BITS) != 0 ? 1 : 0;
      kats += kat;
      big += (w.sound(i) & BIG_BIT) != 0 ? 1 : 0;
      if (notes > 0 && kat == (history & 1)) {
        run++;
      } else {
        if (notes > 0) {
          runs[Math.clamp(run - 1, 0, 5)]++;
        }
        run = 1;
      }
      history = (history << 1 | kat) & 15;
      notes++;
      System.arraycopy(times, 0, times, 1, 3);
      times[0] = w.time[i];
      if (notes >= 2) {
        pairs[history & 3]++;
        timedPairs[(history & 3) * (PAIR_EDGES.length + 1) + bin(times[0] - times[1])]++;
      }
      if (notes >= 3) {
        triples[history & 7]++;
      }
      if (notes >= 4) {
        timedQuadruples[history * 3 + pace(times)]++;
      }
    }
    sink.histogram("colour_run", runs);
    sink.histogram("colour_pair", pairs);
    sink.histogram("colour_triple", triples);
    sink.histogram("colour_pair_interval", timedPairs);
    sink.histogram("colour_quadruple_pace", timedQuadruples);
    sink.put("kat_share", notes == 0 ? 0 : (double) kats / notes);
    sink.put("finisher_share", notes == 0 ? 0 : (double) big / notes);
  }

  private static int bin(double interval) {
    int bin = 0;
    while (bin < PAIR_EDGES.length && interval >= PAIR_EDGES[bin]) {
      bin++;
    }
    return bin;
  }

  /** 0 within a stream, 1 within a steady rhythm, 2 across a pause. */
  private static int pace(double[] times) {
    double longest =
        Math.max(times[0] - times[1], Math.max(times[1] - times[2], times[2] - times[3]));
    return longest < STREAM_MS ? 0 : longest < SLOW_MS ? 1 : 2;
  }
}
