package kiai.search.answer;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import kiai.map.Mods;

/**
 * In what maps should be alike, each with its weight; and with which mods the example is played.
 *
 * @param weights shares that add up to 1; none when only labels count
 * @param labels how much of what maps lack of being alike their label profiles make up, 0 to 1;
 *     null for as much as the model says
 */
public record Aspects(Map<Aspect, Double> weights, Double labels, Mods mods) {
  /** What the vectors say. */
  public static final Aspects STYLE = new Aspects(Map.of(Aspect.STYLE, 1.0), 0.0, Mods.NONE);

  /**
   * What maps are compared in unless a question says otherwise: it agrees better with what people
   * say is alike than style alone, and better still with the model's label profiles (docs/search.md
   * has the measures).
   */
  public static final Aspects DEFAULT =
      new Aspects(Map.of(Aspect.STYLE, 0.7, Aspect.DIFFICULTY, 0.3), null, Mods.NONE);

  /** What players compare. */
  public enum Aspect {
    /** The embedding. */
    STYLE,
    /** Intervals, density, streams and bursts. */
    RHYTHM,
    /** How many sliders there are, how fast and how unlike each other. */
    SLIDERS,
    /** Stars, settings, density and spacing. */
    DIFFICULTY
  }

  private static final String LABELS = "labels";

  /** Aspects with their weights brought to a sum of 1. */
  public Aspects {
    double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    weights =
        weights.entrySet().stream()
            .filter(e -> e.getValue() > 0)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue() / sum));
  }

  /**
   * Reads {@code style}, {@code rhythm,sliders} or {@code style:0.7,difficulty:0.3}.
   *
   * @param by null or empty for {@link #DEFAULT}
   * @param mods nm, dt or ht; null for none
   * @throws UnsupportedQuestionException when it names nothing that maps can be compared in
   */
  public static Aspects of(String by, String mods) {
    if (by == null || by.isBlank()) {
      return new Aspects(DEFAULT.weights, null, mods(mods));
    }
    Map<Aspect, Double> weights = new EnumMap<>(Aspect.class);
    double labels = 0;
    for (String part : by.split(",", -1)) {
      String[] pair = part.strip().split(":", 2);
      if (pair.length > 1 && !pair[1].strip().matches("[0-9]{1,3}([.][0-9]{1,4})?")) {
        throw new UnsupportedQuestionException(
            "\"%s\" is no weight: write for example style:0.7,rhythm:0.3".formatted(pair[1]));
      }
      double weight = pair.length > 1 ? Double.parseDouble(pair[1].strip()) : 1;
      if (pair[0].strip().equalsIgnoreCase(LABELS)) {
        labels = Math.min(1, weight);
      } else {
        weights.merge(aspect(pair[0].strip()), weight, Double::sum);
      }
    }
    if (weights.values().stream().mapToDouble(Double::doubleValue).sum() + labels <= 0) {
      throw new UnsupportedQuestionException("one aspect at least needs a weight above 0");
    }
    return new Aspects(weights, labels, mods(mods));
  }

  private static Aspect aspect(String name) {
    for (Aspect aspect : Aspect.values()) {
      if (aspect.name().equalsIgnoreCase(name)) {
        return aspect;
      }
    }
    throw new UnsupportedQuestionException(
        "maps can be alike by style, rhythm, sliders, difficulty or labels, not by \"%s\""
            .formatted(name));
  }

  private static Mods mods(String name) {
    return switch (name == null ? "" : name.toLowerCase(Locale.ROOT)) {
      case "", "nm", "none" -> Mods.NONE;
      case "dt", "nc" -> Mods.DOUBLE_TIME;
      case "ht", "dc" -> Mods.HALF_TIME;
      default ->
          throw new UnsupportedQuestionException(
              "the mods can be nm, dt or ht, not \"%s\"".formatted(name));
    };
  }

  /** Share of an aspect, 0 when it does not count. */
  public double weight(Aspect aspect) {
    return weights.getOrDefault(aspect, 0.0);
  }

  /** Whether the weights are those of {@link #DEFAULT}. */
  public boolean isDefault() {
    return labels == null && weights.equals(DEFAULT.weights);
  }

  /** Whether label profiles are asked for by name. */
  public boolean hasLabels() {
    return labels != null && labels > 0;
  }

  /** Whether nothing but style counts. */
  public boolean onlyStyle() {
    return weights.size() == 1 && weights.containsKey(Aspect.STYLE) && !hasLabels();
  }

  @Override
  public String toString() {
    String text =
        weights.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e ->
                e.getKey().name().toLowerCase(Locale.ROOT)
                    + String.format(Locale.ROOT, ":%.2f", e.getValue()))
            .collect(Collectors.joining(","));
    if (hasLabels()) {
      text += String.format(Locale.ROOT, "%slabels:%.2f", text.isEmpty() ? "" : ",", labels);
    }
    return mods.equals(Mods.NONE) ? text : text + " " + mods;
  }
}
