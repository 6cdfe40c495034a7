package kiai.analysis.play;

import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/**
 * How fast the catcher must run: between fruits, from the end of a juice stream on. Walking covers
 * half an osu! pixel in a millisecond and a dash a whole one (osu!catch rules on osu!'s wiki); the
 * catcher's width is left out, so shares are a little high.
 */
final class DashPatterns {
  private static final double WALK = 0.5; // osu! pixels/ms
  private static final double DASH = 1.0;

  private DashPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    int moves = 0;
    int dashes = 0;
    int hyperdashes = 0;
    for (int i = 1; i < map.size; i++) {
      double gap = map.time[i] - map.end[i - 1];
      if (gap <= 0
          || map.kind[i] == PlayTimeline.SPINNER
          || map.kind[i - 1] == PlayTimeline.SPINNER) {
        continue;
      }
      double speed = Math.abs(map.x[i] - map.endX[i - 1]) / gap;
      moves++;
      dashes += speed > WALK ? 1 : 0;
      hyperdashes += speed > DASH ? 1 : 0;
    }
    values.put(Pattern.DASHES, moves == 0 ? 0 : (double) dashes / moves);
    values.put(Pattern.HYPERDASHES, moves == 0 ? 0 : (double) hyperdashes / moves);
  }
}
