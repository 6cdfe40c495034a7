package kiai.tokens;

import java.util.Map;

/**
 * Everything that a model folder says about its processor. Field names follow the reference's
 * settings; the defaults of {@link #v7} are those of the released model.
 *
 * @param parser which events are made
 * @param beatmapTokenizer how events become tokens
 * @param metadataTokenizer how metadata becomes tokens
 * @param windows how a map is cut
 */
public record ProcessorConfig(
    Parser parser,
    BeatmapTokens beatmapTokenizer,
    MetadataTokens metadataTokenizer,
    WindowSettings windows) {

  /**
   * Settings of the event reader.
   *
   * @param maniaColumns ours, off in released models: columns become tokens (P1)
   */
  public record Parser(
      boolean addTiming,
      boolean addSnapping,
      boolean addTimingPoints,
      boolean addHitsounds,
      boolean addDistances,
      boolean addPositions,
      boolean addKiai,
      boolean addSv,
      boolean addManiaSv,
      boolean maniaBpmNormalizedScrollSpeed,
      boolean maniaColumns) {}

  /**
   * Settings of the beatmap tokenizer. Times are milliseconds, positions osu! pixels.
   *
   * @param positionMinX and its neighbours: the range that positions are clipped to
   */
  public record BeatmapTokens(
      int minTime,
      int maxTime,
      int timeStep,
      int maxDistance,
      int distanceStep,
      int positionMinX,
      int positionMaxX,
      int positionMinY,
      int positionMaxY,
      int positionStep,
      boolean positionSplitAxes,
      boolean addClsToken,
      boolean separateNewComboToken) {}

  /**
   * A user tag.
   *
   * @param rulesetId 0 to 3, or null when the tag is for all modes
   */
  public record Tag(String name, Integer rulesetId, String description) {}

  /**
   * Settings and tables of the metadata tokenizer. Difficulty is in stars, lengths in seconds; the
   * tables map ids to names in the order of the vocabulary.
   */
  public record MetadataTokens(
      double minDifficulty,
      double maxDifficulty,
      double difficultyStep,
      int minYear,
      int maxYear,
      int maxSongLength,
      int songLengthStep,
      double songPositionStep,
      double globalSvStep,
      double holdNoteRatioStep,
      double scrollSpeedRatioStep,
      boolean addClsToken,
      Map<Integer, String> modes,
      Map<Integer, String> statuses,
      Map<Integer, String> mappers,
      Map<Integer, Tag> tags) {}

  /**
   * How a map is cut into windows.
   *
   * @param lengthSec length of a window in seconds
   * @param strideSec distance between window starts in seconds
   * @param minLengthSec a rest of at most this many seconds makes no window
   * @param maxLength most tokens of a window; longer ones are cut
   * @param metadataMaxLength most metadata tokens
   * @param samplingRate audio samples per second
   * @param padToMultipleOf audio samples that a slice is padded to a multiple of
   * @param hopLength samples per mel frame
   * @param audioLengthPerToken mel frames per audio token
   */
  public record WindowSettings(
      double lengthSec,
      double strideSec,
      double minLengthSec,
      int maxLength,
      int metadataMaxLength,
      int samplingRate,
      int padToMultipleOf,
      int hopLength,
      int audioLengthPerToken) {

    /** Audio tokens of a window of audio, W4. */
    public int audioTokens() {
      long samples = (long) (lengthSec * samplingRate);
      long padded = (samples + padToMultipleOf - 1) / padToMultipleOf * padToMultipleOf;
      long frames = padded / hopLength;
      return (int) ((frames + audioLengthPerToken - 1) / audioLengthPerToken);
    }
  }

  /** The settings of the released model (v7), with tables of the caller's. */
  public static ProcessorConfig v7(
      Map<Integer, String> modes,
      Map<Integer, String> statuses,
      Map<Integer, String> mappers,
      Map<Integer, Tag> tags) {
    return new ProcessorConfig(
        new Parser(true, false, true, true, false, true, true, true, true, true, false),
        new BeatmapTokens(0, 16_000, 10, 640, 4, -256, 768, -256, 640, 4, true, true, false),
        new MetadataTokens(
            0.0, 14.0, 0.1, 2007, 2023, 600, 10, 0.01, 0.01, 0.1, 0.1, true, modes, statuses,
            mappers, tags),
        new WindowSettings(16, 16, 1, 2000, 128, 16_000, 256_000, 160, 8));
  }
}
