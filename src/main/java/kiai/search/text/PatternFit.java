package kiai.search.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;
import kiai.index.MapCursor;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.PatternTerm;
import kiai.query.PatternTerm.Trait;

/**
 * How much of a pattern a map has, 0 to 1. A map with one of its user tags has all of it. Else its
 * traits decide: each {@code v / (v + half)}, together their geometric mean, so that sharp jumps
 * need both jumps and sharp angles; a derived tag counts as much as derived tags are right.
 */
final class PatternFit {
  private static final double DERIVED_TAG = 0.6; // about the precision of derived tags
  private static final double SHARE_HALF = 0.25;
  private static final double ORDINARY_CIRCLES = 4.2; // circle size; smaller ones take precision

  /** What earns half the score, where shares differ from others or it is no share at all. */
  private static final Map<MapField, Double> HALVES =
      Map.ofEntries(
          Map.entry(MapFields.CS, 0.8),
          Map.entry(of(Pattern.TECH), 0.12),
          Map.entry(of(Pattern.COMPLEX_RHYTHM), 0.12),
          Map.entry(of(Pattern.FINISHERS), 0.08),
          Map.entry(of(Pattern.HYPERDASHES), 0.08),
          Map.entry(of(Pattern.BURSTS), 0.15),
          Map.entry(of(Pattern.WIDE_ANGLES), 0.15),
          Map.entry(of(Pattern.HANDSTREAM), 0.15),
          Map.entry(of(Pattern.SLIDER_VELOCITY), 500.0),
          Map.entry(of(Pattern.VELOCITY_SPREAD), 0.2),
          Map.entry(of(Pattern.DENSITY), 6.0),
          Map.entry(of(Pattern.PEAK_DENSITY), 9.0),
          Map.entry(of(Pattern.RHYTHM), 2.0),
          Map.entry(of(Pattern.SPACING), 130.0),
          Map.entry(of(Pattern.SPACING_SPREAD), 0.5),
          Map.entry(of(Pattern.STREAM_SPACING), 60.0),
          Map.entry(of(Pattern.LONGEST_STREAM), 48.0));

  private PatternFit() {}

  private static MapField of(Pattern pattern) {
    return MapFields.pattern(pattern.key());
  }

  /** How much there is of it, when it is wanted. */
  static double much(PatternTerm term, MapCursor map) throws IOException {
    return fit(term, map, 1);
  }

  /** How little there is of it: half as much counts as much as when it is wanted. */
  static double little(PatternTerm term, MapCursor map) throws IOException {
    return 1 - fit(term, map, 0.5);
  }

  /** Maps that have at least half of it, which an order of its own may choose from. */
  static Condition half(PatternTerm term) {
    List<Condition> either = new ArrayList<>();
    for (String tag : term.tags()) {
      either.add(new Condition.Keyword(MapFields.TAGS, tag));
      either.add(new Condition.Keyword(MapFields.DERIVED_TAGS, tag));
    }
    if (!term.traits().isEmpty()) {
      either.add(new Condition.All(term.traits().stream().map(PatternFit::half).toList()));
    }
    return new Condition.Any(either);
  }

  private static Condition half(Trait trait) {
    double half = HALVES.getOrDefault(trait.field(), SHARE_HALF);
    double from = trait.field() == MapFields.CS ? ORDINARY_CIRCLES + half : half;
    return trait.little()
        ? new Condition.Range(trait.field(), Double.NEGATIVE_INFINITY, half / 2)
        : new Condition.Range(trait.field(), from, Double.POSITIVE_INFINITY);
  }

  private static double fit(PatternTerm term, MapCursor map, double scale) throws IOException {
    if (map.hasAny(MapFields.TAGS, term.tags())) {
      return 1;
    }
    double product = term.traits().isEmpty() ? 0 : 1;
    for (Trait trait : term.traits()) {
      product *= fit(trait, map, scale);
    }
    double measured = term.traits().isEmpty() ? 0 : Math.pow(product, 1.0 / term.traits().size());
    return Math.max(measured, map.hasAny(MapFields.DERIVED_TAGS, term.tags()) ? DERIVED_TAG : 0);
  }

  private static double fit(Trait trait, MapCursor map, double scale) throws IOException {
    double value =
        trait.field() == MapFields.CS
            ? Math.max(0, map.number(MapFields.CS) - ORDINARY_CIRCLES)
            : map.number(trait.field());
    if (Double.isNaN(value)) {
      return 0; // nothing is known of it
    }
    double half = scale * HALVES.getOrDefault(trait.field(), SHARE_HALF);
    return trait.little() ? half / (half + 2 * value) : value / (value + half);
  }
}
