package kiai.map;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Mods of osu! that change the numbers of a map: how fast it is played, and how hard its settings
 * are. Formulas from osu!'s wiki (beatmap: approach rate, overall difficulty; gameplay: game
 * modifier).
 *
 * @param speed factor of the speed: 1.5 for Double Time and Nightcore, 0.75 for Half Time, else 1
 * @param settings factor of approach rate, overall difficulty and health drain: 1.4 for Hard Rock,
 *     0.5 for Easy, else 1
 */
public record Mods(double speed, double settings) {
  /** No mod that changes a number. */
  public static final Mods NONE = new Mods(1, 1);

  /** Double Time, or Nightcore, which sounds different. */
  public static final Mods DOUBLE_TIME = new Mods(1.5, 1);

  /** Half Time, or Daycore. */
  public static final Mods HALF_TIME = new Mods(0.75, 1);

  /** Hard Rock. */
  public static final Mods HARD_ROCK = new Mods(1, 1.4);

  /** Easy. */
  public static final Mods EASY = new Mods(1, 0.5);

  private static final double HARD_ROCK_CIRCLES = 1.3;
  private static final double MOST_WITH_HARD_ROCK = 10;
  private static final double ROUNDING = 1e-6;
  private static final double MIDDLE_AR = 5;
  private static final double MIDDLE_PREEMPT = 1200; // ms from appearance to hit at AR 5
  private static final double PREEMPT_BELOW = 120; // ms for each AR below 5
  private static final double PREEMPT_ABOVE = 150; // ms for each AR above 5
  private static final double WINDOW_AT_ZERO = 80; // ms, of a 300 at OD 0 in osu!
  private static final double WINDOW_STEP = 6; // ms for each OD

  private static final Map<String, Mods> BY_ACRONYM =
      Map.of(
          "DT", DOUBLE_TIME,
          "NC", DOUBLE_TIME,
          "HT", HALF_TIME,
          "DC", HALF_TIME,
          "HR", HARD_ROCK,
          "EZ", EASY);

  /** The mod of osu!'s two letters in any case, when it changes numbers of a map. */
  public static Optional<Mods> ofAcronym(String acronym) {
    return Optional.ofNullable(BY_ACRONYM.get(acronym.toUpperCase(Locale.ROOT)));
  }

  /** Mods of osu!'s letters together; those that change no number are left out. */
  public static Mods ofAcronyms(List<String> acronyms) {
    Mods all = NONE;
    for (String acronym : acronyms) {
      all = all.with(ofAcronym(acronym).orElse(NONE));
    }
    return all;
  }

  /** These mods and others together; of two speeds the other one wins. */
  public Mods with(Mods other) {
    return new Mods(
        other.speed == 1 ? speed : other.speed, other.settings == 1 ? settings : other.settings);
  }

  /** Whether these and others cannot be played together, such as Double Time and Half Time. */
  public boolean excludes(Mods other) {
    return differ(speed, other.speed) || differ(settings, other.settings);
  }

  private static boolean differ(double a, double b) {
    return a != 1 && b != 1 && a != b;
  }

  /**
   * The field that holds star ratings with these mods; that with the speed alone for a speed and
   * other settings together.
   */
  public MapField stars() {
    if (speed != 1) {
      return speed > 1 ? MapFields.STARS_DOUBLE_TIME : MapFields.STARS_HALF_TIME;
    }
    if (settings != 1) {
      return settings > 1 ? MapFields.STARS_HARD_ROCK : MapFields.STARS_EASY;
    }
    return MapFields.STARS;
  }

  /**
   * Whether star ratings with these mods are computed: with a speed and other settings they are
   * not.
   */
  public boolean isRated() {
    return settings == 1 || speed == 1;
  }

  /** Star rating of a map by the field of {@link #stars()}, null when it has none. */
  public Double stars(MapRecord map) {
    if (speed != 1) {
      return speed > 1 ? map.starsDoubleTime() : map.starsHalfTime();
    }
    if (settings != 1) {
      return settings > 1 ? map.starsHardRock() : map.starsEasy();
    }
    return map.stars();
  }

