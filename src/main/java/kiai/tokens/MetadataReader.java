package kiai.tokens;

import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;
import kiai.beatmap.TimingPoints;

/** What a {@code .osu} alone tells the metadata tower (W5 to W7). */
final class MetadataReader {
  private MetadataReader() {}

  /**
   * Reads the fields.
   *
   * @param songLengthSec length of the audio, or of the map when there is none
   */
  static MapMetadata read(Beatmap beatmap, double songLengthSec) {
    GameMode mode = beatmap.mode();
    boolean plane = mode.hasPositions();
    boolean mania = mode == GameMode.MANIA;
    return new MapMetadata(
        null,
        null,
        mode.apiName(),
        null,
        null,
        plane ? beatmap.difficulty().circleSize() : null,
        hitsounded(beatmap),
        songLengthSec,
        null,
        plane ? beatmap.difficulty().sliderMultiplier() : null,
        mania ? beatmap.keyCount() : null,
        mania ? holdNoteRatio(beatmap) : null,
        mania || mode == GameMode.TAIKO ? scrollSpeedRatio(beatmap) : null,
        null);
  }

  private static boolean hitsounded(Beatmap beatmap) {
    for (HitObject object : beatmap.hitObjects()) {
      if (object.hitSound() != 0) {
        return true;
      }
    }
    return false;
  }

  private static Double holdNoteRatio(Beatmap beatmap) {
    int notes = beatmap.hitObjects().size();
    if (notes == 0) {
      return null;
    }
    int holds = 0;
    for (HitObject object : beatmap.hitObjects()) {
      if (object instanceof HitObject.HoldNote) {
        holds++;
      }
    }
    return (double) holds / notes;
  }

  private static Double scrollSpeedRatio(Beatmap beatmap) {
    if (beatmap.hitObjects().isEmpty()) {
      return null;
    }
    int times = 0;
    long last = Long.MIN_VALUE;
    for (HitObject object : beatmap.hitObjects()) {
      long time = EventReader.micros(object.time());
      if (time != last) {
        times++;
        last = time;
      }
    }
    int changes = 0;
    double lastSpeed = -1;
    TimingPoints timing = beatmap.timing();
    for (int i = 0; i < timing.size(); i++) {
      if (timing.isRoot(i)) {
        lastSpeed = 1;
        continue;
      }
      double beatLength = timing.get(i).beatLength();
      double speed = beatLength == 0 ? 1 : -100 / beatLength;
      if (speed != lastSpeed && lastSpeed != -1) {
        changes++;
      }
      lastSpeed = speed;
    }
    return (double) changes / times;
  }
}
