package kiai.beatmap;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One difficulty, as its {@code .osu} file describes it.
 *
 * @param formatVersion 3 to 14, or 128 for files that osu!lazer wrote
 * @param mode ruleset
 * @param audioFilename as written, may be empty
 * @param backgroundFilename image behind the map, without quotation marks, may be empty
 * @param metadata names and ids
 * @param difficulty the settings of the map
 * @param timing timing points in file order
 * @param hitObjects hit objects in file order (not always sorted by time)
 * @param stackLeniency how far apart in time objects in one place are still drawn as a stack
 * @param beatDivisor beat snap divisor that the editor was left at, such as 4 for 1/4; 0 when not
 *     said
 * @param breakMillis length of all breaks together, milliseconds
 * @param issues what was not as the format says
 */
public record Beatmap(
    int formatVersion,
    GameMode mode,
    String audioFilename,
    String backgroundFilename,
    Metadata metadata,
    Difficulty difficulty,
    TimingPoints timing,
    List<HitObject> hitObjects,
    double stackLeniency,
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

  /**
   * The {@code [Difficulty]} section, as written and not clamped; NaN never occurs.
   *
   * @see #played
   */
  public record Difficulty(
      double hp,
      double circleSize,
      double overallDifficulty,
      double approachRate,
      double sliderMultiplier,
      double sliderTickRate) {}

  private static final double HIGHEST_SETTING = 10;
  private static final int MOST_KEYS = 18;

  /**
   * The settings as the game plays them, which takes the nearest that it allows: HP, CS, OD and AR
   * from 0 to 10, mania's CS from 1 to 18, slider multiplier 0.4 to 3.6, tick rate 0.5 to 8
   * (osu!lazer's restrictions).
   */
  public Difficulty played() {
    Difficulty written = difficulty;
    return new Difficulty(
        Math.clamp(written.hp(), 0, HIGHEST_SETTING),
        mode == GameMode.MANIA
            ? Math.clamp(written.circleSize(), 1, MOST_KEYS)
            : Math.clamp(written.circleSize(), 0, HIGHEST_SETTING),
        Math.clamp(written.overallDifficulty(), 0, HIGHEST_SETTING),
        Math.clamp(written.approachRate(), 0, HIGHEST_SETTING),
        Math.clamp(written.sliderMultiplier(), 0.4, 3.6),
        Math.clamp(written.sliderTickRate(), 0.5, 8));
  }

  /** Mania keys of the file: the whole part of the circle size, as the reference counts them. */
  public int keyCount() {
    return (int) difficulty.circleSize();
  }

  /** Mania keys that are played, 1 to 18. */
  public int keysPlayed() {
    return Math.clamp(keyCount(), 1, MOST_KEYS);
  }

  /** The same map with its objects in the order of their times; this one when they are. */
  public Beatmap inTimeOrder() {
    for (int i = 1; i < hitObjects.size(); i++) {
      if (hitObjects.get(i - 1).time() > hitObjects.get(i).time()) {
        return new Beatmap(
            formatVersion,
            mode,
            audioFilename,
            backgroundFilename,
            metadata,
            difficulty,
            timing,
            hitObjects.stream().sorted(Comparator.comparingDouble(HitObject::time)).toList(),
            stackLeniency,
            beatDivisor,
            breakMillis,
            issues);
      }
    }
    return this;
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
