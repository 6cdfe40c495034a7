package kiai.query.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import kiai.query.IndexVocabulary;
import kiai.query.filter.Token;

/**
 * A map that the hits should play like: {@code like Freedom Dive but harder}, {@code similar to
 * 129891 without streams}. The name goes on until a word that cannot belong to it, or an amount.
 */
final class ReferenceRule implements Rule {
  private static final Set<String> CHANGES =
      Set.of("harder", "easier", "faster", "slower", "longer", "shorter", "newer", "older");
  private static final Set<String> ENDS =
      Set.of(
          "but",
          "without",
          "with",
          "only",
          "except",
          "excluding",
          "under",
          "over",
          "above",
          "by",
          "and",
          "around",
          "between",
          "below",
          "from",
          "before",
          "after",
          "since");
  private static final int LONGEST = 8;
  private static final Pattern ID = Pattern.compile("^#?(.*?)[,.;]*$");

  private final IndexVocabulary names;
  private final List<Rule> amounts;
  private final boolean given;

  /**
   * A rule.
   *
   * @param amounts rules whose readings end a name
   */
  ReferenceRule(IndexVocabulary names, List<Rule> amounts) {
    this(names, amounts, false);
  }

  private ReferenceRule(IndexVocabulary names, List<Rule> amounts, boolean given) {
    this.names = names;
    this.amounts = amounts;
    this.given = given;
  }

  /** Reads changes of a map that is given elsewhere. */
  static ReferenceRule ofChanges() {
    return new ReferenceRule(IndexVocabulary.NONE, List.of(), true);
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    String word = Rule.wordAt(pieces, at);
    if ((given || reading.hasReference()) && CHANGES.contains(word)) {
      reading.change(QueryParse.Span.of(pieces.get(at)), word);
      return 1;
    }
    boolean similar = word.equals("similar") && Rule.wordAt(pieces, at + 1).equals("to");
    int name = at + (similar ? 2 : 1);
    boolean refers = similar || word.equals("like");
    if (reading.hasReference() || !refers || name >= pieces.size()) {
      return 0;
    }
    if (given) {
      reading.filler(pieces.subList(at, name));
      reading.hint("the map to be like is given already; the rest was read as words");
      return name - at;
    }
    String id = ID.matcher(pieces.get(name).text()).replaceFirst("$1");
    if (id.matches("[0-9]{1,9}|[0-9a-fA-F]{32}") || FilterRule.idOf(id).isPresent()) {
      reading.like(QueryParse.Span.of(pieces, at, name + 1 - at), FilterRule.idOf(id).orElse(id));
      return name + 1 - at;
    }
    List<String> words = new ArrayList<>();
    int end = name;
    while (end < pieces.size() && end - name < LONGEST && belongs(pieces, end, name, reading)) {
      words.add(pieces.get(end).value());
      end++;
    }
    if (words.isEmpty() || words.equals(List.of("this"))) {
      return 0;
    }
    String text = String.join(" ", words).replaceFirst("[,.;]+$", "");
    if (names.named(text).filter(n -> n.kind() == IndexVocabulary.Kind.MAPPER).isPresent()) {
      reading.filler(pieces.subList(at, name));
      reading.hint("maps of %s; to find maps like one of them, name the map".formatted(text));
      return name - at;
    }
    reading.like(QueryParse.Span.of(pieces, at, end - at), text);
    return end - at;
  }

  private boolean belongs(List<Token> pieces, int at, int first, QueryParse reading) {
    Token piece = pieces.get(at);
    if (piece.exclude() || (at > first && pieces.get(at - 1).text().endsWith(","))) {
      return false;
    }
    return switch (piece.kind()) {
      case PHRASE -> at == first || pieces.get(at - 1).isWord();
      case DIFFICULTY_NAME -> at > first;
      case FILTER -> false;
      case WORD -> at == first || !ends(pieces, at, reading);
    };
  }

  private boolean ends(List<Token> pieces, int at, QueryParse reading) {
    String word = pieces.get(at).lower();
    return ENDS.contains(word)
        || CHANGES.contains(word)
        || amounts.stream().anyMatch(rule -> rule.read(pieces, at, reading.trial()) > 0);
  }
}
