package kiai.analysis.stars;

import kiai.beatmap.GameMode;

/**
 * A map's star rating as the calculator gives it.
 *
 * @param stars no mods
 * @param starsDoubleTime at 1.5 times the speed
 * @param starsHalfTime at 0.75 times the speed
 * @param starsHardRock with harder settings
 * @param starsEasy with easier settings
 * @param maxCombo highest combo, no mods
 * @param mode ruleset that was rated
 */
public record StarRating(
    double stars,
    double starsDoubleTime,
    double starsHalfTime,
    double starsHardRock,
    double starsEasy,
    int maxCombo,
    GameMode mode) {

  /**
   * Which algorithm the numbers come from, stored with every value: rosu-pp 4.0.1 follows the
   * official calculator of October 2025, which the website shows since then.
   */
  public static final String ALGORITHM = "rosu-pp 4.0.1 (osu! 2025-10)";
}
