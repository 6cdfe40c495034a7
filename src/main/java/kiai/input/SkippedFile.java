package kiai.input;

/**
 * A file, or an entry of an archive, that is not among the maps, and why.
 *
 * @param path as shown to the user; entries follow their archive after {@code !}
 * @param reason one sentence
 * @param passing true when the reason lies not in the content but in the moment: the file could not
 *     be read, memory or time ran out, the encoder failed. Such a file is tried again next time,
 *     and what is known of it stays
 */
public record SkippedFile(String path, String reason, boolean passing) {
  /** Left out for its content, which was read whole and judged. */
  public SkippedFile(String path, String reason) {
    this(path, reason, false);
  }

  /** Left out for now; see {@link #passing}. */
  public static SkippedFile passing(String path, String reason) {
    return new SkippedFile(path, reason, true);
  }
}
