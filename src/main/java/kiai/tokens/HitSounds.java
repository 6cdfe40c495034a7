package kiai.tokens;

import kiai.beatmap.HitSample;
import kiai.beatmap.TimingPoint;
import kiai.beatmap.TimingPoints;

/** Which samples sound for an object at a time (P11, P12). */
final class HitSounds {
  private static final long LOOKUP_DELAY_MICROS = 5_000;
  private static final int SOFT = 2;
  private static final int TONE_BITS = 14; // whistle, finish, clap
  private static final TimingPoint SILENT_TIMING = new TimingPoint(0, 1000, 4, SOFT, 100, true, 0);

  private final TimingPoints timing;

  HitSounds(TimingPoints timing) {
    this.timing = timing;
  }

  /** Adds the sound of an object to the newest group. */
  void add(EventGroups groups, long micros, int hitSound, HitSample sample) {
    int index = timing.indexAt(micros + LOOKUP_DELAY_MICROS);
    TimingPoint point = index < 0 ? SILENT_TIMING : timing.get(index);
    int set = sample.normalSet();
    if (set == 0) {
      set = point.sampleSet() != 0 ? point.sampleSet() : SOFT;
    }
    int addition = sample.additionSet() != 0 ? sample.additionSet() : set;
    int volume = sample.volume() != 0 ? sample.volume() : point.volume();
    groups.addSound(
        hitSound & TONE_BITS, inRange(set), inRange(addition), Math.clamp(volume, 0, 100));
  }

  private static int inRange(int set) {
    return set > 0 && set < 4 ? set : 1;
  }
}