  /** Whether a number is another with mods in a ruleset: mania's keys and AR never are. */
  public static boolean isChanged(MapField field, String mode) {
    return !"mania".equals(mode) || (field != MapFields.CS && field != MapFields.AR);
  }

  /** What a number of a map of a ruleset becomes; numbers that mods do not change stay. */
  public double played(MapField field, double value, String mode) {
    return isChanged(field, mode) ? played(field, value) : value;
  }

  /** What a number of a map becomes; numbers that mods do not change stay. */
  public double played(MapField field, double value) {
    if (field == MapFields.BPM) {
      return value * speed;
    }
    if (field == MapFields.LENGTH || field == MapFields.DRAIN) {
      return value / speed;
    }
    if (field == MapFields.CS) {
      return harder(value, settings > 1 ? HARD_ROCK_CIRCLES : settings);
    }
    if (field == MapFields.HP) {
      return harder(value, settings);
    }
    if (field == MapFields.AR) {
      return approachRate(preempt(harder(value, settings)) / speed);
    }
    if (field == MapFields.OD) {
      return overallDifficulty(window(harder(value, settings)) / speed);
    }
    return value;
  }

  /**
   * The lowest or highest number of a map that becomes a given one. Hard Rock brings many settings
   * to 10: the lowest of them is a little above 7, the highest has no bound.
   *
   * @param highest which of them
   */
  public double original(MapField field, double played, boolean highest) {
    if (Double.isInfinite(played)) {
      return played;
    }
    if (field == MapFields.BPM) {
      return played / speed;
    }
    if (field == MapFields.LENGTH || field == MapFields.DRAIN) {
      return played * speed;
    }
    if (field == MapFields.CS) {
      return softer(played, settings > 1 ? HARD_ROCK_CIRCLES : settings, highest);
    }
    if (field == MapFields.HP) {
      return softer(played, settings, highest);
    }
    if (field == MapFields.AR) {
      return softer(approachRate(preempt(played) * speed), settings, highest);
    }
    if (field == MapFields.OD) {
      return softer(overallDifficulty(window(played) * speed), settings, highest);
    }
    return played;
  }

  private static double harder(double value, double factor) {
    return factor > 1 ? Math.min(MOST_WITH_HARD_ROCK, value * factor) : value * factor;
  }

  private static double softer(double value, double factor, boolean highest) {
    // With Hard Rock nothing is above 10, and many settings become 10.
    boolean beyond = factor > 1 && value > MOST_WITH_HARD_ROCK + ROUNDING;
    boolean all = factor > 1 && highest && value >= MOST_WITH_HARD_ROCK;
    return beyond || all ? Double.POSITIVE_INFINITY : value / factor;
  }

  private static double preempt(double approachRate) {
    double above = approachRate - MIDDLE_AR;
    return MIDDLE_PREEMPT - above * (above < 0 ? PREEMPT_BELOW : PREEMPT_ABOVE);
  }

  private static double approachRate(double preempt) {
    double less = MIDDLE_PREEMPT - preempt;
    return MIDDLE_AR + less / (less < 0 ? PREEMPT_BELOW : PREEMPT_ABOVE);
  }

  private static double window(double overallDifficulty) {
    return WINDOW_AT_ZERO - WINDOW_STEP * overallDifficulty;
  }

  private static double overallDifficulty(double window) {
    return (WINDOW_AT_ZERO - window) / WINDOW_STEP;
  }

  /** osu!'s letters, such as {@code DT} or {@code HRDT}; empty for no mod. */
  @Override
  public String toString() {
    String hard = settings > 1 ? "HR" : settings < 1 ? "EZ" : "";
    return hard + (speed > 1 ? "DT" : speed < 1 ? "HT" : "");
  }
}
