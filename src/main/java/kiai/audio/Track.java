package kiai.audio;

import java.util.Arrays;

/**
 * A decoded song.
 *
 * @param samples mono, about -1 to 1
 * @param rate samples per second
 * @param wasCut whether the file goes on beyond what was decoded
 */
@SuppressWarnings("ArrayRecordComponent") // a buffer that a set's maps share
public record Track(float[] samples, int rate, boolean wasCut) {
  /** Length in seconds. */
  public double seconds() {
    return (double) samples.length / rate;
  }

  /**
   * The samples from a time on, with zeros where the song is over.
   *
   * @param startSeconds where to begin
   * @param count how many
   */
  public float[] slice(double startSeconds, int count) {
    int from = Math.clamp((long) (startSeconds * rate), 0, samples.length);
    return Arrays.copyOf(
        Arrays.copyOfRange(samples, from, Math.min(samples.length, from + count)), count);
  }
}
