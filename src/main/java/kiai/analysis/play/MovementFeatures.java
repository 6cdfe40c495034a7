package kiai.analysis.play;

import kiai.beatmap.GameMode;

/** Distances, speeds, angles and places; osu! and catch only, zeros elsewhere. */
final class MovementFeatures {
  private static final double FAST_MS = 145;
  private static final double STILL = 8; // closer than this is a stack

  private MovementFeatures() {}

  static void fill(FeatureSink sink, WindowSlice w) {
    boolean plane = w.map.mode.hasPositions();
    boolean catching = w.map.mode == GameMode.FRUITS;
    Histogram distances =
        new Histogram(
            4, 15, 28, 40, 52, 65, 80, 95, 110, 128, 148, 170, 195, 225, 260, 300, 350, 420);
    Histogram speeds = new Histogram(.05, .12, .2, .3, .4, .52, .66, .82, 1, 1.25, 1.6, 2.1, 3);
    Histogram fastDistances = new Histogram(4, 15, 28, 42, 60, 85, 120, 180);
    Histogram slowDistances = new Histogram(4, 40, 80, 120, 160, 200, 250, 310);
    Histogram angles = new Histogram(15, 30, 45, 60, 75, 90, 105, 120, 135, 150, 165);
    Histogram wideAngles = new Histogram(30, 60, 90, 120, 150);
    Histogram changes = new Histogram(.4, .65, .85, .95, 1.05, 1.18, 1.5, 2.5);
    double distanceSum = 0;
    double speedSum = 0;
    double speedSquares = 0;
    int moves = 0;
    int turns = 0;
    int sameTurns = 0;
    double lastDx = 0;
    double lastDy = 0;
    double lastDistance = 0;
    double lastTurn = 0;
    for (int i = 1; plane && i < w.size; i++) {
      if (w.kind(i) == PlayTimeline.SPINNER || w.kind(i - 1) == PlayTimeline.SPINNER) {
        lastDistance = 0;
        continue;
      }
      double interval = Math.max(20, w.time[i] - w.time[i - 1]);
      double dx = w.x[i] - w.endX[i - 1];
      double dy = catching ? 0 : w.y[i] - w.endY[i - 1];
      double distance = Math.hypot(dx, dy);
      double speed = distance / interval;
      distances.add(distance);
      speeds.add(speed);
      (interval < FAST_MS ? fastDistances : slowDistances).add(distance);
      distanceSum += distance;
      speedSum += speed;
      speedSquares += speed * speed;
      moves++;
      if (distance > STILL && lastDistance > STILL) {
        double cross = lastDx * dy - lastDy * dx;
        double dot = lastDx * dx + lastDy * dy;
        double angle = Math.toDegrees(Math.abs(Math.atan2(cross, -dot)));
        angles.add(angle);
        if (distance > 120) {
          wideAngles.add(angle);
        }
        changes.add(distance / lastDistance);
        double turn = catching ? Math.signum(dx) : Math.signum(cross);
        if (turn != 0 && lastTurn != 0) {
          turns++;
          sameTurns += turn == lastTurn ? 1 : 0;
        }
        lastTurn = turn;
      }
      lastDx = dx;
      lastDy = dy;
      lastDistance = distance;
    }
    sink.histogram("distance", distances.counts());
    sink.histogram("speed", speeds.counts());
    sink.histogram("fast_distance", fastDistances.counts());
    sink.histogram("slow_distance", slowDistances.counts());
    sink.histogram("angle", angles.counts());
    sink.histogram("wide_angle", wideAngles.counts());
    sink.histogram("distance_ratio", changes.counts());
    double meanSpeed = moves == 0 ? 0 : speedSum / moves;
    sink.put("distance_mean", moves == 0 ? 0 : distanceSum / moves / 100);
    sink.put("speed_mean", meanSpeed);
    sink.put(
        "speed_deviation",
        moves == 0 ? 0 : Math.sqrt(Math.max(0, speedSquares / moves - meanSpeed * meanSpeed)));
    sink.put("turn_keeps_share", turns == 0 ? 0.5 : (double) sameTurns / turns);
    places(sink, w, plane);
  }

  private static void places(FeatureSink sink, WindowSlice w, boolean plane) {
    int[] cells = new int[12];
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; plane && i < w.size; i++) {
      int column = Math.clamp((int) (w.x[i] / 128), 0, 3);
      int row = Math.clamp((int) (w.y[i] / 128), 0, 2);
      cells[row * 4 + column]++;
      meanX += w.x[i] / w.size;
      meanY += w.y[i] / w.size;
    }
    double varianceX = 0;
    double varianceY = 0;
    for (int i = 0; plane && i < w.size; i++) {
      varianceX += (w.x[i] - meanX) * (w.x[i] - meanX) / w.size;
      varianceY += (w.y[i] - meanY) * (w.y[i] - meanY) / w.size;
    }
    sink.histogram("cell", cells);
    sink.put("spread_x", Math.sqrt(varianceX) / 100);
    sink.put("spread_y", Math.sqrt(varianceY) / 100);
  }
}
