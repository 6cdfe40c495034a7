package kiai.tokens;

import java.util.Arrays;

/**
 * Turns the groups of a window into token ids.
 *
 * <p>Every value is clipped, divided by its step and rounded half to even (T2); the ids of all
 * steps stand in tables, so that no string is made. Tokens of a group, in order: type, time,
 * snapping, distance, position, column, new combo, scroll speed, sounds with volumes.
 *
 * <p>The tables are immutable; threads may share a tokenizer.
 */
public final class BeatmapTokenizer {
  private static final int HITSOUND_KINDS = 8;
  private static final double SCROLL_SPEED_STEP = 0.01;
  private static final double MAX_SCROLL_SPEED = 10;

  private final ProcessorConfig.BeatmapTokens settings;
  private final Vocabulary vocabulary;
  private final int[] types = new int[EventType.values().length];
  private final int[] typesWithNewCombo = new int[EventType.values().length];
  private final int[] times;
  private final int[] snappings = new int[17];
  private final int[] distances;
  private final int[] xs;
  private final int[] ys;
  private final int[] joined;
  private final int[] columns = new int[19];
  private final int[] scrollSpeeds;
  private final int[] sounds = new int[HITSOUND_KINDS * 16];
  private final int[] volumes = new int[101];
  private final int newCombo;
  private final int cls;
  private final int bos;
  private final int eos;

