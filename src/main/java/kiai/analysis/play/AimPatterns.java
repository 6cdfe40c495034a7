package kiai.analysis.play;

import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/** Patterns of cursor movement in osu!: jumps, spacing, angles and stacks. */
final class AimPatterns {
  private static final double JUMP_DISTANCE = 130; // osu! pixels
  private static final double SLOWEST_MS = 450;
  private static final double STACK_DISTANCE = 12;
  private static final double SHARP = 60; // degrees
  private static final double WIDE = 120;
  private static final double CHORD_MS = 1;

  private AimPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    Samples spacing = new Samples();
    Samples streamSpacing = new Samples();
    Samples angles = new Samples();
    int moves = 0;
    int jumps = 0;
    int stacks = 0;
    int turns = 0;
    int sharp = 0;
    int wide = 0;
    double lastX = 0;
    double lastY = 0;
    boolean lastWasJump = false;
    for (int i = 1; i < map.size; i++) {
      double gap = map.time[i] - map.time[i - 1];
      if (gap <= CHORD_MS) {
        continue;
      }
      moves++;
      double dx = map.x[i] - map.endX[i - 1];
      double dy = map.y[i] - map.endY[i - 1];
      double distance = Math.hypot(dx, dy);
      stacks += distance <= STACK_DISTANCE ? 1 : 0;
      if (gap > SLOWEST_MS) {
        lastWasJump = false;
        lastX = 0;
        lastY = 0;
        continue;
      }
      spacing.add(distance);
      boolean stream = gap <= RhythmPatterns.STREAM_MS;
      boolean jump = distance >= JUMP_DISTANCE && !stream;
      jumps += jump ? 1 : 0;
      if (stream) {
        streamSpacing.add(distance);
      }
      double before = Math.hypot(lastX, lastY);
      if (before > 1 && distance > 1) {
        // The angle at the object between the way there and the way on.
        double cosine = -(lastX * dx + lastY * dy) / (before * distance);
        double angle = Math.toDegrees(Math.acos(Math.clamp(cosine, -1.0, 1.0)));
        angles.add(angle);
        if (jump && lastWasJump) {
          turns++;
          sharp += angle < SHARP ? 1 : 0;
          wide += angle > WIDE ? 1 : 0;
        }
      }
      lastWasJump = jump;
      lastX = dx;
      lastY = dy;
    }
    values.put(Pattern.JUMPS, moves == 0 ? 0 : (double) jumps / moves);
    values.put(Pattern.STACKS, moves == 0 ? 0 : (double) stacks / moves);
    values.put(Pattern.SPACING, spacing.median());
    values.put(
        Pattern.SPACING_SPREAD, spacing.mean() == 0 ? 0 : spacing.deviation() / spacing.mean());
    values.put(Pattern.STREAM_SPACING, streamSpacing.median());
    values.put(Pattern.SHARP_ANGLES, turns == 0 ? 0 : (double) sharp / turns);
    values.put(Pattern.WIDE_ANGLES, turns == 0 ? 0 : (double) wide / turns);
    values.put(Pattern.MEAN_ANGLE, angles.mean());
  }
}
