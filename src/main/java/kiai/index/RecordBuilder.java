package kiai.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import kiai.analysis.MapStatistics;
import kiai.analysis.PatternShares;
import kiai.analysis.StarRating;
import kiai.analysis.SubmissionYear;
import kiai.beatmap.Beatmap;
import kiai.tokens.TokenWindow;

/** Gathers the record of a map from its file and what was computed from it. */
public final class RecordBuilder {
  private RecordBuilder() {}

  /**
   * The record of a map.
   *
   * @param rating null when the map cannot be rated
   */
  public static BeatmapRecord of(
      String md5, Beatmap beatmap, StarRating rating, List<TokenWindow> windows, int[] objects) {
    Beatmap.Metadata names = beatmap.metadata();
    Beatmap.Difficulty difficulty = beatmap.difficulty();
    MapStatistics facts = MapStatistics.of(beatmap);
    Map<String, Double> patterns = new TreeMap<>();
    PatternShares.of(beatmap)
        .forEach((p, share) -> patterns.put(p.name().toLowerCase(Locale.ROOT), round(share)));
    OptionalInt year = SubmissionYear.ofSetId(names.beatmapSetId());
    List<Integer> starts = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      starts.add(windows.get(i).startMs());
      counts.add(objects[i]);
    }
    return new BeatmapRecord(
        md5,
        names.beatmapId() > 0 ? names.beatmapId() : null,
        names.beatmapSetId() > 0 ? names.beatmapSetId() : null,
        names.title(),
        names.titleUnicode(),
        names.artist(),
        names.artistUnicode(),
        names.creator(),
        names.version(),
        names.source(),
        names.tags(),
        beatmap.mode().apiName(),
        rating == null ? null : round(rating.stars()),
        rating == null ? null : round(rating.starsDoubleTime()),
        rating == null ? null : round(rating.starsHalfTime()),
        rating == null ? null : StarRating.ALGORITHM,
        year.isPresent() ? year.getAsInt() : null,
        year.isPresent(),
        null,
        round(facts.bpm()),
        round(facts.bpmMin()),
        round(facts.bpmMax()),
        round(facts.lengthSec()),
        difficulty.circleSize(),
        difficulty.approachRate(),
        difficulty.overallDifficulty(),
        difficulty.hp(),
        facts.keys(),
        round(facts.longNoteShare()),
        facts.circles(),
        facts.sliders(),
        facts.spinners(),
        facts.holdNotes(),
        List.of(),
        patterns,
        starts,
        counts);
  }

  /** Four decimals are more than any of these numbers means. */
  private static double round(double value) {
    return Math.rint(value * 10_000) / 10_000;
  }
}
