package kiai.search.language;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.index.Schema;
import org.apache.lucene.document.KeywordField;

/** What a map should be like: difficulties, kinds of play, speeds, lengths, what one owns. */
final class KindRule implements Rule {
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
          Map.entry("low ar", new Level(Schema.AR, 0, 8, 0.7)),
          Map.entry("high ar", new Level(Schema.AR, 9.6, 11, 0.3)),
          Map.entry("low cs", new Level(Schema.CS, 0, 3, 0.5)),
          Map.entry("high cs", new Level(Schema.CS, 5, 10, 0.5)),
          Map.entry("low od", new Level(Schema.OD, 0, 6, 1)),
          Map.entry("high od", new Level(Schema.OD, 9, 11, 0.5)),
          Map.entry("low bpm", new Level(Schema.BPM, 0, 130, 15)),
          Map.entry("high bpm", new Level(Schema.BPM, 200, 1e6, 15)),
          Map.entry("low sr", new Level(Schema.STARS, 0, 3, 0.6)),
          Map.entry("low star", new Level(Schema.STARS, 0, 3, 0.6)),
          Map.entry("low stars", new Level(Schema.STARS, 0, 3, 0.6)),
          Map.entry("high sr", new Level(Schema.STARS, 6.2, 10, 0.6)),
          Map.entry("high star", new Level(Schema.STARS, 6.2, 10, 0.6)),
          Map.entry("high stars", new Level(Schema.STARS, 6.2, 10, 0.6)));

  private record Level(String field, double low, double high, double softness) {}

  private static final double STARS_SOFTNESS = 0.6;
  private static final double BPM_SOFTNESS = 20;
  private static final double FAST_BPM = 200;
  private static final double SLOW_BPM = 130;
  private static final int OLD_YEAR = 2011;
  private static final int NEW_YEAR = 2024;
  private static final double YEAR_SOFTNESS = 2;
  private static final double LARGEST_BAND = 9; // stars; the tower saw few maps above

  @Override
  public int read(List<Piece> pieces, int at, Reading reading) {
    Piece piece = pieces.get(at);
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
        notOfBand(Reading.Span.of(pieces, at, 2), band.get(), pieces.get(at + 1), reading);
        return 2;
      }
    }
    int kind = kind(pieces, at, 0, !piece.exclude(), reading);
    if (kind > 0) {
      return kind;
    }
    Reading.Span span = Reading.Span.of(piece);
    Optional<double[]> band = Lexicon.difficulty(word);
    if (band.isPresent()) {
      if (piece.exclude()) {
        notOfBand(span, band.get(), piece, reading);
      } else {
        band(span, word, band.get(), reading);
      }
      return 1;
    }
    return piece.exclude() ? 0 : other(span, word, reading);
  }

  /**
   * The longest phrase from a place on that means a kind of play.
   *
   * @param before pieces before the phrase that belong to it
   */
  private static int kind(List<Piece> pieces, int at, int before, boolean want, Reading reading) {
    for (int length = Math.min(Lexicon.LONGEST_PHRASE, pieces.size() - at); length > 0; length--) {
      StringBuilder phrase = new StringBuilder();
      boolean words = true;
      for (int i = at; i < at + length; i++) {
        words &= pieces.get(i).isWord() && (i == at || !pieces.get(i).exclude());
        phrase.append(i == at ? "" : " ").append(pieces.get(i).lower());
      }
      Optional<Lexicon.Play> play = words ? Lexicon.play(phrase.toString()) : Optional.empty();
      if (play.isPresent()) {
        int after = AFTER.contains(Rule.wordAt(pieces, at + length)) ? 1 : 0;
        reading.kind(
            Reading.Span.of(pieces, at - before, length + before + after), play.get().kind(), want);
        if (want && play.get().inTitles()) {
          TextFilters.anywhere(phrase.toString(), true).ifPresent(reading::maybeWord);
        }
        return length + after;
      }
    }
    return 0;
  }

  /** {@code low ar}, {@code high bpm}. */
  private static int level(List<Piece> pieces, int at, Reading reading) {
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
        Reading.Span.of(pieces, at, 2),
        new ParsedQuery.NumberWish(
            phrase, level.field(), false, level.low(), level.high(), level.softness()),
        meaning,
        "");
    return 2;
  }

  private static void band(Reading.Span span, String word, double[] band, Reading reading) {
    reading.stars(Math.min(LARGEST_BAND, (band[0] + Math.min(band[1], 10)) / 2));
    reading.number(
        span,
        new ParsedQuery.NumberWish(word, Schema.STARS, false, band[0], band[1], STARS_SOFTNESS),
        String.format(
            Locale.ROOT,
            "%s: about %.1f to %.1f stars",
            word,
            band[0],
            Math.min(band[1], LARGEST_BAND)),
        "the difficulty of that name is [%s]".formatted(word));
  }

  private static void notOfBand(Reading.Span span, double[] band, Piece word, Reading reading) {
    reading.filter(
        span,
        Filters.not(NumberFilters.between(Schema.STARS, band[0], band[1])),
        "not " + word.lower());
  }

  private static int other(Reading.Span span, String word, Reading reading) {
    Optional<double[]> length = Lexicon.length(word);
    if (length.isPresent()) {
      reading.filter(
          span,
          NumberFilters.between(Schema.LENGTH, length.get()[0], length.get()[1]),
          word + " (length)");
      return 1;
    }
    Optional<String> order = Lexicon.superlative(word);
    if (order.isPresent()) {
      reading.sort(span, SortOrder.of(order.get()).orElseThrow(), order.get());
      return 1;
    }
    if (Lexicon.isMod(word)) {
      reading.filler(span);
      reading.hint(
          "%s was left out: mods are no part of a map; for double time and half time ask stars_dt=6-7 or stars_ht=4-5"
              .formatted(word));
      return 1;
    }
    switch (word) {
      case "fast" -> bpm(span, "fast: about %.0f BPM and more", FAST_BPM, 1e6, reading);
      case "slow" -> bpm(span, "slow: up to about %.0f BPM", 0, SLOW_BPM, reading);
      case "old" -> years(span, word, 0, OLD_YEAR, reading);
      case "new", "recent", "modern" -> years(span, word, NEW_YEAR, 9999, reading);
      case "owned" -> yes(span, Schema.OWNED, reading);
      case "played" -> yes(span, Schema.PLAYED, reading);
      case "unplayed" -> {
        reading.asks("played");
        reading.filter(
            span, Filters.not(KeywordField.newExactQuery(Schema.PLAYED, Schema.YES)), "played=no");
      }
      default -> {
        return status(span, word, reading);
      }
    }
    return 1;
  }

  private static void bpm(
      Reading.Span span, String shown, double low, double high, Reading reading) {
    reading.number(
        span,
        new ParsedQuery.NumberWish("bpm", Schema.BPM, false, low, high, BPM_SOFTNESS),
        String.format(Locale.ROOT, shown, low > 0 ? low : high),
        "");
  }

  private static void years(Reading.Span span, String word, int low, int high, Reading reading) {
    reading.number(
        span,
        new ParsedQuery.NumberWish("year", Schema.YEAR, true, low, high, YEAR_SOFTNESS),
        low > 0
            ? "%s: %d and later first".formatted(word, low)
            : "%s: %d and before first".formatted(word, high),
        "write before 2010 or since 2024 to leave others out");
  }

  private static void yes(Reading.Span span, String field, Reading reading) {
    reading.asks(field);
    reading.filter(span, KeywordField.newExactQuery(field, Schema.YES), field + "=yes");
  }

  private static int status(Reading.Span span, String word, Reading reading) {
    Optional<String> status = Lexicon.status(word);
    status.ifPresent(s -> reading.wantStatus(span, s));
    if (status.isEmpty() && Lexicon.isFiller(word)) {
      reading.filler(span);
      return 1;
    }
    return status.isPresent() ? 1 : 0;
  }
}
