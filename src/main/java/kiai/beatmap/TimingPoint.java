package kiai.beatmap;

/**
 * One line of {@code [TimingPoints]}.
 *
 * @param time offset in milliseconds
 * @param beatLength milliseconds per beat when uninherited, else -100 / slider velocity; may be NaN
 * @param meter beats per measure
 * @param sampleSet 0 default, 1 normal, 2 soft, 3 drum
 * @param volume percent, 0 to 100
 * @param uninherited false for green lines
 * @param effects bits: 1 kiai, 8 no first bar line
 */
public record TimingPoint(
    double time,
    double beatLength,
    int meter,
    int sampleSet,
    int volume,
    boolean uninherited,
    int effects) {

  /** The offset in microseconds, rounded half to even as the reference's clock does. */
  public long offsetMicros() {
    return Micros.ofMillis(time);
  }
}
