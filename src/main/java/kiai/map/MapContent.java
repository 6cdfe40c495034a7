package kiai.map;

import java.util.List;
import java.util.Map;
import kiai.analysis.DerivedTag;

/**
 * What one difficulty's own {@code .osu} file (or, for imported embeddings, its row of a table)
 * says, and what was computed from it. What other sources say stands beside it in {@link
 * MapRecord}.
 */
public record MapContent(
    Ids ids,
    Names names,
    Settings settings,
    Timing timing,
    Counts counts,
    Analysis analysis,
    Windows windows,
    Origin origin) {

  /** The same content from another place. */
  public MapContent from(Origin other) {
    return new MapContent(ids, names, settings, timing, counts, analysis, windows, other);
  }

  /**
   * Identity.
   *
   * @param md5 MD5 of the {@code .osu} in 32 lower-case hexadecimal digits, osu!'s own identity
   * @param beatmapId osu!'s beatmap id, null when the file has none
   * @param setId osu!'s beatmap set id, null when the file has none
   */
  public record Ids(String md5, Integer beatmapId, Integer setId) {}

  /**
   * Texts of the {@code [Metadata]} section; empty, not null, when missing.
   *
   * @param version name of the difficulty
   * @param mapperTags free words that the mapper put into the file, separated by spaces
   */
  public record Names(
      String title,
      String titleUnicode,
      String artist,
      String artistUnicode,
      String creator,
      String version,
      String source,
      String mapperTags) {}

  /**
   * Settings of the {@code [Difficulty]} and {@code [Editor]} sections.
   *
   * @param mode ruleset by its API name: osu, taiko, fruits or mania
   * @param cs circle size
   * @param ar approach rate
   * @param od overall difficulty
   * @param hp health drain rate
   * @param keys mania keys, 0 in other modes
   * @param beatDivisor beat snap divisor of the editor, such as 4 for 1/4; null when not known
   */
  public record Settings(
      String mode, double cs, double ar, double od, double hp, int keys, Integer beatDivisor) {
    private static final double HIGHEST = 10;
    private static final int MOST_KEYS = 18;

    /** Takes the nearest value that the game allows; what is no number is 0. */
    public Settings {
      cs = allowed(cs, "mania".equals(mode) ? MOST_KEYS : HIGHEST);
      ar = allowed(ar, HIGHEST);
      od = allowed(od, HIGHEST);
      hp = allowed(hp, HIGHEST);
      keys = Math.clamp(keys, 0, MOST_KEYS);
    }

    private static double allowed(double value, double most) {
      return Double.isNaN(value) ? 0 : Math.clamp(value, 0, most);
    }
  }

  /**
   * Tempo and duration.
   *
   * @param bpm the tempo that lasts longest, beats per minute
   * @param bpmMin slowest tempo
   * @param bpmMax fastest tempo
   * @param length seconds from the first object to the end of the last, breaks included
   * @param drain the same without breaks, in seconds; null when not known
   */
  public record Timing(double bpm, double bpmMin, double bpmMax, double length, Double drain) {
    private static final double HIGHEST_BPM = 10_000; // osu!lazer's shortest beat, 6 ms

    /** A tempo that the game does not take is 0, which stands for not known. */
    public Timing {
      bpm = allowed(bpm);
      bpmMin = allowed(bpmMin);
      bpmMax = allowed(bpmMax);
    }

    private static double allowed(double bpm) {
      return bpm > 0 && bpm <= HIGHEST_BPM ? bpm : 0;
    }
  }

  /**
   * Hit objects by kind.
   *
   * @param holdNotes mania long notes
   */
  public record Counts(int circles, int sliders, int spinners, int holdNotes) {
    /** Hit objects of all kinds. */
    public int objects() {
      return circles + sliders + spinners + holdNotes;
    }
  }

  /**
   * What was computed from the objects.
   *
   * @param ratings star ratings
   * @param estimatedYear year of submission estimated from the set id, null when it has none
   * @param longNoteShare share of long notes among mania notes, 0 to 1
   * @param patterns values of {@link kiai.analysis.play.MapPatterns} by their keys; empty when the
   *     objects are not known
   * @param derivedTags user tags that the patterns suggest; never mixed with what people said
   * @param notesKey equal for copies of a map, {@link kiai.analysis.NotesKey}; null when not known
   */
  public record Analysis(
      Ratings ratings,
      Integer estimatedYear,
      double longNoteShare,
      Map<String, Double> patterns,
      List<DerivedTag> derivedTags,
      String notesKey) {

    /** What is known without the objects. */
    public Analysis(
        Ratings ratings,
        Integer estimatedYear,
        double longNoteShare,
        Map<String, Double> patterns,
        List<DerivedTag> derivedTags) {
      this(ratings, estimatedYear, longNoteShare, patterns, derivedTags, null);
    }
  }

  /**
   * Star ratings.
   *
   * @param stars without mods, null when there is none
   * @param doubleTime with Double Time, null when there is none
   * @param halfTime with Half Time, null when there is none
   * @param hardRock with Hard Rock, null when there is none
   * @param easy with Easy, null when there is none
   * @param source algorithm that computed them; null when there are none
   */
  public record Ratings(
      Double stars,
      Double doubleTime,
      Double halfTime,
      Double hardRock,
      Double easy,
      String source) {
    /** No ratings. */
    public static final Ratings NONE = new Ratings(null, null, null, null, null, null);
  }

  /**
   * Windows that were embedded; both lists have the same length.
   *
   * @param startsMs where each begins, milliseconds
   * @param objects hit objects that start in each
   */
  public record Windows(List<Integer> startsMs, List<Integer> objects) {
    /** No windows: the map came as one ready embedding. */
    public static final Windows NONE = new Windows(List.of(), List.of());
  }

  /**
   * Where it is from.
   *
   * @param importedFrom path of the table that it was imported from, null for maps with a file
   * @param audio path of its audio file, null when it was not there
   * @param background path of the image behind it, null when it was not there
   */
  public record Origin(String importedFrom, String audio, String background) {
    /** Nothing is known but a table. */
    public static Origin of(String importedFrom) {
      return new Origin(importedFrom, null, null);
    }
  }
}
