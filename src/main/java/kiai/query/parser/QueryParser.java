package kiai.query.parser;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import kiai.query.EditDistance;
import kiai.query.IndexVocabulary;
import kiai.query.ParsedQuery;
import kiai.query.filter.Filters;
import kiai.query.filter.NumberFilters;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

/**
 * Reads a search text: filters in osu!'s language, quoted phrases, words with a meaning, and words
 * that are looked for in the names of maps. Rules are asked in this order, each for the longest
 * part of the text that it understands:
 *
 * <ol>
 *   <li>{@code key operator value}, {@code "phrases"}, {@code [difficulty names]}; a filter whose
 *       value means nothing stays text, with a hint.
 *   <li>A map to be like: {@code like X but harder}.
 *   <li>Years, numbers with units, mods, modes and key counts.
 *   <li>Orders; difficulties, patterns and their negations, lengths, statuses.
 *   <li>Mappers and artists of the index; what should not be there.
 *   <li>Words. Beside something that can be measured they raise the maps that have them; alone, in
 *       quotation marks or with a minus they are strict. One that the index does not have at all is
 *       taken for a typo of a word that means something or that the index has; the correction is
 *       shown.
 * </ol>
 */
public final class QueryParser {
  /** Longer questions are cut; nobody types this much. */
  public static final int MAX_LENGTH = 1_000;

  private static final double LONGEST_SECONDS = 1e6;
  private static final int SHORTEST_TYPO = 4; // letters
  private static final int SHORTEST_NAME_TYPO = 5;
  private static final double LIKE_ENOUGH = 0.7; // of EditDistance, 1 is equal

  private final IndexVocabulary names;
  private final TextFilters texts;
  private final List<Rule> rules;
  private final List<Rule> rulesWithoutReference;
  private final List<Rule> rulesOfChanges;
  private final List<Rule> wordsAlone;
  private final Rule words;

  /**
   * The language.
   *
   * @param names of the index that is asked; {@link IndexVocabulary#NONE} corrects nothing
   * @param clock tells how long ago "a month ago" is
   */
  public QueryParser(IndexVocabulary names, Clock clock) {
    this.names = names;
    this.texts = new TextFilters(names);
    Filters filters = new Filters(texts, clock);
    this.words = new WordRule(texts);
    this.wordsAlone = List.of(new FilterRule(filters, texts, IndexVocabulary.NONE));
    FilterRule filterRule = new FilterRule(filters, texts, names);
    List<Rule> plain =
        List.of(
            filterRule,
            new NegationRule(
                List.of(
                    filterRule,
                    new YearRule(clock),
                    new QuantityRule(),
                    new ModRule(),
                    new ModeRule(),
                    new PatternRule(texts))),
            new YearRule(clock),
            new QuantityRule(),
            new ModRule(),
            new ModeRule(),
            new OrderRule(),
            new PatternRule(texts),
            new NameRule(names, texts),
            new ExclusionRule(names, texts));
    this.rulesWithoutReference = plain;
    List<Rule> all = new ArrayList<>(plain);
    all.add(1, new ReferenceRule(names, List.of(new QuantityRule(), new YearRule(clock))));
    this.rules = List.copyOf(all);
    List<Rule> changes = new ArrayList<>(plain);
    changes.add(1, ReferenceRule.ofChanges());
    this.rulesOfChanges = List.copyOf(changes);
  }

  /** A span of time as {@code 1:02}, {@code 1m2s} or seconds. */
  public static Optional<Double> seconds(String text) {
    return NumberFilters.Span.of(text)
        .map(NumberFilters.Span::seconds)
        .filter(s -> s >= 0 && s < LONGEST_SECONDS);
  }

  /** Reads a text; never fails, since everything can be words. */
  public ParsedQuery parse(String text) {
    return parse(text, rules, false);
  }

  /** Reads what is said beside a map that is given: "but harder", "stars<6". */
  public ParsedQuery parseBeside(String text) {
    return parse(text, rulesOfChanges, true);
  }

  /** Reads a text in which "like" is a word as any other. */
  public ParsedQuery parseWithoutReference(String text) {
    return parse(text, rulesWithoutReference, false);
  }

  /** Reads a text of nothing but words, such as the name of a map; typos are corrected. */
  public ParsedQuery words(String text) {
    return parse(text, wordsAlone, true);
  }

  /** The id that an address of osu!'s website names, of a map or else of a set. */
  public static Optional<String> idOf(String text) {
    return FilterRule.idOf(text);
  }

  private ParsedQuery parse(String text, List<Rule> asked, boolean strict) {
    String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    List<Token> pieces = new ArrayList<>(Token.of(cut));
    QueryParse reading = new QueryParse(cut, texts);
    if (text.length() > cut.length() || pieces.size() == Token.MOST) {
      reading.hint("the text is very long; its end was not read");
    }
    if (!asked.equals(wordsAlone)) {
      Synonyms.replace(pieces, texts, reading);
    }
    Token.unclosed(cut).ifPresent(reading::hint);
    int at = 0;
    while (at < pieces.size()) {
      int read = first(asked, pieces, at, reading);
      if (read == 0) {
        Optional<String> meant = typo(pieces.get(at));
        if (meant.isPresent()) {
          reading.correction(pieces.get(at), meant.get());
          pieces.set(at, pieces.get(at).corrected(meant.get()));
          read = first(asked, pieces, at, reading);
        }
      }
      if (read == 0 && Rule.wordAt(pieces, at).equals("or") && at + 1 < pieces.size()) {
        read = reading.or(QueryParse.Span.of(pieces.get(at))) ? 1 : 0;
      }
      at += read > 0 ? read : words.read(pieces, at, reading);
    }
    return reading.result(strict);
  }

  private static int first(List<Rule> asked, List<Token> pieces, int at, QueryParse reading) {
    for (Rule rule : asked) {
      int read = rule.read(pieces, at, reading);
      if (read > 0) {
        return read;
      }
    }
    return 0;
  }

  /** What a word means that neither the language nor the index has. */
  private Optional<String> typo(Token piece) {
    String word = piece.lower();
    if (!piece.isWord() || word.length() < SHORTEST_TYPO || !word.matches("\\p{L}+")) {
      return Optional.empty();
    }
    if (names.terms(word).stream().anyMatch(names::isWord)) {
      return Optional.empty();
    }
    if (Lexicon.words().anyMatch(word::equals)) {
      return Optional.empty(); // it means something, but not here
    }
    return Lexicon.words()
        .filter(w -> w.length() >= SHORTEST_TYPO && w.charAt(0) == word.charAt(0))
        .filter(w -> EditDistance.likeness(word, w) >= LIKE_ENOUGH)
        .max(
            Comparator.comparingDouble((String w) -> EditDistance.likeness(word, w))
                .thenComparing(Comparator.reverseOrder()))
        .or(() -> word.length() < SHORTEST_NAME_TYPO ? Optional.empty() : names.likeWord(word));
  }
}
