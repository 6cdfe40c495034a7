package kiai.tokens;

import kiai.beatmap.Beatmap;
import kiai.beatmap.HitObject;

/** How long the song of a map lasts, as far as its {@code .osu} tells (P10). */
final class SongLength {
  private static final double AFTER_LAST_OBJECT_SEC = 0.000999;
  private static final double AFTER_LAST_POINT_SEC = 0.01;

  private SongLength() {}

  /** Seconds to the end of whatever object ends last; 0 when there are none. */
  static double toLatest(Beatmap beatmap) {
    double last = beatmap.lastObjectEnd();
    return last <= 0 ? 0 : EventReader.seconds(EventReader.micros(last)) + AFTER_LAST_OBJECT_SEC;
  }

  /** Seconds; 0 when the map has neither objects nor timing points. */
  static double of(Beatmap beatmap) {
    if (!beatmap.hitObjects().isEmpty()) {
      HitObject last = beatmap.hitObjects().getLast(); // in file order
      return EventReader.seconds(EventReader.micros(last.endTime())) + AFTER_LAST_OBJECT_SEC;
    }
    if (beatmap.timing().size() > 0) {
      return EventReader.seconds(beatmap.timing().offsetMicros(beatmap.timing().size() - 1))
          + AFTER_LAST_POINT_SEC;
    }
    return 0;
  }
}
