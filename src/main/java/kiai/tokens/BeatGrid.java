package kiai.tokens;

import kiai.beatmap.Micros;
import kiai.beatmap.TimingPoint;
import kiai.beatmap.TimingPoints;

/** The beats and measures between timing points (P8, P9). */
final class BeatGrid {
  private static final double SECTION_END_MARGIN_MS = 10;
  private static final double SHORTEST_BEAT_MS = 10;
  private static final int DEFAULT_METER = 4;

  private BeatGrid() {}

  /** Adds the grid up to the end of the song; makes at most the given number of events. */
  static void add(
      EventGroups groups,
      TimingPoints timing,
      boolean addTimingPoints,
      double songLengthSec,
      int maxEvents) {
    double end = (long) (songLengthSec * 1000);
    int made = 0;
    int index = nextWithBeats(timing, 0);
    while (index < timing.size()) {
      int next = nextWithBeats(timing, index + 1);
      TimingPoint point = timing.get(index);
      double start = EventReader.seconds(timing.offsetMicros(index)) * 1000;
      double sectionEnd =
          next < timing.size()
              ? EventReader.seconds(timing.offsetMicros(next)) * 1000 - SECTION_END_MARGIN_MS
              : end;
      int meter = point.meter() == 0 ? DEFAULT_METER : Math.abs(point.meter());
      double time = start;
      for (int beat = 0; time <= sectionEnd && made < maxEvents; made++) {
        EventType type =
            beat == 0 && addTimingPoints
                ? EventType.TIMING_POINT
                : beat % meter == 0 ? EventType.MEASURE : EventType.BEAT;
        groups.add(type, EventReader.millis(Micros.ofMillis(time)), true);
        if (point.beatLength() <= SHORTEST_BEAT_MS) {
          made++;
          break;
        }
        beat++;
        time = start + beat * point.beatLength();
      }
      index = next;
    }
  }

  private static int nextWithBeats(TimingPoints timing, int from) {
    int index = from;
    while (index < timing.size()) {
      double beatLength = timing.get(index).beatLength();
      if (beatLength > 0 && Math.rint(60_000 / beatLength) != 0) {
        break;
      }
      index++;
    }
    return index;
  }
}
