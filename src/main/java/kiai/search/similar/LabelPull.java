package kiai.search.similar;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import kiai.embeddings.ModelFolder;

/**
 * What label profiles add to the likeness of maps: {@code s + strength (1 - s) d}, s being the
 * likeness by all other aspects and d the dot product of the profiles. Maps that are nearly the
 * same stay first whatever labels say; among the others those come first that people would label
 * alike. A plain sum found as much of people's labels, but lost more of how maps play
 * (docs/search.md has the measures).
 *
 * @param strength 0 to 1; at 0 labels do not count
 * @param names what the numbers of a profile stand for
 */
record LabelPull(double strength, List<ModelFolder.Label> names) {
  private static final int SHOWN = 3;
  private static final double LEAST_SHOWN = 0.04; // of the dot product; less is chance
  private static final String SLOT = "slot"; // a place in a tournament's pool says little alone
  private static final double NOTHING_LEFT = 1e-6;

  /** Whether labels count. */
  boolean isOn() {
    return strength > 0;
  }

  /** The likeness with what labels add. */
  double pulled(double likeness, double cosine) {
    return likeness + strength * (1 - likeness) * cosine;
  }

  /** The likeness before labels were added. */
  double unpulled(double pulled, double cosine) {
    double rest = 1 - strength * cosine;
    return rest < NOTHING_LEFT ? pulled : (pulled - strength * cosine) / rest;
  }

  /** The labels that add most to the dot product of two profiles, most first. */
  List<String> shared(float[] a, float[] b) {
    return IntStream.range(0, a.length == b.length ? Math.min(names.size(), a.length) : 0)
        .filter(i -> a[i] > 0 && b[i] > 0 && a[i] * b[i] >= LEAST_SHOWN)
        .filter(i -> !names.get(i).kind().equals(SLOT))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -a[i] * b[i]))
        .map(i -> names.get(i).name())
        .filter(distinctBy(LabelPull::leaf))
        .limit(SHOWN)
        .toList();
  }

  /** What kinds of labels write differently: "TECH" and "skillset/tech" are one. */
  private static String leaf(String label) {
    return label.substring(label.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static Predicate<String> distinctBy(UnaryOperator<String> key) {
    Set<String> seen = new HashSet<>();
    return label -> seen.add(key.apply(label));
  }
}
