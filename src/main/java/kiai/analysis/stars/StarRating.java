package kiai.analysis.stars;

import kiai.beatmap.GameMode;

/**
 * A map's star rating as the calculator gives it.
 *
 * @param stars no mods
 * @param starsDoubleTime at 1.5 times the speed
 * @param starsHalfTime at 0.75 times the speed
 * @param maxCombo highest combo, no mods
 * @param mode ruleset that was rated
 */
public record StarRating(
    double stars, double starsDoubleTime, double starsHalfTime, int maxCombo, GameMode mode) {

  /**
   * Which algorithm the numbers come from, stored with every value: rosu-pp 3.1.0 follows the
   * official calculator of March 2025, so today's website may show other numbers.
   */
  public static final String ALGORITHM = "rosu-pp 3.1.0 (osu! 2025-03)";
}
