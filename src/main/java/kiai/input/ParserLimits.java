package kiai.input;

/**
 * How much of a file the parser is willing to read. Real maps stay far below every limit; the
 * limits keep a hostile file from using unbounded memory or time.
 *
 * @param maxBytes largest file, in bytes
 * @param maxObjects most hit objects that are kept
 * @param maxTimingPoints most timing points that are kept
 * @param maxControlPoints most control points of one slider
 * @param maxSpans most spans of one slider (osu!lazer's limit is 9,000)
 * @param maxIssues most issues that are kept; further ones are counted in a last one
 */
public record ParserLimits(
    int maxBytes,
    int maxObjects,
    int maxTimingPoints,
    int maxControlPoints,
    int maxSpans,
    int maxIssues) {

  /** The limits for files of unknown origin. */
  public static final ParserLimits DEFAULT =
      new ParserLimits(32 << 20, 500_000, 200_000, 20_000, 9_000, 100);
}
