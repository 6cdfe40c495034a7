package kiai.beatmap;

import java.util.List;
import java.util.Optional;

/**
 * One difficulty, as its {@code .osu} file describes it.
 *
 * @param formatVersion 3 to 14, or 128 for files that osu!lazer wrote
 * @param mode ruleset
 * @param audioFilename as written, may be empty
 * @param metadata names and ids
 * @param difficulty the settings of the map
 * @param timing timing points in file order
 * @param hitObjects hit objects in file order (not always sorted by time)
 * @param beatDivisor beat snap divisor that the editor was left at, such as 4 for 1/4; 0 when not
 *     said
 * @param breakMillis length of all breaks together, milliseconds
 * @param issues what was not as the format says
 */
public record Beatmap(
    int formatVersion,
    GameMode mode,
    String audioFilename,
    Metadata metadata,
    Difficulty difficulty,
    TimingPoints timing,
    List<HitObject> hitObjects,
    int beatDivisor,
    double breakMillis,
    List<ParseIssue> issues) {

  /**
   * The {@code [Metadata]} section; missing texts are empty.
   *
   * @param beatmapId positive, or 0 when the file does not say
   * @param beatmapSetId positive, or 0 when the file does not say
   */
  public record Metadata(
      String title,
      String titleUnicode,
      String artist,
      String artistUnicode,
      String creator,
      String version,
      String source,
      String tags,
      int beatmapId,
      int beatmapSetId) {}

  /** The {@code [Difficulty]} section, as written and not clamped; NaN never occurs. */
  public record Difficulty(
      double hp,
      double circleSize,
      double overallDifficulty,
      double approachRate,
      double sliderMultiplier,
      double sliderTickRate) {}

  /** Number of mania keys: the whole part of the circle size, as the reference counts them. */
  public int keyCount() {
    return (int) difficulty.circleSize();
  }

  /** Why nobody could play the map, naming the first unreadable object; empty when one can. */
  public Optional<String> unplayable() {
    if (!hitObjects.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        issues.stream()
            .filter(issue -> issue.line() > 0)
            .findFirst()
            .map(issue -> "it has no hit objects that can be read (" + issue + ")")
            .orElse("it has no hit objects"));
  }

  /** Latest end time over all objects in milliseconds; 0 when there are none. */
  public double lastObjectEnd() {
    double last = 0;
    for (HitObject object : hitObjects) {
      last = Math.max(last, Math.max(object.time(), object.endTime()));
    }
    return last;
  }
}
