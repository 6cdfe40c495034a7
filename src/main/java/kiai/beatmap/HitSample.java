package kiai.beatmap;

/**
 * The sample part of a hit object line, {@code normalSet:additionSet:index:volume:filename}.
 *
 * @param normalSet sample set of the normal sound; 0 takes the timing point's
 * @param additionSet sample set of the additions; 0 takes the normal set
 * @param volume percent; 0 takes the timing point's
 */
public record HitSample(int normalSet, int additionSet, int volume) {
  /** Everything taken from the timing point. */
  public static final HitSample DEFAULT = new HitSample(0, 0, 0);
}
