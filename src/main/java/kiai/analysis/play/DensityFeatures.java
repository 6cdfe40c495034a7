package kiai.analysis.play;

/** Note density of a window, and how evenly it is spread. */
final class DensityFeatures {
  private DensityFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    double seconds = w.lengthMs / 1000;
    sink.put("objects_per_second_log", Math.log1p(w.size / seconds));
    sink.put("onsets_per_second_log", Math.log1p(w.onsets / seconds));
    int[] kinds = new int[4];
    int combos = 0;
    for (int i = 0; i < w.size; i++) {
      kinds[w.kind(i)]++;
      combos += w.newCombo(i) ? 1 : 0;
    }
    sink.histogram("kind", kinds);
    sink.put("new_combo_share", w.size == 0 ? 0 : (double) combos / w.size);
    int bins = 32;
    int[] perHalfSecond = new int[bins];
    for (int i = 0; i < w.onsets; i++) {
      int bin = (int) (w.onset[i] / w.lengthMs * bins);
      perHalfSecond[Math.clamp(bin, 0, bins - 1)]++;
    }
    double mean = (double) w.onsets / bins;
    double variance = 0;
    int empty = 0;
    int peak = 0;
    for (int i = 0; i < bins; i++) {
      variance += (perHalfSecond[i] - mean) * (perHalfSecond[i] - mean) / bins;
      empty += perHalfSecond[i] == 0 ? 1 : 0;
      peak = Math.max(peak, perHalfSecond[i]);
    }
    double binSeconds = seconds / bins;
    sink.put("density_deviation", Math.sqrt(variance) / binSeconds / 10);
    sink.put("density_peak_log", Math.log1p(peak / binSeconds));
    sink.put("empty_share", (double) empty / bins);
    double held = 0;
    for (int i = 0; i < w.size; i++) {
      held += Math.min(w.end[i], w.lengthMs) - w.time[i];
    }
    sink.put("held_share", Math.log1p(Math.max(0, held) / w.lengthMs));
  }
}
