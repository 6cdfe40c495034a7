package kiai.analysis;

import java.util.LinkedHashMap;
import java.util.Map;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;
import kiai.beatmap.TimingPoints;

/**
 * Plain facts of a map that its objects and timing give.
 *
 * @param bpm the tempo that lasts longest between the first and the last object; 0 without timing
 * @param bpmMin slowest tempo
 * @param bpmMax fastest tempo
 * @param lengthSec seconds from the first object to the end of the last
 * @param drainSec the same without breaks
 * @param circles circles, or rice notes in mania
 * @param sliders sliders, juice streams or drumrolls
 * @param spinners spinners, banana showers or dendens
 * @param holdNotes mania long notes
 * @param keys mania keys, 0 in other modes
 * @param longNoteShare share of long notes among mania notes, 0 to 1
 */
public record MapStatistics(
    double bpm,
    double bpmMin,
    double bpmMax,
    double lengthSec,
    double drainSec,
    int circles,
    int sliders,
    int spinners,
    int holdNotes,
    int keys,
    double longNoteShare) {

  private static final double MS_PER_MINUTE = 60_000;
  private static final double SHORTEST_BEAT_MS = 6; // osu!lazer's limits
  private static final double LONGEST_BEAT_MS = 60_000;

  /** The facts of a map. */
  public static MapStatistics of(Beatmap beatmap) {
    int circles = 0;
    int sliders = 0;
    int spinners = 0;
    int holds = 0;
    double first = Double.POSITIVE_INFINITY;
    for (HitObject object : beatmap.hitObjects()) {
      first = Math.min(first, object.time());
      switch (object) {
        case HitObject.Circle _ -> circles++;
        case HitObject.Slider _ -> sliders++;
        case HitObject.Spinner _ -> spinners++;
        case HitObject.HoldNote _ -> holds++;
      }
    }
    double last = beatmap.lastObjectEnd();
    double[] tempi = tempi(beatmap.timing(), first, last);
    int notes = circles + holds;
    double length = beatmap.hitObjects().isEmpty() ? 0 : Math.max(0, last - first) / 1000;
    return new MapStatistics(
        tempi[0],
        tempi[1],
        tempi[2],
        length,
        Math.max(0, length - beatmap.breakMillis() / 1000),
        circles,
        sliders,
        spinners,
        holds,
        beatmap.mode() == GameMode.MANIA ? beatmap.keysPlayed() : 0,
        notes == 0 ? 0 : (double) holds / notes);
  }

  private static boolean isPlayable(double beatLength) {
    return beatLength >= SHORTEST_BEAT_MS && beatLength <= LONGEST_BEAT_MS;
  }

  /** Main, slowest and fastest tempo in BPM; tempi that the game does not take are left out. */
  private static double[] tempi(TimingPoints timing, double first, double last) {
    Map<Long, Double> durations = new LinkedHashMap<>();
    double slowest = Double.POSITIVE_INFINITY;
    double fastest = 0;
    int previous = -1;
    for (int i = 0; i <= timing.size(); i++) {
      boolean end = i == timing.size();
      if (!end && !(timing.isRoot(i) && isPlayable(timing.get(i).beatLength()))) {
        continue;
      }
      if (previous >= 0) {
        double from = durations.isEmpty() ? first : timing.get(previous).time();
        double to = end ? last : timing.get(i).time();
        double beatLength = timing.get(previous).beatLength();
        double bpm = MS_PER_MINUTE / beatLength;
        durations.merge(
            Math.round(bpm * 1000), Math.max(0, Math.min(to, last) - from), Double::sum);
        slowest = Math.min(slowest, bpm);
        fastest = Math.max(fastest, bpm);
      }
      previous = i;
    }
    long main = 0;
    double longest = -1;
    for (Map.Entry<Long, Double> entry : durations.entrySet()) {
      if (entry.getValue() > longest) {
        longest = entry.getValue();
        main = entry.getKey();
      }
    }
    return new double[] {main / 1000.0, fastest == 0 ? 0 : slowest, fastest};
  }
}
