package kiai.beatmap;

/**
 * Something in a {@code .osu} file that was not as the format says, and what was done about it.
 *
 * @param line 1-based line of the file, 0 when the remark is about the whole file
 * @param message one sentence for a person
 */
public record ParseIssue(int line, String message) {
  @Override
  public String toString() {
    return line > 0 ? "line " + line + ": " + message : message;
  }
}
