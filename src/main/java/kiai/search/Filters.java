package kiai.search;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kiai.analysis.MapPatterns;
import kiai.index.Schema;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * The filter language that players know from osu!: {@code key operator value}, with osu!lazer's
 * keys, tolerances and units, {@code !=} and a leading {@code -} for exclusion.
 */
final class Filters {
  private static final Analyzer WORDS = Schema.analyzer(false);
  private static final double SETTING_TOLERANCE = 0.05;
  private static final double BPM_TOLERANCE = 0.5;
  private static final double STAR_STEP = 0.01; // "stars=6" is 6.00 up to 6.01
  private static final double SHARE_TOLERANCE = 0.005;
  private static final double PATTERN_TOLERANCE = 0.05;

  /** Patterns by their names as keys; those that are keys of osu!'s language keep that meaning. */
  private static final Map<String, MapPatterns.Pattern> PATTERNS =
      Arrays.stream(MapPatterns.Pattern.values())
          .collect(Collectors.toMap(MapPatterns.Pattern::key, pattern -> pattern));

  private static final Map<String, String> MODES =
      Map.ofEntries(
          Map.entry("osu", "osu"),
          Map.entry("osu!", "osu"),
          Map.entry("std", "osu"),
          Map.entry("standard", "osu"),
          Map.entry("0", "osu"),
          Map.entry("taiko", "taiko"),
          Map.entry("1", "taiko"),
          Map.entry("catch", "fruits"),
          Map.entry("ctb", "fruits"),
          Map.entry("fruits", "fruits"),
          Map.entry("2", "fruits"),
          Map.entry("mania", "mania"),
          Map.entry("3", "mania"));

  /** How a number is compared. */
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  private Filters() {}

  /** The mode that a word names, if it names one. */
  static Optional<String> modeOf(String word) {
    return Optional.ofNullable(MODES.get(word.toLowerCase(Locale.ROOT)));
  }

  /** The operator that is written so. */
  static Operator operator(String written) {
    return switch (written) {
      case "=", ":", "==" -> Operator.EQUAL;
      case "!=", "!:" -> Operator.NOT_EQUAL;
      case "<" -> Operator.LESS;
      case "<=", "<:" -> Operator.LESS_OR_EQUAL;
      case ">" -> Operator.GREATER;
      default -> Operator.GREATER_OR_EQUAL;
    };
  }

  /**
   * The query of a filter; empty when key or value mean nothing, so that the words stay words.
   *
   * @param key in lower case
   * @param quoted whether the value stood in quotation marks
   * @param whole whether the quoted value must be the whole field, {@code "x"!}
   */
  static Optional<Query> of(
      String key, Operator operator, String value, boolean quoted, boolean whole) {
    Optional<Query> positive =
        switch (key) {
          case "stars", "star", "sr" -> stars(operator, value);
          case "ar" -> number(Schema.AR, operator, value, SETTING_TOLERANCE);
          case "cs" -> number(Schema.CS, operator, value, SETTING_TOLERANCE);
          case "od" -> number(Schema.OD, operator, value, SETTING_TOLERANCE);
          case "hp", "dr" -> number(Schema.HP, operator, value, SETTING_TOLERANCE);
          case "bpm" -> number(Schema.BPM, operator, value, BPM_TOLERANCE);
          case "ln", "lns" -> number(Schema.LONG_NOTE_PERCENT, operator, value, 0.5);
          case "length" -> length(operator, value);
          case "key", "keys" -> integers(Schema.KEYS, operator, value);
          case "year" -> DateFilters.year(operator, value);
          case "created", "submitted" -> DateFilters.submitted(operator, value);
          case "ranked" -> DateFilters.day(Schema.RANKED, operator, value);
          case "updated" -> DateFilters.day(Schema.UPDATED, operator, value);
          case "lastplayed" -> DateFilters.day(Schema.LAST_PLAYED, operator, value);
          case "favourites", "favorites" -> integers(Schema.FAVOURITES, operator, value);
          case "plays", "playcount" -> integers(Schema.PLAYS, operator, value);
          case "mapperid", "creatorid" -> integers(Schema.MAPPER_ID, operator, value);
          case "genre" -> exact(Schema.GENRE, operator, value.toLowerCase(Locale.ROOT));
          case "language" -> exact(Schema.LANGUAGE, operator, value.toLowerCase(Locale.ROOT));
          case "collection" -> exact(Schema.COLLECTION, operator, value);
          case "owned" -> yesOrNo(Schema.OWNED, operator, value);
          case "played" -> yesOrNo(Schema.PLAYED, operator, value);
          case "circles" -> integers(Schema.CIRCLES, operator, value);
          case "sliders" -> integers(Schema.SLIDERS, operator, value);
          case "spinners" -> integers(Schema.SPINNERS, operator, value);
          case "objects" -> integers(Schema.OBJECTS, operator, value);
          case "id" -> integers(Schema.BEATMAP_ID, operator, value);
          case "setid" -> integers(Schema.SET_ID, operator, value);
          case "mode" -> isEquality(operator) ? mode(value) : Optional.empty();
          case "status" -> isEquality(operator) ? status(value) : Optional.empty();
          case "creator", "author", "mapper" ->
              words(operator, Schema.CREATOR, value, quoted, whole);
          case "artist" -> words(operator, Schema.ARTIST, value, quoted, whole);
          case "title" -> words(operator, Schema.TITLE, value, quoted, whole);
          case "diff", "difficulty", "version" ->
              words(operator, Schema.DIFFICULTY_NAME, value, quoted, whole);
          case "source" -> words(operator, Schema.SOURCE, value, quoted, whole);
          case "tag" -> isEquality(operator) ? tag(value, quoted) : Optional.empty();
          default -> pattern(key, operator, value);
        };
    return operator == Operator.NOT_EQUAL ? positive.map(Filters::not) : positive;
  }

