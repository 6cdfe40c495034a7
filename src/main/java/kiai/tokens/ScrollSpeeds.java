package kiai.tokens;

import java.util.LinkedHashMap;
import java.util.Map;
import kiai.beatmap.Beatmap;
import kiai.beatmap.HitObject;
import kiai.beatmap.Micros;
import kiai.beatmap.TimingPoint;
import kiai.beatmap.TimingPoints;

/** Scroll speeds: of an object, and mania's changes normalised by the median tempo. */
final class ScrollSpeeds {
  private static final long DAY_SECONDS = 86_400;

  private ScrollSpeeds() {}

  /** The speed in force at a time, 0.01 to 10 (P14). */
  static double at(TimingPoints timing, long micros) {
    int index = timing.indexAt(micros);
    if (index < 0 || timing.isRoot(index)) {
      return 1;
    }
    double beatLength = timing.get(index).beatLength();
    return beatLength < 0 ? Math.clamp(-100 / beatLength, 0.01, 10.0) : 1;
  }

  /** A speed change. */
  interface Change {
    void at(int timingPoint, double speed);
  }

  /** Calls back for each change of the scroll speed of a mania map (P7). */
  static void changes(Beatmap beatmap, boolean normalised, Change change) {
    if (beatmap.hitObjects().isEmpty()) {
      return;
    }
    TimingPoints timing = beatmap.timing();
    double median = medianBeatLength(beatmap);
    double beatLength = median;
    double last = -1;
    for (int i = 0; i < timing.size(); i++) {
      TimingPoint point = timing.get(i);
      double speed = 1;
      if (timing.isRoot(i)) {
        beatLength = point.beatLength();
      } else {
        speed = speedOfGreenLine(point);
      }
      boolean lastAtOffset =
          i == timing.size() - 1 || timing.offsetMicros(i + 1) > timing.offsetMicros(i);
      if (lastAtOffset) {
        double value = normalised ? speed * median / beatLength : speed;
        if (Double.isNaN(value)) {
          value = 1;
        }
        if (value != last || last == -1) {
          change.at(i, value);
        }
        last = value;
      }
    }
  }

  private static double speedOfGreenLine(TimingPoint point) {
    double speed = -100 / point.beatLength();
    return Double.isFinite(speed) ? speed : 1;
  }

  /** The beat length that lasts longest, as osu! stable finds it, with the reference's P5, P6. */
  static double medianBeatLength(Beatmap beatmap) {
    long lastMicros = Long.MIN_VALUE;
    for (HitObject object : beatmap.hitObjects()) {
      double time = object instanceof HitObject.HoldNote ? object.endTime() : object.time();
      lastMicros = Math.max(lastMicros, Micros.ofMillis(EventReader.whole(time)));
    }
    long lastTime = wholeSecondsOfDay(lastMicros) * 1000;
    TimingPoints timing = beatmap.timing();
    Map<Double, Long> durations = new LinkedHashMap<>();
    double beatLength = 0;
    for (int i = timing.size() - 1; i >= 0; i--) {
      long offset = wholeSecondsOfDay(timing.offsetMicros(i)) * 1000;
      if (timing.isRoot(i)) {
        beatLength = timing.get(i).beatLength();
      }
      if (beatLength == 0 || offset > lastTime || (!timing.isRoot(i) && i > 0)) {
        continue;
      }
      durations.merge(beatLength, lastTime - (i == 0 ? 0 : offset), Long::sum);
      lastTime = offset;
    }
    long longest = 0;
    double median = 0;
    for (Map.Entry<Double, Long> entry : durations.entrySet()) {
      if (entry.getValue() > longest) {
        longest = entry.getValue();
        median = entry.getKey();
      }
    }
    return median;
  }

  /** The reference takes the seconds field of a normalised time: 0 to 86,399 (P5). */
  private static long wholeSecondsOfDay(long micros) {
    return Math.floorMod(Math.floorDiv(micros, 1_000_000L), DAY_SECONDS);
  }
}
