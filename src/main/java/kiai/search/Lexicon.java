package kiai.search;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What players' words mean: difficulties, lengths, patterns with their tags. */
final class Lexicon {
  /**
   * A pattern word.
   *
   * @param pattern name of the pattern share that it asks for, null when none measures it
   * @param tags osu! user tags that it stands for
   */
  record PatternWord(String pattern, List<String> tags) {}

  /**
   * A band of star ratings.
   *
   * @param low lowest stars of the band
   * @param high highest stars of the band
   */
  record Band(double low, double high) {
    double middle() {
      return Math.min(9, (low + Math.min(high, 10)) / 2);
    }

    /** 1 inside the band, falling outside of it. */
    double fit(double stars) {
      double off = Math.max(0, Math.max(low - stars, stars - high));
      return Math.exp(-off * off / 0.5);
    }
  }

  /** Words that say nothing in a search for maps. */
  private static final Set<String> FILLERS =
      Set.of(
          "map",
          "maps",
          "beatmap",
          "beatmaps",
          "diffs",
          "difficulties",
          "please",
          "some",
          "and",
          "or",
          "with",
          "from");

  // "hard" is what a player calls hard; the Hard difficulty is [Hard] or diff=Hard.
  private static final Map<String, Band> DIFFICULTIES =
      Map.ofEntries(
          Map.entry("beginner", new Band(0, 1.6)),
          Map.entry("easy", new Band(0, 2.2)),
          Map.entry("normal", new Band(2, 2.7)),
          Map.entry("medium", new Band(2.5, 4)),
          Map.entry("hard", new Band(4.5, 6.8)),
          Map.entry("insane", new Band(4, 5.3)),
          Map.entry("expert", new Band(5.3, 6.5)),
          Map.entry("extra", new Band(5.3, 6.8)),
          Map.entry("extreme", new Band(6, 7.5)));

  private static final PatternWord STREAMS =
      new PatternWord("streams", List.of("tap/streams", "streams/spaced streams"));
  private static final PatternWord JUMPS =
      new PatternWord("jumps", List.of("aim/jump", "aim/spaced jumps"));
  private static final PatternWord BURSTS = new PatternWord("bursts", List.of("tap/bursts"));
  private static final PatternWord LONG_NOTES =
      new PatternWord("long_notes", List.of("style/LN density", "style/LN coordination"));
  private static final PatternWord JACKS =
      new PatternWord("jacks", List.of("style/chordjack", "style/longjack"));
  private static final PatternWord SLIDERS =
      new PatternWord("sliders", List.of("tech/slider tech", "style/slidershapes"));

  private static final Map<String, PatternWord> PATTERNS =
      Map.ofEntries(
          Map.entry("jump", JUMPS),
          Map.entry("jumps", JUMPS),
          Map.entry("jumpy", JUMPS),
          Map.entry("stream", STREAMS),
          Map.entry("streams", STREAMS),
          Map.entry("streamy", STREAMS),
          Map.entry(
              "deathstream", new PatternWord("streams", List.of("tap/stamina", "tap/streams"))),
          Map.entry(
              "deathstreams", new PatternWord("streams", List.of("tap/stamina", "tap/streams"))),
          Map.entry("stamina", new PatternWord("streams", List.of("tap/stamina"))),
          Map.entry("burst", BURSTS),
          Map.entry("bursts", BURSTS),
          Map.entry("tech", new PatternWord("tech", List.of("skillset/tech", "tech/slider tech"))),
          Map.entry("slider", SLIDERS),
          Map.entry("sliders", SLIDERS),
          Map.entry("ln", LONG_NOTES),
          Map.entry("lns", LONG_NOTES),
          Map.entry("jack", JACKS),
          Map.entry("jacks", JACKS),
          Map.entry("chordjack", new PatternWord("jacks", List.of("style/chordjack"))),
          Map.entry("chords", new PatternWord("chords", List.of("style/chordstream"))),
          Map.entry("jumpstream", new PatternWord("chords", List.of("style/jumpstream"))),
          Map.entry("handstream", new PatternWord("chords", List.of("style/handstream"))),
          Map.entry("alt", new PatternWord(null, List.of("skillset/alt"))),
          Map.entry("reading", new PatternWord(null, List.of("skillset/reading"))),
          Map.entry("flow", new PatternWord(null, List.of("aim/flow"))),
          Map.entry("precision", new PatternWord(null, List.of("aim/precision"))),
          Map.entry("speed", new PatternWord("streams", List.of("tech/speed", "tap/bursts"))));

  private static final Map<String, double[]> LENGTHS =
      Map.of(
          "short", new double[] {0, 95},
          "long", new double[] {240, Double.POSITIVE_INFINITY},
          "marathon", new double[] {300, Double.POSITIVE_INFINITY},
          "marathons", new double[] {300, Double.POSITIVE_INFINITY});

  private static final Set<String> STATUSES =
      Set.of("ranked", "loved", "graveyard", "graveyarded", "approved", "qualified");

  private Lexicon() {}

  static boolean isFiller(String word) {
    return FILLERS.contains(word);
  }

  static Optional<Band> difficulty(String word) {
    return Optional.ofNullable(DIFFICULTIES.get(word));
  }

  static Optional<PatternWord> pattern(String word) {
    return Optional.ofNullable(PATTERNS.get(word.toLowerCase(Locale.ROOT)));
  }

  static Optional<double[]> length(String word) {
    return Optional.ofNullable(LENGTHS.get(word));
  }

  static Optional<String> status(String word) {
    return STATUSES.contains(word)
        ? Optional.of(word.equals("graveyarded") ? "graveyard" : word)
        : Optional.empty();
  }
}
