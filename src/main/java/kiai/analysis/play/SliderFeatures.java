package kiai.analysis.play;

/** Slider bodies: lengths, velocities, shapes. */
final class SliderFeatures {
  private SliderFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    Histogram lengths = new Histogram(25, 45, 65, 90, 120, 160, 210, 280, 400);
    Histogram velocities = new Histogram(.12, .2, .28, .36, .45, .56, .7, .9, 1.3);
    Histogram durations = new Histogram(90, 130, 180, 250, 350, 500, 800);
    Histogram points = new Histogram(3, 4, 5, 7, 11);
    int[] curves = new int[4];
    int sliders = 0;
    int repeats = 0;
    int changes = 0;
    double logSum = 0;
    double logSquares = 0;
    double lastVelocity = 0;
    for (int i = 0; i < w.size; i++) {
      if (w.kind(i) != PlayTimeline.SLIDER) {
        continue;
      }
      int o = w.from + i;
      double duration = Math.max(1, (w.end[i] - w.time[i]) / w.map.spans[o]);
      double velocity = w.map.length[o] / duration;
      lengths.add(w.map.length[o]);
      velocities.add(velocity);
      durations.add(duration);
      points.add(w.map.points[o]);
      curves[w.map.curve[o]]++;
      sliders++;
      repeats += w.map.spans[o] > 1 ? 1 : 0;
      double log = Math.log(Math.max(0.01, velocity));
      logSum += log;
      logSquares += log * log;
      if (lastVelocity > 0 && Math.abs(velocity / lastVelocity - 1) > 0.05) {
        changes++;
      }
      lastVelocity = velocity;
    }
    sink.histogram("slider_length", lengths.counts());
    sink.histogram("slider_velocity", velocities.counts());
    sink.histogram("slider_duration", durations.counts());
    sink.histogram("slider_points", points.counts());
    sink.histogram("slider_curve", curves);
    double mean = sliders == 0 ? 0 : logSum / sliders;
    sink.put("slider_share", w.size == 0 ? 0 : (double) sliders / w.size);
    sink.put("slider_repeat_share", sliders == 0 ? 0 : (double) repeats / sliders);
    sink.put("slider_velocity_log_mean", mean);
    sink.put(
        "slider_velocity_log_deviation",
        sliders == 0 ? 0 : Math.sqrt(Math.max(0, logSquares / sliders - mean * mean)));
    sink.put("slider_velocity_changes", sliders < 2 ? 0 : (double) changes / (sliders - 1));
  }
}
