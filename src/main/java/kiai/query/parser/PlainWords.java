package kiai.query.parser;

import java.util.ArrayList;
import java.util.List;
import kiai.query.Condition;
import kiai.query.ParsedQuery.Word;

/** The words of a text that mean nothing else, and whether a map must have them. */
final class PlainWords {
  private final List<Word> words = new ArrayList<>();
  private final List<Word> fillers = new ArrayList<>();
  private final List<Word> signs = new ArrayList<>();

  /** A word of names. */
  void word(Word word) {
    words.add(word);
  }

  /** A word that usually says nothing, such as "good". */
  void filler(Word word) {
    fillers.add(word);
  }

  /** Nothing but signs, such as the dash in "Artist - Title". */
  void signs(Word word) {
    signs.add(word);
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  /**
   * What the words of a whole text come to.
   *
   * @param strict maps must have all of them
   * @param raising maps with them come first; where the text says nothing else they must be there,
   *     if any map has all of them
   * @param optional maps with them come first, and nobody misses them
   * @param meant words of the first two that were not shown as words before
   */
  record Settled(
      List<Condition> strict, List<Word> raising, List<Condition> optional, List<String> meant) {}

  /**
   * Settles the words when the text has been read.
   *
   * @param silent whether nothing else was said
   * @param measures whether something was said that can be measured
   * @param strict whether words must be there whatever else is said
   */
  Settled settle(boolean silent, boolean measures, boolean strict) {
    if (silent && words.isEmpty()) {
      // Nothing but words and signs that usually say nothing: then they are meant.
      List<Word> meant = fillers.isEmpty() ? signs : fillers;
      return new Settled(
          conditions(fillers.isEmpty() ? signs : List.of()),
          List.copyOf(fillers),
          List.of(),
          meant.stream().map(Word::shown).toList());
    }
    List<Condition> optional = new ArrayList<>();
    if (!measures) {
      optional.addAll(conditions(fillers));
      optional.addAll(conditions(signs));
    }
    boolean raise = measures && !strict;
    return new Settled(
        raise ? List.of() : conditions(words),
        raise ? List.copyOf(words) : List.of(),
        optional,
        List.of());
  }

  private static List<Condition> conditions(List<Word> words) {
    return words.stream().map(Word::condition).toList();
  }
}
