package kiai.tokens;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Token strings and their ids: a base vocabulary and the special tokens.
 *
 * <p>Special tokens are numbered from the number of <em>distinct</em> base tokens on. Where the
 * base list holds a string twice, the later place wins and the numbering collides (T6); released
 * models carry such vocabularies, so they are rebuilt with the defect.
 */
public final class Vocabulary {
  /** Special tokens of the beatmap tokenizer, in the order of their ids. */
  public static final List<String> BEATMAP_SPECIALS =
      List.of(
          "[BOS]",
          "[EOS]",
          "[UNK]",
          "[SEP]",
          "[PAD]",
          "[CLS]",
          "[MASK]",
          "[AUDIO_BOS]",
          "[AUDIO_EOS]",
          "[AUDIO]");

  /** Special tokens of the metadata tokenizer, in the order of their ids. */
  public static final List<String> METADATA_SPECIALS =
      List.of(
          "[BOS]",
          "[EOS]",
          "[PAD]",
          "[CLS]",
          "[DIFFICULTY_UNK]",
          "[YEAR_UNK]",
          "[MODE_UNK]",
          "[STATUS_UNK]",
          "[MAPPER_UNK]",
          "[CS_UNK]",
          "[HITSOUNDED_UNK]",
          "[SONG_LENGTH_UNK]",
          "[SONG_POSITION_UNK]",
          "[GLOBAL_SV_UNK]",
          "[MANIA_KEYCOUNT_UNK]",
          "[HOLD_NOTE_RATIO_UNK]",
          "[SCROLL_SPEED_RATIO_UNK]",
          "[TAG_UNK]");

  private static final double ARANGE_MARGIN = 1e-5;

  private final Map<String, Integer> base;
  private final Map<String, Integer> specials;

  public Vocabulary(Map<String, Integer> base, Map<String, Integer> specials) {
    this.base = base;
    this.specials = specials;
  }

