package kiai.tokens;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Turns metadata into token ids (T7); an unknown value becomes its field's unknown token. */
public final class MetadataTokenizer {
  private static final double MIN_GLOBAL_SV = 0.4;
  private static final double MAX_GLOBAL_SV = 3.6;

  private final ProcessorConfig.MetadataTokens settings;
  private final Vocabulary vocabulary;
  private final Set<String> modes;
  private final Set<String> statuses;
  private final Set<String> tags = new HashSet<>();
  private final Map<String, Integer> mappersByName = new HashMap<>();

  MetadataTokenizer(ProcessorConfig.MetadataTokens settings, Vocabulary vocabulary) {
    this.settings = settings;
    this.vocabulary = vocabulary;
    this.modes = Set.copyOf(settings.modes().values());
    this.statuses = Set.copyOf(settings.statuses().values());
    settings.tags().values().forEach(tag -> tags.add(tag.name()));
    settings.mappers().forEach((id, name) -> mappersByName.put(name, id));
  }

  /** The vocabulary that the ids belong to. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The settings and tables. */
  public ProcessorConfig.MetadataTokens settings() {
    return settings;
  }

  /** The user id of a mapper in the table, or null; of two with one name the later wins (T8). */
  public Integer mapperId(String name) {
    return mappersByName.get(name);
  }

  /** The ids, whole: truncation to the processor's limit is the caller's (T11). */
  public int[] ids(MapMetadata m) {
    int[] ids = new int[17 + (m.tags() == null ? 1 : Math.max(1, m.tags().size()))];
    int n = 0;
    if (settings.addClsToken()) {
      ids[n++] = vocabulary.id("[CLS]");
    }
    ids[n++] = vocabulary.id("[BOS]");
    ids[n++] =
        stepped(
            "DIFFICULTY",
            m.difficulty(),
            settings.minDifficulty(),
            settings.maxDifficulty(),
            settings.difficultyStep(),
            1);
    ids[n++] =
        m.year() == null
            ? unknown("YEAR")
            : vocabulary.id(
                "[YEAR_" + Math.clamp(m.year(), settings.minYear(), settings.maxYear()) + "]");
    ids[n++] = named("MODE", m.mode(), modes);
    ids[n++] = named("STATUS", m.status(), statuses);
    ids[n++] =
        m.mapper() == null || !settings.mappers().containsKey(m.mapper())
            ? unknown("MAPPER")
            : vocabulary.id("[MAPPER_" + m.mapper() + "]");
    ids[n++] = stepped("CS", m.cs(), 0, 10, 0.1, 1);
    ids[n++] =
        m.hitsounded() == null
            ? unknown("HITSOUNDED")
            : vocabulary.id(m.hitsounded() ? "[HITSOUNDED_TRUE]" : "[HITSOUNDED_FALSE]");
    ids[n++] =
        stepped(
            "SONG_LENGTH",
            m.songLength(),
            0,
            settings.maxSongLength(),
            settings.songLengthStep(),
            0);
    ids[n++] = stepped("SONG_POSITION", m.songPosition(), 0, 1, settings.songPositionStep(), 2);
    ids[n++] =
        stepped(
            "GLOBAL_SV", m.globalSv(), MIN_GLOBAL_SV, MAX_GLOBAL_SV, settings.globalSvStep(), 2);
    ids[n++] =
        m.maniaKeycount() == null
            ? unknown("MANIA_KEYCOUNT")
            : vocabulary.id("[MANIA_KEYCOUNT_" + Math.clamp(m.maniaKeycount(), 1, 18) + "]");
    ids[n++] = stepped("HOLD_NOTE_RATIO", m.holdNoteRatio(), 0, 1, settings.holdNoteRatioStep(), 1);
    ids[n++] =
        stepped(
            "SCROLL_SPEED_RATIO", m.scrollSpeedRatio(), 0, 1, settings.scrollSpeedRatioStep(), 1);
    int beforeTags = n;
    if (m.tags() != null) {
      for (String tag : m.tags()) {
        if (tags.contains(tag)) {
          ids[n++] = vocabulary.id("[TAG_" + tag + "]");
        }
      }
    }
    if (n == beforeTags) {
      ids[n++] = unknown("TAG");
    }
    ids[n++] = vocabulary.id("[EOS]");
    return Arrays.copyOf(ids, n);
  }

  private int named(String field, String name, Set<String> known) {
    return name != null && known.contains(name)
        ? vocabulary.id("[" + field + "_" + name + "]")
        : unknown(field);
  }

  private int stepped(
      String field, Double value, double min, double max, double step, int decimals) {
    if (value == null || Double.isNaN(value)) {
      return unknown(field);
    }
    double rounded = Math.rint(Math.clamp(value, min, max) / step) * step;
    int id = vocabulary.find("[" + field + "_" + Vocabulary.decimal(rounded, decimals) + "]");
    return id < 0 ? unknown(field) : id;
  }

  private int unknown(String field) {
    return vocabulary.id("[" + field + "_UNK]");
  }
}
