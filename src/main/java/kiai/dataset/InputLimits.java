package kiai.dataset;

/**
 * How much is read from files of unknown origin.
 *
 * @param maxBeatmapBytes largest {@code .osu}; the largest real one has 8 MB
 * @param maxArchiveBytes largest {@code .osz} on disk
 * @param maxEntries most entries of an archive
 * @param maxTotalBytes most uncompressed bytes of an archive's maps together
 * @param maxRatio most uncompressed bytes for each compressed one; text reaches about 20
 * @param maxDepth most folders below a root
 */
public record InputLimits(
    int maxBeatmapBytes,
    long maxArchiveBytes,
    int maxEntries,
    long maxTotalBytes,
    int maxRatio,
    int maxDepth) {

  /** The limits for players' folders. */
  public static final InputLimits DEFAULT =
      new InputLimits(32 << 20, 2L << 30, 10_000, 256L << 20, 200, 64);
}
