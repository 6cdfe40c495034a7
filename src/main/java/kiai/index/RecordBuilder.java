package kiai.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import kiai.analysis.DerivedTags;
import kiai.analysis.MapPatterns;
import kiai.analysis.MapStatistics;
import kiai.analysis.StarRating;
import kiai.analysis.SubmissionYear;
import kiai.beatmap.Beatmap;
import kiai.dataset.TableMap;
import kiai.tokens.TokenWindow;

/** Gathers the record of a map from its file and what was computed from it. */
public final class RecordBuilder {
  private RecordBuilder() {}

  /**
   * The record of a map.
   *
   * @param rating null when the map cannot be rated
   * @param audio where its audio file lies, null when it is not there or not looked for
   */
  public static BeatmapRecord of(
      String md5,
      Beatmap beatmap,
      StarRating rating,
      List<TokenWindow> windows,
      int[] objects,
      String audio) {
    Beatmap.Metadata names = beatmap.metadata();
    Beatmap.Difficulty difficulty = beatmap.difficulty();
    MapStatistics facts = MapStatistics.of(beatmap);
    Map<MapPatterns.Pattern, Double> measured = MapPatterns.of(beatmap);
    Map<String, Double> patterns = new TreeMap<>();
    measured.forEach((pattern, value) -> patterns.put(pattern.key(), round(value)));
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
        counts,
        new BeatmapRecord.Computed(
            rating == null ? null : round(rating.stars()),
            rating == null ? null : round(rating.starsDoubleTime()),
            rating == null ? null : round(rating.starsHalfTime()),
            rating == null ? null : StarRating.ALGORITHM,
            year.isPresent() ? year.getAsInt() : null),
        DerivedTags.of(beatmap, facts, measured, rating == null ? null : rating.stars()),
        null,
        audio,
        List.of());
  }

  /** The record of a map that a table describes; of it only the year can be estimated here. */
  public static BeatmapRecord of(TableMap map, String table) {
    boolean mania = map.mode().equals("mania");
    OptionalInt year = SubmissionYear.ofSetId(map.setId() == null ? 0 : map.setId());
    Integer estimated = year.isPresent() ? (Integer) year.getAsInt() : null;
    return new BeatmapRecord(
            map.md5(),
            map.beatmapId(),
            map.setId(),
            map.title(),
            map.titleUnicode(),
            map.artist(),
            map.artistUnicode(),
            map.creator(),
            map.version(),
            map.sourceName(),
            map.mapperTags(),
            map.mode(),
            null,
            null,
            null,
            null,
            null,
            false,
            null,
            round(map.bpm()),
            round(map.bpm()),
            round(map.bpm()),
            round(map.length()),
            map.cs(),
            map.ar(),
            map.od(),
            map.hp(),
            mania ? (int) Math.round(map.cs()) : 0,
            mania && map.circles() + map.sliders() > 0
                ? round((double) map.sliders() / (map.circles() + map.sliders()))
                : 0,
            map.circles(),
            mania ? 0 : map.sliders(),
            map.spinners(),
            mania ? map.sliders() : 0, // the website counts long notes as sliders
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            new BeatmapRecord.Computed(null, null, null, null, estimated),
            List.of(),
            table,
            null,
            List.of())
        .with(List.of(map.facts()));
  }

  /** Four decimals are more than any of these numbers means. */
  private static double round(double value) {
    return Math.rint(value * 10_000) / 10_000;
  }
}
