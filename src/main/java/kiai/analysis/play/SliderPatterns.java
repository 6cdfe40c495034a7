package kiai.analysis.play;

import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/** Sliders and their velocities; sliders of osu!, juice streams and drumrolls alike. */
final class SliderPatterns {
  private static final double VELOCITY_CHANGE = 0.15;
  private static final double SHORTEST_SPAN_MS = 1;

  private SliderPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    Samples velocities = new Samples();
    Samples logarithms = new Samples();
    int sliders = 0;
    int changes = 0;
    double last = 0;
    for (int i = 0; i < map.size; i++) {
      if (map.kind[i] != PlayTimeline.SLIDER) {
        continue;
      }
      sliders++;
      double span = (map.end[i] - map.time[i]) / map.spans[i];
      if (span < SHORTEST_SPAN_MS) {
        continue; // nobody travels it: it has no velocity
      }
      double velocity = map.length[i] / span;
      velocities.add(velocity * 1000);
      if (velocity > 0) {
        logarithms.add(Math.log(velocity));
      }
      if (last > 0 && Math.abs(velocity / last - 1) > VELOCITY_CHANGE) {
        changes++;
      }
      last = velocity;
    }
    values.put(Pattern.SLIDERS, (double) sliders / map.size);
    values.put(Pattern.TECH, (double) changes / map.size);
    values.put(Pattern.SLIDER_VELOCITY, velocities.median());
    values.put(Pattern.VELOCITY_SPREAD, logarithms.deviation());
  }
}
