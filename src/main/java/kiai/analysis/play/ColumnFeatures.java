package kiai.analysis.play;

import kiai.beatmap.GameMode;

/** Columns, chords, jacks and long notes; mania only, zeros elsewhere. */
final class ColumnFeatures {
  private static final int KEY_KINDS = 8;

  private ColumnFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    boolean mania = w.map.mode == GameMode.MANIA;
    int keys = w.map.keys;
    int[] keyKind = new int[KEY_KINDS];
    if (mania) {
      keyKind[Math.clamp(keys - 3, 0, KEY_KINDS - 1)] = 1;
    }
    sink.histogram("keys", keyKind);
    int[] columns = new int[10];
    int[] chords = new int[6];
    int[] steps = new int[6];
    Histogram jacks = new Histogram(60, 80, 100, 125, 155, 190, 240, 320, 450, 700);
    Histogram holds = new Histogram(60, 100, 160, 250, 400, 700, 1200);
    Histogram shared = new Histogram(1, 2, 3);
    double[] lastInColumn = new double[18];
    double[] heldUntil = new double[18];
    java.util.Arrays.fill(lastInColumn, Double.NEGATIVE_INFINITY);
    java.util.Arrays.fill(heldUntil, Double.NEGATIVE_INFINITY);
    int notes = 0;
    int heldWhileHit = 0;
    int left = 0;
    double chordChange = 0;
    double balance = 0;
    for (int g = 0; mania && g < w.onsets; g++) {
      int size = w.onsetFirst[g + 1] - w.onsetFirst[g];
      chords[Math.clamp(size - 1, 0, 5)]++;
      int repeated = 0;
      for (int i = w.onsetFirst[g]; i < w.onsetFirst[g + 1]; i++) {
        int column = w.column[i];
        notes++;
        columns[Math.clamp(column * 10 / keys, 0, 9)]++;
        left += column * 2 < keys ? 1 : 0;
        if (lastInColumn[column] > Double.NEGATIVE_INFINITY) {
          jacks.add(w.time[i] - lastInColumn[column]);
        }
        if (g > 0 && w.onset[g - 1] <= lastInColumn[column] + 1) {
          repeated++;
        }
        for (int other = 0; other < keys; other++) {
          if (other != column && heldUntil[other] > w.time[i] + 1) {
            heldWhileHit++;
            break;
          }
        }
      }
      shared.add(repeated);
      for (int i = w.onsetFirst[g]; i < w.onsetFirst[g + 1]; i++) {
        lastInColumn[w.column[i]] = w.time[i];
        if (w.kind(i) == PlayTimeline.HOLD) {
          heldUntil[w.column[i]] = w.end[i];
          holds.add(w.end[i] - w.time[i]);
        }
      }
      if (g > 0) {
        int before = w.onsetFirst[g] - w.onsetFirst[g - 1];
        chordChange += Math.abs(size - before);
        int step = Math.abs(w.column[w.onsetFirst[g]] - w.column[w.onsetFirst[g - 1]]);
        steps[Math.clamp(step, 0, 5)]++;
      }
    }
    if (notes > 0) {
      balance = Math.abs(2.0 * left / notes - 1);
    }
    sink.histogram("column", columns);
    sink.histogram("chord", chords);
    sink.histogram("column_step", steps);
    sink.histogram("jack_interval", jacks.counts());
    sink.histogram("repeated_notes", shared.counts());
    sink.histogram("hold_duration", holds.counts());
    sink.put("hit_while_holding", notes == 0 ? 0 : (double) heldWhileHit / notes);
    sink.put("chord_change", w.onsets < 2 ? 0 : chordChange / w.onsets);
    sink.put("hand_balance", balance);
  }
}
