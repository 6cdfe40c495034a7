package kiai.query.parser;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.query.Preference;
import kiai.query.filter.NumberFilters;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

/** What a map should be like: difficulties, patterns, speeds, lengths, what one owns. */
final class PatternRule implements Rule {
  private final TextFilters texts;

  PatternRule(TextFilters texts) {
    this.texts = texts;
  }

  private static final Set<String> NEGATIONS =
      Set.of(
          "without",
          "no",
          "not",
          "non",
          "minus",
          "except",
          "excluding",
          "hate",
          "little",
          "less",
          "fewer",
          "few",
          "least");
  private static final Set<String> MORE = Set.of("more", "most", "much", "mostly", "only", "pure");
  private static final Set<String> AFTER = Set.of("heavy", "only", "focused", "oriented", "based");

  /** What "low" and "high" mean of settings: bounds and how soft they are. */
  private static final Map<String, Level> LEVELS =
      Map.ofEntries(
          Map.entry("low ar", new Level(MapFields.AR, 0, 8, 0.7)),
          Map.entry("high ar", new Level(MapFields.AR, 9.6, 11, 0.3)),
          Map.entry("low cs", new Level(MapFields.CS, 0, 3, 0.5)),
          Map.entry("high cs", new Level(MapFields.CS, 5, 10, 0.5)),
          Map.entry("low od", new Level(MapFields.OD, 0, 6, 1)),
          Map.entry("high od", new Level(MapFields.OD, 9, 11, 0.5)),
          Map.entry("low bpm", new Level(MapFields.BPM, 0, 130, 15)),
          Map.entry("high bpm", new Level(MapFields.BPM, 200, 1e6, 15)),
          Map.entry("low sr", new Level(MapFields.STARS, 0, 3, 0.6)),
          Map.entry("low star", new Level(MapFields.STARS, 0, 3, 0.6)),
          Map.entry("low stars", new Level(MapFields.STARS, 0, 3, 0.6)),
          Map.entry("high sr", new Level(MapFields.STARS, 6.2, 10, 0.6)),
          Map.entry("high star", new Level(MapFields.STARS, 6.2, 10, 0.6)),
          Map.entry("high stars", new Level(MapFields.STARS, 6.2, 10, 0.6)),
          Map.entry("low density", new Level(MapFields.pattern("density"), 0, 3.2, 0.8)),
          Map.entry("high density", new Level(MapFields.pattern("density"), 6, 1e3, 1)),
          Map.entry("low spacing", new Level(MapFields.pattern("spacing"), 0, 80, 20)),
          Map.entry("high spacing", new Level(MapFields.pattern("spacing"), 150, 1e3, 25)));

  private record Level(MapField field, double low, double high, double softness) {}