  /** True when a key is one of the language's, whatever its value. */
  static boolean isKey(String key) {
    return of(key, Operator.EQUAL, "1", false, false).isPresent()
        || List.of("mode", "status", "length", "year").contains(key);
  }

  private static boolean isEquality(Operator operator) {
    return operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
  }

  /** Everything but what a query matches. */
  static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(MatchAllDocsQuery.INSTANCE, Occur.MUST)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  private static Optional<Double> parse(String value) {
    try {
      double number = Double.parseDouble(value.replace(',', '.'));
      return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Query> stars(Operator operator, String value) {
    return parse(value)
        .map(v ->
            switch (operator) {
              case EQUAL, NOT_EQUAL -> range(Schema.STARS, v, below(v + STAR_STEP));
              case LESS -> range(Schema.STARS, Double.NEGATIVE_INFINITY, below(v));
              case LESS_OR_EQUAL ->
                  range(Schema.STARS, Double.NEGATIVE_INFINITY, below(v + STAR_STEP));
              case GREATER -> range(Schema.STARS, v + STAR_STEP, Double.POSITIVE_INFINITY);
              case GREATER_OR_EQUAL -> range(Schema.STARS, v, Double.POSITIVE_INFINITY);
            });
  }

  private static double below(double value) {
    return Math.nextDown(value);
  }

  /** osu!lazer's tolerances: equality is wider by it, strict comparisons narrower. */
  private static Optional<Query> number(
      String field, Operator operator, String value, double tolerance) {
    return parse(value).map(v -> number(field, operator, v, tolerance));
  }

  private static Query number(String field, Operator operator, double v, double tolerance) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> range(field, v - tolerance, v + tolerance);
      case LESS -> range(field, Double.NEGATIVE_INFINITY, below(v - tolerance));
      case LESS_OR_EQUAL -> range(field, Double.NEGATIVE_INFINITY, v + tolerance);
      case GREATER -> range(field, Math.nextUp(v + tolerance), Double.POSITIVE_INFINITY);
      case GREATER_OR_EQUAL -> range(field, v - tolerance, Double.POSITIVE_INFINITY);
    };
  }

  static Query range(String field, double low, double high) {
    return DoubleField.newRangeQuery(field, low, high);
  }

  static Optional<Query> integers(String field, Operator operator, String value) {
    if (isEquality(operator) && value.contains(",")) {
      BooleanQuery.Builder any = new BooleanQuery.Builder();
      for (String part : value.split(",", -1)) {
        Optional<Query> one = integers(field, Operator.EQUAL, part);
        if (one.isEmpty()) {
          return Optional.empty();
        }
        any.add(one.get(), Occur.SHOULD);
      }
      return Optional.of(any.build());
    }
    if (!value.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    int v = Integer.parseInt(value);
    return Optional.of(
        switch (operator) {
          case EQUAL, NOT_EQUAL -> IntField.newExactQuery(field, v);
          case LESS -> IntField.newRangeQuery(field, Integer.MIN_VALUE, v - 1);
          case LESS_OR_EQUAL -> IntField.newRangeQuery(field, Integer.MIN_VALUE, v);
          case GREATER -> IntField.newRangeQuery(field, v + 1, Integer.MAX_VALUE);
          case GREATER_OR_EQUAL -> IntField.newRangeQuery(field, v, Integer.MAX_VALUE);
        });
  }

  /** A share or number of {@link MapPatterns}, by its name; shares also as {@code 40%}. */
  private static Optional<Query> pattern(String key, Operator operator, String value) {
    MapPatterns.Pattern pattern = PATTERNS.get(key);
    if (pattern == null) {
      return Optional.empty();
    }
    boolean percent = value.endsWith("%");
    return parse(percent ? value.substring(0, value.length() - 1) : value)
        .map(v ->
            number(
                Schema.PATTERN_PREFIX + key,
                operator,
                percent ? v / 100 : v,
                pattern.isShare() ? SHARE_TOLERANCE : PATTERN_TOLERANCE));
  }

  private static Optional<Query> exact(String field, Operator operator, String value) {
    return isEquality(operator) && !value.isBlank()
        ? Optional.of(KeywordField.newExactQuery(field, value.strip()))
        : Optional.empty();
  }

  private static Optional<Query> yesOrNo(String field, Operator operator, String value) {
    if (!isEquality(operator)) {
      return Optional.empty();
    }
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "yes", "true" -> Optional.of(KeywordField.newExactQuery(field, Schema.YES));
      // Who never said that a map was played has not played it.
      case "0", "no", "false" -> Optional.of(not(KeywordField.newExactQuery(field, Schema.YES)));
      default -> Optional.empty();
    };
  }

