package kiai.input;

import java.time.Duration;

/**
 * How much is read from files of unknown origin. All such limits of the program stand in this
 * package: here those of files and archives, in {@link ParserLimits} those of one {@code .osu}.
 *
 * @param maxBeatmapBytes largest {@code .osu}, in bytes; the largest real one has 8 MB
 * @param maxArchiveBytes largest archive on disk, in bytes
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

  /** The limits for files that strangers upload. */
  public static final InputLimits UPLOADS =
      new InputLimits(8 << 20, 64L << 20, 2_000, 64L << 20, 200, 1);

  /** Entries below this size, in bytes, may have any ratio: a small file of zeros harms nobody. */
  public static final int RATIO_FROM_BYTES = 1 << 20;

  /** An archive within an archive hardly shrinks: most times its packed size. */
  public static final int MAX_NESTED_RATIO = 100;

  /** Nested archives below this size, in bytes, may have any ratio. */
  public static final long NESTED_RATIO_FROM_BYTES = 16L << 20;

  /** Largest {@code osu!.db} or {@code collection.db}, in bytes; real ones reach 150 MB. */
  public static final int MAX_CLIENT_BYTES = 1 << 30;

  /** Largest file of settings of the game ({@code osu!.NAME.cfg}), in bytes. */
  public static final int MAX_SETTINGS_BYTES = 1 << 20;

  /** Largest table of labels, in bytes when unpacked. */
  public static final long MAX_TABLE_BYTES = 4L << 30;

  /** Largest audio file within an archive, in bytes. */
  public static final int MAX_AUDIO_BYTES = 256 << 20;

  /** Longest song that is decoded, in seconds; half an hour is 115 MB of samples. */
  public static final double MAX_AUDIO_SECONDS = 30 * 60;

  /** Longest time that decoding a song may take, in seconds. */
  public static final double MAX_DECODING_SECONDS = 60;

  /** Longest time until a file delivers: a {@code .osu} whole, an archive its first bytes. */
  public static final Duration MAX_SILENCE = Duration.ofSeconds(60);

  /** A file that has not delivered for so long is named to the user. */
  public static final Duration NAMED_AFTER = Duration.ofSeconds(10);

  /** Longest time that reading one file may take; slower ones never end. */
  public static final Duration MAX_TIME = Duration.ofMinutes(10);
}
