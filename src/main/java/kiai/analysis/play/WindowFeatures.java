package kiai.analysis.play;

import java.util.List;
import java.util.Random;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;

/**
 * Hand-made features of a window: how dense it is, its rhythm, its movement, its sliders, its
 * columns. They are an input of the default model and a baseline of their own.
 *
 * <p>Only what is played counts: no timing points, no volumes, no settings such as AR or the base
 * slider velocity, since these name the song or the map rather than the play. Sounds count in taiko
 * alone, where they are the colours. Histograms are square roots of shares; times are milliseconds,
 * positions osu! pixels. {@code docs/window-features.md} describes each feature.
 *
 * <p>One instance serves one map and may be shared by threads.
 */
public final class WindowFeatures {
  /** Changes with every change of a feature's meaning; model folders name the one they expect. */
  public static final int VERSION = 2;

  private static final List<String> NAMES = computeNames();

  /**
   * A change of the play that keeps its style, for training.
   *
   * @param speed times are divided by it
   * @param mirrorX left and right change places
   * @param mirrorY top and bottom change places
   */
  public record Variant(double speed, boolean mirrorX, boolean mirrorY) {
    /** The map as it is. */
    public static final Variant PLAIN = new Variant(1, false, false);

    private static final double TEST_SPEED = 1.25;

    /**
     * The change of a window in tests of similarity across tempi: a speed between 0.8 and 1.25 and
     * mirroring, drawn from the map's MD5 and the window's place, so that every program that tests
     * changes it alike.
     */
    public static Variant ofTest(String md5, int startMs) {
      Random random = new Random(Long.parseUnsignedLong(md5.substring(0, 15), 16) + startMs);
      return new Variant(
          Math.pow(TEST_SPEED, 2 * random.nextDouble() - 1),
          random.nextBoolean(),
          random.nextBoolean());
    }
  }

  private final PlayTimeline timeline;

  /** Features of the windows of a map. */
  public WindowFeatures(Beatmap beatmap) {
    this.timeline = new PlayTimeline(beatmap);
  }

  /** The names of the features, in order. */
  public static List<String> names() {
    return NAMES;
  }

  /** Number of features. */
  public static int count() {
    return NAMES.size();
  }

  /** Number of objects that start in a window. */
  public int objects(double startMs, double lengthMs) {
    return timeline.firstFrom(startMs + lengthMs) - timeline.firstFrom(startMs);
  }

  /**
   * The features of a window.
   *
   * @param startMs where it begins in the song
   * @param lengthMs how long it lasts
   * @return {@link #count} finite values
   */
  public float[] of(double startMs, double lengthMs) {
    return of(startMs, lengthMs, Variant.PLAIN);
  }

  /** The features of a window of a changed map; the window is cut before the change. */
  public float[] of(double startMs, double lengthMs, Variant variant) {
    FeatureSink sink = new FeatureSink(false);
    fill(sink, startMs, lengthMs, variant);
    return sink.values();
  }

  private static List<String> computeNames() {
    FeatureSink sink = new FeatureSink(true);
    Beatmap empty =
        new Beatmap(
            14,
            GameMode.OSU,
            "",
            "",
            new Beatmap.Metadata("", "", "", "", "", "", "", "", 0, 0),
            new Beatmap.Difficulty(5, 5, 5, 5, 1.4, 1),
            new kiai.beatmap.TimingPoints(List.of()),
            List.of(),
            0.7,
            0,
            0,
            List.of());
    new WindowFeatures(empty).fill(sink, 0, 16_000, Variant.PLAIN);
    return sink.names();
  }

  private void fill(FeatureSink sink, double startMs, double lengthMs, Variant variant) {
    WindowSlice slice = new WindowSlice(timeline, startMs, lengthMs, variant);
    for (GameMode mode : GameMode.values()) {
      sink.put("mode_" + mode.apiName(), timeline.mode == mode ? 1 : 0);
    }
    DensityFeatures.fill(sink, slice);
    RhythmFeatures.fill(sink, slice);
    MovementFeatures.fill(sink, slice);
    SliderFeatures.fill(sink, slice);
    ColumnFeatures.fill(sink, slice);
    TaikoFeatures.fill(sink, slice);
  }
}
