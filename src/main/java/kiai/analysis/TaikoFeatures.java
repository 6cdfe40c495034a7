package kiai.analysis;

import kiai.beatmap.GameMode;

/** Colours and finishers; taiko only, zeros elsewhere. */
final class TaikoFeatures {
  private static final int KAT_BITS = 2 | 8; // whistle or clap
  private static final int BIG_BIT = 4; // finish

  private TaikoFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    boolean taiko = w.map.mode == GameMode.TAIKO;
    int[] runs = new int[6];
    int[] pairs = new int[4];
    int[] triples = new int[8];
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
      history = (history << 1 | kat) & 7;
      notes++;
      if (notes >= 2) {
        pairs[history & 3]++;
      }
      if (notes >= 3) {
        triples[history]++;
      }
    }
    sink.histogram("colour_run", runs);
    sink.histogram("colour_pair", pairs);
    sink.histogram("colour_triple", triples);
    sink.put("kat_share", notes == 0 ? 0 : (double) kats / notes);
    sink.put("finisher_share", notes == 0 ? 0 : (double) big / notes);
  }
}
