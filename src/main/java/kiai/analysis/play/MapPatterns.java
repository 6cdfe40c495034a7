package kiai.analysis.play;

import java.util.EnumMap;
import java.util.Map;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;

/** How a map is played, in the patterns and numbers that players name. */
public final class MapPatterns {
  private static final String SHARE = "share";
  private static final String PER_SECOND = "1/s";

  /** A number that describes a map; shares are from 0 to 1. */
  public enum Pattern {
    /** Moves of at least 130 osu! pixels within 450 ms, outside of streams; of all moves. */
    JUMPS(SHARE),
    /** Onsets in runs of at least seven with at most 115 ms between them; of all onsets. */
    STREAMS(SHARE),
    /** Onsets in runs of three to six with at most 115 ms between them; of all onsets. */
    BURSTS(SHARE),
    /** Onsets of the longest such run. */
    LONGEST_STREAM("onsets"),
    /** Sliders among the objects. */
    SLIDERS(SHARE),
    /** Sliders whose velocity differs by more than 15 % from the one before; of all objects. */
    TECH(SHARE),
    /** Median velocity of sliders. */
    SLIDER_VELOCITY("osu! pixels/s"),
    /** Standard deviation of the natural logarithm of slider velocities. */
    VELOCITY_SPREAD("log"),
    /** Onsets per second from the first to the last. */
    DENSITY(PER_SECOND),
    /** Onsets per second in the densest five seconds. */
    PEAK_DENSITY(PER_SECOND),
    /** Entropy of the ratios of neighbouring intervals, rounded to sixths of an octave. */
    RHYTHM("bits"),
    /** Ratios of neighbouring intervals other than 1, 2, 1/2, 4 and 1/4, within 5 %. */
    COMPLEX_RHYTHM(SHARE),
    /** Median distance between one object's end and the next one's start within 450 ms. */
    SPACING("osu! pixels"),
    /** Standard deviation of these distances, by their mean. */
    SPACING_SPREAD("ratio"),
    /** Median distance between neighbouring objects of streams. */
    STREAM_SPACING("osu! pixels"),
    /** Turns of less than 60 degrees between two jumps in a row; of all such turns. */
    SHARP_ANGLES(SHARE),
    /** Turns of more than 120 degrees between two jumps in a row; of all such turns. */
    WIDE_ANGLES(SHARE),
    /** Mean angle between two moves in a row: 0 there and back, 180 straight on. */
    MEAN_ANGLE("degrees"),
    /** Objects that lie within 12 osu! pixels of the one before; of all moves. */
    STACKS(SHARE),
    /** Taiko notes whose colour differs from the note before. */
    COLOUR_CHANGES(SHARE),
    /** Taiko notes that are big. */
    FINISHERS(SHARE),
    /** Long notes among mania notes. */
    LONG_NOTES(SHARE),
    /** Mania notes that follow one in their column within 220 ms. */
    JACKS(SHARE),
    /** Mania notes that are hit together with another. */
    CHORDS(SHARE),
    /** Mania rows of two notes among rows in streams. */
    JUMPSTREAM(SHARE),
    /** Mania rows of three or more notes among rows in streams. */
    HANDSTREAM(SHARE),
    /** Mania notes that start while a long note of another column is held. */
    LONG_NOTE_OVERLAP(SHARE),
    /** Catch moves that are too far for walking: more than 0.5 osu! pixels/ms. */
    DASHES(SHARE),
    /** Catch moves that are too far for a dash: more than 1 osu! pixel/ms. */
    HYPERDASHES(SHARE);

    private final String unit;

    Pattern(String unit) {
      this.unit = unit;
    }

    /** Unit of its values. */
    public String unit() {
      return unit;
    }

    /** True for shares from 0 to 1. */
    public boolean isShare() {
      return unit.equals(SHARE);
    }

    /** Name in the index and in queries, in lower case. */
    public String key() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private MapPatterns() {}

  /** The numbers of a map; those of other modes are 0. */
  public static Map<Pattern, Double> of(Beatmap beatmap) {
    PlayTimeline map = new PlayTimeline(beatmap);
    Map<Pattern, Double> values = new EnumMap<>(Pattern.class);
    for (Pattern pattern : Pattern.values()) {
      values.put(pattern, 0.0);
    }
    if (map.size == 0) {
      return values;
    }
    RhythmPatterns.fill(map, values);
    SliderPatterns.fill(map, values);
    if (map.mode == GameMode.OSU) {
      AimPatterns.fill(map, values);
    }
    if (map.mode == GameMode.MANIA) {
      ColumnPatterns.fill(map, values);
    }
    if (map.mode == GameMode.TAIKO) {
      ColourPatterns.fill(map, values);
    }
    if (map.mode == GameMode.FRUITS) {
      DashPatterns.fill(map, values);
    }
    values.replaceAll((_, value) -> Double.isFinite(value) ? value : 0);
    return values;
  }
}