  /** A vocabulary from a list of base tokens and special tokens, numbered by the rule above. */
  public static Vocabulary of(List<String> tokens, List<String> specialTokens) {
    Map<String, Integer> base = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      base.put(tokens.get(i), i);
    }
    Map<String, Integer> specials = new LinkedHashMap<>();
    for (String special : specialTokens) {
      specials.put(special, base.size() + specials.size());
    }
    return new Vocabulary(base, specials);
  }

  /** The base tokens with their ids. */
  public Map<String, Integer> base() {
    return base;
  }

  /** The special tokens with their ids. */
  public Map<String, Integer> specials() {
    return specials;
  }

  /** Number of tokens, base and special; ids may still be larger by the holes of T6. */
  public int size() {
    return base.size() + specials.size();
  }

  /** The id of a token, or -1. Special tokens are asked first, as in the reference. */
  public int find(String token) {
    Integer id = specials.get(token);
    if (id == null) {
      id = base.get(token);
    }
    return id == null ? -1 : id;
  }

  /**
   * The id of a token that must exist.
   *
   * @throws IllegalArgumentException naming the token when the vocabulary lacks it
   */
  public int id(String token) {
    int id = find(token);
    if (id < 0) {
      throw new IllegalArgumentException("the vocabulary has no token " + token);
    }
    return id;
  }

  /** The base tokens that the beatmap tokenizer's settings describe. */
  public static Vocabulary ofBeatmap(ProcessorConfig.BeatmapTokens settings) {
    List<String> tokens = new ArrayList<>();
    for (EventType type : EventType.values()) {
      tokens.add("[" + type.name() + "]");
    }
    if (!settings.separateNewComboToken()) {
      for (EventType type : EventType.values()) {
        if (type.canStartCombo()) {
          tokens.add("[" + type.name() + "_NEW_COMBO]");
        }
      }
    }
    for (int time = settings.minTime(); time <= settings.maxTime(); time += settings.timeStep()) {
      tokens.add("[TIME_SHIFT_" + time + "]");
    }
    for (int snapping = 0; snapping <= 16; snapping++) {
      tokens.add("[SNAPPING_" + snapping + "]");
    }
    for (int distance = 0; distance <= settings.maxDistance(); distance++) {
      tokens.add("[DISTANCE_" + distance + "]");
    }
    int step = settings.positionStep();
    if (settings.positionSplitAxes()) {
      for (int x = settings.positionMinX(); x <= settings.positionMaxX(); x += step) {
        tokens.add("[POS_X_" + x + "]");
      }
      for (int y = settings.positionMinY(); y <= settings.positionMaxY(); y += step) {
        tokens.add("[POS_Y_" + y + "]");
      }
    } else {
      for (int x = settings.positionMinX(); x <= settings.positionMaxX(); x += step) {
        for (int y = settings.positionMinY(); y <= settings.positionMaxY(); y += step) {
          tokens.add("[POS_" + x + "_" + y + "]");
        }
      }
    }
    for (int column = 1; column <= 18; column++) {
      tokens.add("[MANIA_COLUMN_" + column + "]");
    }
    range(tokens, "SCROLL_SPEED", 0, 10, 0.01, 2);
    if (settings.separateNewComboToken()) {
      tokens.add("[NEW_COMBO]");
    }
    for (int sound = 0; sound < 8; sound++) {
      for (int set = 1; set <= 3; set++) {
        for (int addition = 1; addition <= 3; addition++) {
          tokens.add("[HITSOUND_" + (sound << 1) + "_" + set + "_" + addition + "]");
        }
      }
    }
    for (int volume = 0; volume <= 100; volume++) {
      tokens.add("[VOLUME_" + volume + "]");
    }
    return of(tokens, BEATMAP_SPECIALS);
  }

  /** The base tokens that the metadata tokenizer's settings and tables describe. */
  public static Vocabulary ofMetadata(ProcessorConfig.MetadataTokens settings) {
    List<String> tokens = new ArrayList<>();
    range(
        tokens,
        "DIFFICULTY",
        settings.minDifficulty(),
        settings.maxDifficulty(),
        settings.difficultyStep(),
        1);
    for (int year = settings.minYear(); year <= settings.maxYear(); year++) {
      tokens.add("[YEAR_" + year + "]");
    }
    settings.modes().values().forEach(mode -> tokens.add("[MODE_" + mode + "]"));
    settings.statuses().values().forEach(status -> tokens.add("[STATUS_" + status + "]"));
    settings.mappers().keySet().forEach(mapper -> tokens.add("[MAPPER_" + mapper + "]"));
    range(tokens, "CS", 0, 10, 0.1, 1);
    tokens.add("[HITSOUNDED_TRUE]");
    tokens.add("[HITSOUNDED_FALSE]");
    for (int length = 0; length <= settings.maxSongLength(); length += settings.songLengthStep()) {
      tokens.add("[SONG_LENGTH_" + length + "]");
    }
    range(tokens, "SONG_POSITION", 0, 1, settings.songPositionStep(), 2);
    range(tokens, "GLOBAL_SV", 0.4, 3.6, settings.globalSvStep(), 2);
    for (int keys = 1; keys <= 18; keys++) {
      tokens.add("[MANIA_KEYCOUNT_" + keys + "]");
    }
    range(tokens, "HOLD_NOTE_RATIO", 0, 1, settings.holdNoteRatioStep(), 1);
    range(tokens, "SCROLL_SPEED_RATIO", 0, 1, settings.scrollSpeedRatioStep(), 1);
    settings.tags().values().forEach(tag -> tokens.add("[TAG_" + tag.name() + "]"));
    return of(tokens, METADATA_SPECIALS);
  }

  private static void range(
      List<String> tokens, String name, double min, double max, double step, int decimals) {
    int count = (int) Math.ceil((max + ARANGE_MARGIN - min) / step);
    for (int i = 0; i < count; i++) {
      tokens.add("[" + name + "_" + decimal(min + i * step, decimals) + "]");
    }
  }

  /** A number with fixed decimals, rounded half to even on its exact binary value. */
  public static String decimal(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }
}
