package kiai.tokens;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The processor of our own models: beatmap tokens exactly as in the released model (v7), metadata
 * tables of osu!'s own codes and tags, years up to 2026.
 */
public final class DefaultProcessor {
  private static final int LAST_YEAR = 2026;

  private DefaultProcessor() {}

  /** Mode names by ruleset id. */
  public static Map<Integer, String> modes() {
    Map<Integer, String> modes = new LinkedHashMap<>();
    modes.put(0, "osu");
    modes.put(1, "taiko");
    modes.put(2, "fruits");
    modes.put(3, "mania");
    return modes;
  }

  /** Status names by the codes of osu!'s API. */
  public static Map<Integer, String> statuses() {
    Map<Integer, String> statuses = new LinkedHashMap<>();
    statuses.put(-2, "graveyard");
    statuses.put(-1, "wip");
    statuses.put(0, "pending");
    statuses.put(1, "ranked");
    statuses.put(2, "approved");
    statuses.put(3, "qualified");
    statuses.put(4, "loved");
    return statuses;
  }

  /** A new processor. */
  public static Processor create() {
    ProcessorConfig v7 =
        ProcessorConfig.v7(modes(), statuses(), Map.of(), UserTags.firstOfEachName());
    ProcessorConfig.MetadataTokens m = v7.metadataTokenizer();
    ProcessorConfig.MetadataTokens metadata =
        new ProcessorConfig.MetadataTokens(
            m.minDifficulty(),
            m.maxDifficulty(),
            m.difficultyStep(),
            m.minYear(),
            LAST_YEAR,
            m.maxSongLength(),
            m.songLengthStep(),
            m.songPositionStep(),
            m.globalSvStep(),
            m.holdNoteRatioStep(),
            m.scrollSpeedRatioStep(),
            m.addClsToken(),
            m.modes(),
            m.statuses(),
            m.mappers(),
            m.tags());
    return new Processor(
        new ProcessorConfig(v7.parser(), v7.beatmapTokenizer(), metadata, v7.windows()));
  }
}
