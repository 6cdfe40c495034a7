package kiai.prepare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import kiai.analysis.DerivedTags;
import kiai.analysis.MapStatistics;
import kiai.analysis.NotesKey;
import kiai.analysis.SubmissionYear;
import kiai.analysis.play.MapPatterns;
import kiai.analysis.stars.StarRating;
import kiai.beatmap.Beatmap;
import kiai.map.MapContent;
import kiai.map.Rounding;
import kiai.sources.files.BeatmapFile;
import kiai.tokens.TokenWindow;

/** What a parsed map says and what is computed from it, as an index keeps it. */
public final class MapContents {
  private MapContents() {}

  /**
   * The content of a map.
   *
   * @param ratings {@link MapContent.Ratings#NONE} when it cannot be rated
   * @param beside files that lie beside the map: its song and background are looked for there
   */
  public static MapContent of(
      String md5,
      Beatmap beatmap,
      MapContent.Ratings ratings,
      MapContent.Windows windows,
      BeatmapFile.Siblings beside) {
    Beatmap.Metadata names = beatmap.metadata();
    Beatmap.Difficulty difficulty = beatmap.played();
    MapStatistics statistics = MapStatistics.of(beatmap);
    Map<MapPatterns.Pattern, Double> measured = MapPatterns.of(beatmap);
    Map<String, Double> patterns = new TreeMap<>();
    measured.forEach((pattern, value) -> patterns.put(pattern.key(), Rounding.four(value)));
    OptionalInt year = SubmissionYear.ofSetId(names.beatmapSetId());
    return new MapContent(
        new MapContent.Ids(md5, positive(names.beatmapId()), positive(names.beatmapSetId())),
        new MapContent.Names(
            names.title(),
            names.titleUnicode(),
            names.artist(),
            names.artistUnicode(),
            names.creator(),
            names.version(),
            names.source(),
            names.tags()),
        new MapContent.Settings(
            beatmap.mode().apiName(),
            difficulty.circleSize(),
            difficulty.approachRate(),
            difficulty.overallDifficulty(),
            difficulty.hp(),
            statistics.keys(),
            positive(beatmap.beatDivisor())),
        new MapContent.Timing(
            Rounding.four(statistics.bpm()),
            Rounding.four(statistics.bpmMin()),
            Rounding.four(statistics.bpmMax()),
            Rounding.four(statistics.lengthSec()),
            Rounding.four(statistics.drainSec())),
        new MapContent.Counts(
            statistics.circles(),
            statistics.sliders(),
            statistics.spinners(),
            statistics.holdNotes()),
        new MapContent.Analysis(
            ratings,
            year.isPresent() ? (Integer) year.getAsInt() : null,
            Rounding.four(statistics.longNoteShare()),
            patterns,
            DerivedTags.of(beatmap, statistics, measured, ratings.stars()),
            NotesKey.of(beatmap)),
        windows,
        new MapContent.Origin(
            null,
            beside.find(beatmap.audioFilename()).orElse(null),
            beside.find(beatmap.backgroundFilename()).orElse(null)));
  }

  /** The windows of a map. */
  static MapContent.Windows windows(List<TokenWindow> windows, int[] objects) {
    List<Integer> starts = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      starts.add(windows.get(i).startMs());
      counts.add(objects[i]);
    }
    return new MapContent.Windows(starts, counts);
  }

  /** Ratings as an index keeps them; null for none. */
  public static MapContent.Ratings ratings(StarRating rating) {
    return rating == null
        ? MapContent.Ratings.NONE
        : new MapContent.Ratings(
            Rounding.four(rating.stars()),
            Rounding.four(rating.starsDoubleTime()),
            Rounding.four(rating.starsHalfTime()),
            Rounding.four(rating.starsHardRock()),
            Rounding.four(rating.starsEasy()),
            StarRating.ALGORITHM);
  }

  private static Integer positive(int value) {
    return value > 0 ? (Integer) value : null;
  }
}
