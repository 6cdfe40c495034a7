package kiai.search;

import java.io.IOException;
import java.util.Map;
import kiai.analysis.MapPatterns.Pattern;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery.KindWish;
import kiai.search.language.ParsedQuery.Trait;

/**
 * How much of a kind of play a map has, 0 to 1. What people tagged so has all of it. Else its
 * traits decide: each {@code v / (v + half)}, together their geometric mean, so that sharp jumps
 * need both jumps and sharp angles; a derived tag counts as much as derived tags are right.
 */
final class KindFit {
  private static final double DERIVED_TAG = 0.6; // about the precision of derived tags
  private static final double SHARE_HALF = 0.25;
  private static final double ORDINARY_CIRCLES = 4.2; // circle size; smaller ones take precision

  /** What earns half the score, where shares differ from others or it is no share at all. */
  private static final Map<String, Double> HALVES =
      Map.ofEntries(
          Map.entry(Schema.CS, 0.8),
          Map.entry(Pattern.TECH.key(), 0.12),
          Map.entry(Pattern.COMPLEX_RHYTHM.key(), 0.12),
          Map.entry(Pattern.FINISHERS.key(), 0.08),
          Map.entry(Pattern.HYPERDASHES.key(), 0.08),
          Map.entry(Pattern.BURSTS.key(), 0.15),
          Map.entry(Pattern.WIDE_ANGLES.key(), 0.15),
          Map.entry(Pattern.HANDSTREAM.key(), 0.15),
          Map.entry(Pattern.SLIDER_VELOCITY.key(), 500.0),
          Map.entry(Pattern.VELOCITY_SPREAD.key(), 0.2),
          Map.entry(Pattern.DENSITY.key(), 6.0),
          Map.entry(Pattern.PEAK_DENSITY.key(), 9.0),
          Map.entry(Pattern.RHYTHM.key(), 2.0),
          Map.entry(Pattern.SPACING.key(), 130.0),
          Map.entry(Pattern.SPACING_SPREAD.key(), 0.5),
          Map.entry(Pattern.STREAM_SPACING.key(), 60.0),
          Map.entry(Pattern.LONGEST_STREAM.key(), 48.0));

  private KindFit() {}

  /** How much there is of it, as something wished for. */
  static double much(KindWish kind, Matches.Values values) throws IOException {
    return fit(kind, values, 1);
  }

  /** How little there is of it: half as much counts as much as when it is wished for. */
  static double little(KindWish kind, Matches.Values values) throws IOException {
    return 1 - fit(kind, values, 0.5);
  }

  private static double fit(KindWish kind, Matches.Values values, double scale) throws IOException {
    if (values.hasAny(Schema.TAG, kind.tags())) {
      return 1;
    }
    double product = kind.traits().isEmpty() ? 0 : 1;
    for (Trait trait : kind.traits()) {
      product *= fit(trait, values, scale);
    }
    double measured = kind.traits().isEmpty() ? 0 : Math.pow(product, 1.0 / kind.traits().size());
    return Math.max(measured, values.hasAny(Schema.DERIVED_TAG, kind.tags()) ? DERIVED_TAG : 0);
  }

  private static double fit(Trait trait, Matches.Values values, double scale) throws IOException {
    double value =
        trait.pattern().equals(Schema.CS)
            ? Math.max(0, values.number(Schema.CS) - ORDINARY_CIRCLES)
            : values.number(Schema.PATTERN_PREFIX + trait.pattern());
    if (Double.isNaN(value)) {
      return 0; // nothing is known of it
    }
    double half = scale * HALVES.getOrDefault(trait.pattern(), SHARE_HALF);
    return trait.little() ? half / (half + 2 * value) : value / (value + half);
  }
}