  /** {@code 3:20}, {@code 1:02:03}, {@code 1h2m3s} or seconds; as wide as half the last unit. */
  private static Optional<Query> length(Operator operator, String value) {
    String text = value.toLowerCase(Locale.ROOT);
    double seconds = 0;
    double unit = 1;
    if (text.matches("[0-9]+(:[0-5]?[0-9]){1,2}")) {
      for (String part : text.split(":", -1)) {
        seconds = seconds * 60 + Integer.parseInt(part);
      }
    } else if (text.matches("([0-9]+h)?([0-9]+m)?([0-9]+s)?") && !text.isEmpty()) {
      StringBuilder digits = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isDigit(c)) {
          digits.append(c);
          continue;
        }
        unit = c == 'h' ? 3600 : c == 'm' ? 60 : 1;
        if (digits.length() > 6) {
          return Optional.empty();
        }
        seconds += Integer.parseInt(digits.toString()) * unit;
        digits.setLength(0);
      }
    } else {
      Optional<Double> plain = parse(text);
      if (plain.isEmpty()) {
        return Optional.empty();
      }
      seconds = plain.get();
    }
    return Optional.of(number(Schema.LENGTH, operator, seconds, unit / 2));
  }

  private static Optional<Query> mode(String value) {
    return modeOf(value).map(mode -> KeywordField.newExactQuery(Schema.MODE, mode));
  }

  /** A status by the beginning of its name; several with commas. */
  private static Optional<Query> status(String value) {
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    int known = 0;
    for (String part : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      for (String name :
          List.of("graveyard", "wip", "pending", "ranked", "approved", "qualified", "loved")) {
        if (!part.isEmpty() && name.startsWith(part)) {
          any.add(KeywordField.newExactQuery(Schema.STATUS, name), Occur.SHOULD);
          known++;
        }
      }
    }
    return known == 0 ? Optional.empty() : Optional.of(any.build());
  }

  /** What people tagged a map, or what its patterns suggest. */
  private static Optional<Query> tag(String value, boolean quoted) {
    String name = value.replace("\"", "");
    if (name.isBlank()) {
      return Optional.empty();
    }
    BooleanQuery.Builder either = new BooleanQuery.Builder();
    for (String field : List.of(Schema.TAG, Schema.DERIVED_TAG)) {
      either.add(
          quoted ? KeywordField.newExactQuery(field, name) : new PrefixQuery(new Term(field, name)),
          Occur.SHOULD);
    }
    return Optional.of(either.build());
  }

  private static Optional<Query> words(
      Operator operator, String field, String value, boolean quoted, boolean whole) {
    if (!isEquality(operator)) {
      return Optional.empty();
    }
    List<String> terms = terms(value);
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(inField(field, terms, quoted || whole));
  }

  /** The words of a text as the index knows them. */
  static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    try (TokenStream stream = WORDS.tokenStream("text", new StringReader(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        terms.add(term.toString());
      }
      stream.end();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be read", e);
    }
    return terms;
  }

  /** All words in one field; in order and side by side for a phrase. */
  private static Query inField(String field, List<String> terms, boolean phrase) {
    if (terms.size() == 1) {
      return new TermQuery(new Term(field, terms.getFirst()));
    }
    if (phrase) {
      return new PhraseQuery(field, terms.toArray(String[]::new));
    }
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    terms.forEach(term -> all.add(new TermQuery(new Term(field, term)), Occur.MUST));
    return all.build();
  }

  /** Words or a phrase in any text field; empty when the text has no words. */
  static Optional<Query> anywhere(String text, boolean phrase) {
    List<String> terms = terms(text);
    if (terms.isEmpty()) {
      return Optional.empty();
    }
    List<Query> fields = new ArrayList<>();
    Schema.TEXT_WEIGHTS.forEach(
        (field, weight) -> fields.add(new BoostQuery(inField(field, terms, phrase), weight)));
    return Optional.of(new DisjunctionMaxQuery(fields, 0.1f));
  }
}