  BeatmapTokenizer(ProcessorConfig.BeatmapTokens settings, Vocabulary vocabulary) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    for (EventType type : EventType.values()) {
      types[type.ordinal()] = vocabulary.id("[" + type.name() + "]");
      typesWithNewCombo[type.ordinal()] =
          !settings.separateNewComboToken() && type.canStartCombo()
              ? vocabulary.id("[" + type.name() + "_NEW_COMBO]")
              : types[type.ordinal()];
    }
    times = table("[TIME_SHIFT_%d]", settings.minTime(), settings.maxTime(), settings.timeStep());
    for (int i = 0; i <= 16; i++) {
      snappings[i] = vocabulary.find("[SNAPPING_" + i + "]");
    }
    distances = table("[DISTANCE_%d]", 0, settings.maxDistance(), settings.distanceStep());
    int step = settings.positionStep();
    if (settings.positionSplitAxes()) {
      xs = table("[POS_X_%d]", settings.positionMinX(), settings.positionMaxX(), step);
      ys = table("[POS_Y_%d]", settings.positionMinY(), settings.positionMaxY(), step);
      joined = null;
    } else {
      xs = null;
      ys = null;
      joined = joinedPositions();
    }
    for (int i = 1; i <= 18; i++) {
      columns[i] = vocabulary.find("[MANIA_COLUMN_" + i + "]");
    }
    scrollSpeeds = new int[(int) Math.rint(MAX_SCROLL_SPEED / SCROLL_SPEED_STEP) + 1];
    for (int i = 0; i < scrollSpeeds.length; i++) {
      scrollSpeeds[i] =
          vocabulary.id("[SCROLL_SPEED_" + Vocabulary.decimal(i * SCROLL_SPEED_STEP, 2) + "]");
    }
    for (int sound = 0; sound < HITSOUND_KINDS; sound++) {
      for (int set = 1; set <= 3; set++) {
        for (int addition = 1; addition <= 3; addition++) {
          sounds[sound << 4 | set << 2 | addition] =
              vocabulary.id("[HITSOUND_" + (sound << 1) + "_" + set + "_" + addition + "]");
        }
      }
    }
    for (int i = 0; i <= 100; i++) {
      volumes[i] = vocabulary.id("[VOLUME_" + i + "]");
    }
    newCombo = settings.separateNewComboToken() ? vocabulary.id("[NEW_COMBO]") : -1;
    cls = vocabulary.id("[CLS]");
    bos = vocabulary.id("[BOS]");
    eos = vocabulary.id("[EOS]");
  }

  private int[] table(String format, int min, int max, int step) {
    int first = (int) Math.rint((double) min / step);
    int last = (int) Math.rint((double) max / step);
    int[] ids = new int[last - first + 1];
    for (int i = first; i <= last; i++) {
      ids[i - first] = vocabulary.id(format.formatted(i * step));
    }
    return ids;
  }

  private int[] joinedPositions() {
    int step = settings.positionStep();
    int columnsCount = (settings.positionMaxX() - settings.positionMinX()) / step + 1;
    int rows = (settings.positionMaxY() - settings.positionMinY()) / step + 1;
    int[] ids = new int[columnsCount * rows];
    for (int i = 0; i < columnsCount; i++) {
      for (int j = 0; j < rows; j++) {
        ids[i * rows + j] =
            vocabulary.id(
                "[POS_%d_%d]"
                    .formatted(
                        settings.positionMinX() + i * step, settings.positionMinY() + j * step));
      }
    }
    return ids;
  }

  /** The vocabulary that the ids belong to. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The settings. */
  public ProcessorConfig.BeatmapTokens settings() {
    return settings;
  }

  /** A growing list of ids. */
  static final class Ids {
    private int[] ids = new int[2048];
    private int size;

    void add(int id) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, size * 2);
      }
      ids[size++] = id;
    }

    void clear() {
      size = 0;
    }

    int size() {
      return size;
    }

    int[] first(int count) {
      return Arrays.copyOf(ids, Math.min(size, count));
    }
  }

  /** Appends the audio placeholders that stand in front of a window with audio (W4). */
  void audio(int audioTokens, Ids out) {
    out.add(vocabulary.id("[AUDIO_BOS]"));
    int audio = vocabulary.id("[AUDIO]");
    for (int i = 0; i < audioTokens; i++) {
      out.add(audio);
    }
    out.add(vocabulary.id("[AUDIO_EOS]"));
  }

  /** Appends the tokens of the selected window, whole: truncation is the caller's (T5). */
  void window(EventGroups groups, Windows window, int windowStartMs, Ids out) {
    if (settings.addClsToken()) {
      out.add(cls);
    }
    out.add(bos);
    for (int i = 0; i < window.size(); i++) {
      group(groups, window.group(i), windowStartMs, out);
    }
    out.add(eos);
  }

  private void group(EventGroups groups, int group, int windowStartMs, Ids out) {
    EventType type = groups.type(group);
    boolean startsCombo = groups.newCombo(group);
    out.add(startsCombo ? typesWithNewCombo[type.ordinal()] : types[type.ordinal()]);
    if (groups.hasTime(group)) {
      out.add(
          step(
              times,
              groups.time(group) - windowStartMs,
              settings.minTime(),
              settings.maxTime(),
              settings.timeStep()));
      if (groups.snapping(group) != EventGroups.NONE) {
        out.add(snappings[groups.snapping(group)]);
      }
    }
    if (groups.distance(group) != EventGroups.NONE) {
      out.add(
          step(
              distances,
              groups.distance(group),
              0,
              settings.maxDistance(),
              settings.distanceStep()));
    }
    if (groups.x(group) != EventGroups.NONE) {
      position(groups.x(group), groups.y(group), out);
    }
    if (groups.column(group) != EventGroups.NONE) {
      out.add(columns[Math.clamp(groups.column(group) + 1, 1, 18)]);
    }
    if (startsCombo && settings.separateNewComboToken()) {
      out.add(newCombo);
    }
    double speed = groups.scrollSpeed(group);
    if (!Double.isNaN(speed)) {
      double clipped = Math.clamp(speed, 0.0, MAX_SCROLL_SPEED);
      out.add(scrollSpeeds[(int) Math.rint(clipped / SCROLL_SPEED_STEP)]);
    }
    for (int i = 0; i < groups.soundCount(group); i++) {
      out.add(
          sounds[
              groups.hitSound(group, i) >> 1 << 4
                  | groups.sampleSet(group, i) << 2
                  | groups.additionSet(group, i)]);
      out.add(volumes[groups.volume(group, i)]);
    }
  }

  private static int step(int[] table, int value, int min, int max, int step) {
    int first = (int) Math.rint((double) min / step);
    return table[(int) Math.rint((double) Math.clamp(value, min, max) / step) - first];
  }

  private void position(int x, int y, Ids out) {
    int step = settings.positionStep();
    if (joined == null) {
      out.add(step(xs, x, settings.positionMinX(), settings.positionMaxX(), step));
      out.add(step(ys, y, settings.positionMinY(), settings.positionMaxY(), step));
      return;
    }
    int rows = (settings.positionMaxY() - settings.positionMinY()) / step + 1;
    int column =
        (int)
                Math.rint(
                    (double) Math.clamp(x, settings.positionMinX(), settings.positionMaxX()) / step)
            - settings.positionMinX() / step;
    int row =
        (int)
                Math.rint(
                    (double) Math.clamp(y, settings.positionMinY(), settings.positionMaxY()) / step)
            - settings.positionMinY() / step;
    out.add(joined[column * rows + row]);
  }
}
