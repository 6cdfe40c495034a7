package kiai.search.similar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import kiai.index.MapCursor;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.search.answer.Aspects.Aspect;
import kiai.search.answer.UnsupportedQuestionException;

/**
 * A map in the numbers of one aspect. Likeness is {@code exp(-mean(d²) / 2)}, d being differences
 * in units of about one standard deviation among 3,066 real maps (2026-11-24); d² is at most 6.
 */
final class Profile {
  /**
   * A number of an aspect.
   *
   * @param field of the map
   * @param unit a difference that counts as one
   * @param logarithm whether ratios count rather than differences
   */
  private record Trait(
      MapField field, double unit, boolean logarithm, ToDoubleFunction<Numbers> value) {}

  /** A map's numbers, played with mods. */
  private record Numbers(MapRecord map, Mods mods) {
    double pattern(String key) {
      return map.patterns().getOrDefault(key, 0.0);
    }
  }

  private static final Map<Aspect, List<Trait>> TRAITS =
      Map.of(
          Aspect.RHYTHM,
              List.of(
                  pattern("rhythm", 0.6, false, 0),
                  pattern("complex_rhythm", 0.1, false, 0),
                  pattern("density", 0.35, true, 1),
                  pattern("peak_density", 0.35, true, 1),
                  pattern("streams", 0.2, false, 0),
                  pattern("bursts", 0.15, false, 0),
                  new Trait(MapFields.BPM, 0.15, true, n -> n.map.bpm() * n.mods.speed())),
          Aspect.SLIDERS,
              List.of(
                  pattern("sliders", 0.2, false, 0),
                  pattern("slider_velocity", 0.35, true, 1),
                  pattern("velocity_spread", 0.2, false, 0),
                  pattern("tech", 0.1, false, 0),
                  pattern("long_notes", 0.25, false, 0)),
          Aspect.DIFFICULTY,
              List.of(
                  new Trait(MapFields.STARS, 0.6, false, Profile::stars),
                  new Trait(
                      MapFields.AR,
                      0.8,
                      false,
                      n -> n.mods.played(MapFields.AR, n.map.content().settings().ar())),
                  new Trait(MapFields.CS, 0.7, false, n -> n.map.content().settings().cs()),
                  new Trait(
                      MapFields.OD,
                      1.2,
                      false,
                      n -> n.mods.played(MapFields.OD, n.map.content().settings().od())),
                  pattern("peak_density", 0.35, true, 1),
                  pattern("spacing", 40, false, 0),
                  pattern("streams", 0.25, false, 0),
                  pattern("jumps", 0.25, false, 0)));

  private static final double SMALLEST = 0.05; // keeps logarithms of 0 away
  private static final double MOST = 6; // of d², so that one odd setting does not decide all

  private final List<Trait> traits;
  private final double[] wanted;

  private Profile(List<Trait> traits, double[] wanted) {
    this.traits = traits;
    this.wanted = wanted;
  }

  /** A pattern; those per second grow with the speed to a power. */
  private static Trait pattern(String key, double unit, boolean logarithm, int power) {
    return new Trait(
        MapFields.pattern(key),
        unit,
        logarithm,
        n -> n.pattern(key) * Math.pow(n.mods.speed(), power));
  }

  private static double stars(Numbers n) {
    Double stars = n.mods.stars(n.map);
    return stars == null ? Double.NaN : stars;
  }

  /** The profile of a map in an aspect other than style. */
  static Profile of(MapRecord map, Aspect aspect, Mods mods) {
    if (map.patterns().isEmpty() && aspect != Aspect.DIFFICULTY) {
      throw new UnsupportedQuestionException(
          "the patterns of this map are not known, since the index holds its embedding only");
    }
    List<Trait> known = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    for (Trait trait : TRAITS.get(aspect)) {
      double value = trait.value().applyAsDouble(new Numbers(map, mods));
      boolean pattern = trait.field().name().startsWith("pattern_");
      if (Double.isFinite(value) && !(pattern && map.patterns().isEmpty())) {
        known.add(trait);
        values.add(value);
      }
    }
    return new Profile(known, values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** 1 for equal numbers, falling to 0; numbers that a map lacks count as far away. */
  double likeness(MapCursor map) throws IOException {
    double[] numbers = new double[wanted.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = map.number(traits.get(i).field());
    }
    return likeness(numbers);
  }

  /** The numbers of the map that a cursor stands at, to be compared with several profiles. */
  static double[] numbers(MapCursor map, Aspect aspect) throws IOException {
    List<Trait> all = TRAITS.get(aspect);
    double[] numbers = new double[all.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = map.number(all.get(i).field());
    }
    return numbers;
  }

  /** Likeness to all numbers of an aspect, as {@link #numbers} gives them. */
  double likeness(double[] numbers, Aspect aspect) {
    List<Trait> all = TRAITS.get(aspect);
    if (traits.size() == all.size()) {
      return likeness(numbers);
    }
    double[] known = new double[traits.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = numbers[all.indexOf(traits.get(i))];
    }
    return likeness(known);
  }

  private double likeness(double[] numbers) {
    double sum = 0;
    for (int i = 0; i < wanted.length; i++) {
      Trait trait = traits.get(i);
      double theirs = numbers[i];
      double difference =
          Double.isNaN(theirs)
              ? 2 * trait.unit()
              : trait.logarithm()
                  ? Math.log(Math.max(theirs, SMALLEST) / Math.max(wanted[i], SMALLEST))
                  : theirs - wanted[i];
      sum += Math.min(MOST, Math.pow(difference / trait.unit(), 2));
    }
    return Math.exp(-sum / Math.max(1, wanted.length) / 2);
  }
}
