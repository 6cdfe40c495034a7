package kiai.beatmap;

/** What became of the bytes of a file. */
public sealed interface ParsedBeatmap {
  /** A map that can be used, perhaps with {@link Beatmap#issues()}. */
  record Usable(Beatmap beatmap) implements ParsedBeatmap {}

  /**
   * Not a map, or one that nobody could play.
   *
   * @param reason the one reason, with the line where there is one
   */
  record Rejected(ParseIssue reason) implements ParsedBeatmap {}
}