  private static final double STARS_SOFTNESS = 0.6;
  private static final double BPM_SOFTNESS = 20;
  private static final double FAST_BPM = 200;
  private static final double SLOW_BPM = 130;
  private static final int OLD_YEAR = 2011;
  private static final int NEW_YEAR = 2024;
  private static final double YEAR_SOFTNESS = 2;
  private static final double LARGEST_BAND = 9; // stars; the tower saw few maps above

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at);
    if (!piece.isWord()) {
      return 0;
    }
    String word = piece.lower();
    if (!piece.exclude() && at + 1 < pieces.size()) {
      int denied = NEGATIONS.contains(word) ? kind(pieces, at + 1, 1, false, reading) : 0;
      int more = MORE.contains(word) ? kind(pieces, at + 1, 1, true, reading) : 0;
      if (denied + more > 0) {
        return denied + more + 1;
      }
      int level = level(pieces, at, reading);
      if (level > 0) {
        return level;
      }
    }
    if (!piece.exclude() && NEGATIONS.contains(word) && at + 1 < pieces.size()) {
      Optional<double[]> band = Lexicon.difficulty(Rule.wordAt(pieces, at + 1));
      if (band.isPresent()) {
        notOfBand(QueryParse.Span.of(pieces, at, 2), band.get(), pieces.get(at + 1), reading);
        return 2;
      }
    }
    int kind = kind(pieces, at, 0, !piece.exclude(), reading);
    if (kind > 0) {
      return kind;
    }
    QueryParse.Span span = QueryParse.Span.of(piece);
    Optional<double[]> band = Lexicon.difficulty(word);
    if (band.isPresent()) {
      if (piece.exclude()) {
        notOfBand(span, band.get(), piece, reading);
      } else {
        band(span, word, band.get(), reading);
      }
      return 1;
    }
    if (piece.exclude()) {
      return 0;
    }
    int other = other(span, word, reading);
    if (other == 0 && Lexicon.isFiller(word)) {
      reading.filler(List.of(piece));
      return 1;
    }
    return other;
  }

  /**
   * The longest phrase from a place on that means a pattern or a mood.
   *
   * @param before pieces before the phrase that belong to it
   */
  private int kind(List<Token> pieces, int at, int before, boolean want, QueryParse reading) {
    for (int length = Math.min(Lexicon.LONGEST_PHRASE, pieces.size() - at); length > 0; length--) {
      StringBuilder phrase = new StringBuilder();
      boolean words = true;
      for (int i = at; i < at + length; i++) {
        words &= pieces.get(i).isWord() && (i == at || !pieces.get(i).exclude());
        phrase.append(i == at ? "" : " ").append(pieces.get(i).lower());
      }
      Optional<Lexicon.Mood> mood =
          words && want ? Lexicon.mood(phrase.toString()) : Optional.empty();
      if (mood.isPresent()) {
        reading.mood(QueryParse.Span.of(pieces, at - before, length + before), mood.get());
        texts.anywhere(phrase.toString()).ifPresent(reading::optionalWord);
        return length;
      }
      Optional<Lexicon.PatternPhrase> play =
          words ? Lexicon.pattern(phrase.toString()) : Optional.empty();
      if (play.isPresent()) {
        int after = AFTER.contains(Rule.wordAt(pieces, at + length)) ? 1 : 0;
        reading.pattern(
            QueryParse.Span.of(pieces, at - before, length + before + after),
            play.get().term(),
            want);
        if (want && play.get().inTitles()) {
          texts.anywhere(phrase.toString()).ifPresent(reading::optionalWord);
        }
        return length + after;
      }
    }
    return 0;
  }

  /** {@code low ar}, {@code high bpm}. */
  private static int level(List<Token> pieces, int at, QueryParse reading) {
    String phrase = pieces.get(at).lower() + " " + Rule.wordAt(pieces, at + 1);
    Level level = LEVELS.get(phrase);
    if (level == null) {
      return 0;
    }
    String meaning =
        level.low() > 0
            ? String.format(Locale.ROOT, "%s: about %.4g and more", phrase, level.low())
            : String.format(Locale.ROOT, "%s: up to about %.4g", phrase, level.high());
    reading.number(
        QueryParse.Span.of(pieces, at, 2),
        new Preference(phrase, level.field(), level.low(), level.high(), level.softness()),
        meaning,
        "");
    return 2;
  }

  private static void band(QueryParse.Span span, String word, double[] band, QueryParse reading) {
    reading.stars(Math.min(LARGEST_BAND, (band[0] + Math.min(band[1], 10)) / 2));
    reading.number(
        span,
        new Preference(word, MapFields.STARS, band[0], band[1], STARS_SOFTNESS),
        String.format(
            Locale.ROOT,
            "%s: about %.1f to %.1f stars",
            word,
            band[0],
            Math.min(band[1], LARGEST_BAND)),
        "the difficulty of that name is [%s]".formatted(word));
  }

  private static void notOfBand(
      QueryParse.Span span, double[] band, Token word, QueryParse reading) {
    reading.filter(
        span,
        Condition.not(NumberFilters.between(MapFields.STARS, band[0], band[1])),
        "not " + word.lower());
  }

  private static int other(QueryParse.Span span, String word, QueryParse reading) {
    Optional<double[]> length = Lexicon.length(word);
    if (length.isPresent()) {
      reading.filter(
          span,
          NumberFilters.between(MapFields.LENGTH, length.get()[0], length.get()[1]),
          word + " (length)");
      return 1;
    }
    Optional<String> order = Lexicon.superlative(word);
    if (order.isPresent()) {
      reading.order(span, Order.of(order.get()).orElseThrow(), order.get());
      return 1;
    }
    switch (word) {
      case "fast" -> bpm(span, "fast: about %.0f BPM and more", FAST_BPM, 1e6, reading);
      case "slow" -> bpm(span, "slow: up to about %.0f BPM", 0, SLOW_BPM, reading);
      case "old" -> years(span, word, 0, OLD_YEAR, reading);
      case "new", "recent", "modern" -> years(span, word, NEW_YEAR, 9999, reading);
      case "owned" -> yes(span, MapFields.OWNED, reading);
      case "played" -> yes(span, MapFields.PLAYED, reading);
      case "unplayed" -> {
        reading.asks(MapFields.PLAYED);
        reading.filter(span, Condition.not(Condition.yes(MapFields.PLAYED)), "played=no");
      }
      default -> {
        return status(span, word, reading);
      }
    }
    return 1;
  }

  private static void bpm(
      QueryParse.Span span, String shown, double low, double high, QueryParse reading) {
    reading.number(
        span,
        new Preference("bpm", MapFields.BPM, low, high, BPM_SOFTNESS),
        String.format(Locale.ROOT, shown, low > 0 ? low : high),
        "");
  }

  private static void years(
      QueryParse.Span span, String word, int low, int high, QueryParse reading) {
    reading.number(
        span,
        new Preference("year", MapFields.YEAR, low, high, YEAR_SOFTNESS),
        low > 0
            ? "%s: %d and later first".formatted(word, low)
            : "%s: %d and before first".formatted(word, high),
        "write before 2010 or since 2024 to leave others out");
  }

  private static void yes(QueryParse.Span span, MapField field, QueryParse reading) {
    reading.asks(field);
    reading.filter(span, Condition.yes(field), field.key() + "=yes");
  }

  private static int status(QueryParse.Span span, String word, QueryParse reading) {
    Optional<String> status = Lexicon.status(word);
    status.ifPresent(s -> reading.status(span, s));
    return status.isPresent() ? 1 : 0;
  }
}
