package kiai.query.parser;

import java.util.List;
import java.util.Optional;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.filter.Operator;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;

/** Mappers and artists that the index knows, alone or after {@code by}. */
final class NameRule implements Rule {
  private static final int LONGEST_NAME = 4; // words
  private static final int SHORTEST_NAME = 3; // characters, so that "a" is not a mapper
  private static final double NAME_BOOST = 3;

  private final IndexVocabulary names;
  private final TextFilters texts;

  NameRule(IndexVocabulary names, TextFilters texts) {
    this.names = names;
    this.texts = texts;
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    boolean by =
        List.of("by", "from", "mapper", "artist").contains(Rule.wordAt(pieces, at))
            && at + 1 < pieces.size()
            && pieces.get(at + 1).isWord();
    int first = by ? at + 1 : at;
    for (int length = Math.min(LONGEST_NAME, pieces.size() - first); length > 0; length--) {
      String text = text(pieces, first, length);
      Optional<IndexVocabulary.Name> name =
          text.length() < SHORTEST_NAME ? Optional.empty() : names.named(text);
      if (name.isPresent()) {
        name(QueryParse.Span.of(pieces, at, first + length - at), name.get(), by, reading);
        return first + length - at;
      }
    }
    return by && Rule.wordAt(pieces, at).equals("by") ? unknown(pieces, at, reading) : 0;
  }

  private static String text(List<Token> pieces, int first, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = first; i < first + length; i++) {
      if (!pieces.get(i).isWord() || pieces.get(i).exclude()) {
        return "";
      }
      String word = pieces.get(i).value();
      text.append(i == first ? "" : " ")
          .append(word.endsWith(",") ? word.substring(0, word.length() - 1) : word);
    }
    return text.toString();
  }

  private void name(
      QueryParse.Span span, IndexVocabulary.Name name, boolean by, QueryParse reading) {
    Condition owner = owner(name.text());
    String kind = name.kind() == IndexVocabulary.Kind.MAPPER ? "mapper" : "artist";
    if (by) {
      reading.filter(span, owner, "by " + name.text());
      return;
    }
    // Alone it may also be a word of a title.
    texts
        .anywhere(name.text())
        .ifPresent(anywhere ->
            reading.name(
                span,
                Condition.any(new Condition.Boost(owner, NAME_BOOST), anywhere),
                name.text(),
                kind));
  }

  private Condition owner(String name) {
    return Condition.any(
        texts.words(MapFields.CREATOR, Operator.EQUAL, name, true, false).orElseThrow(),
        texts.words(MapFields.ARTIST, Operator.EQUAL, name, true, false).orElseThrow());
  }

  /** {@code by} somebody whom the index does not know: what it may have meant, or the word. */
  private int unknown(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at + 1);
    if (!texts.hasWords(piece.value())) {
      return 0;
    }
    QueryParse.Span span = QueryParse.Span.of(pieces, at, 2);
    Optional<IndexVocabulary.Name> like =
        texts.knows(piece.value())
            ? Optional.empty()
            : names
                .likeName(piece.value(), IndexVocabulary.Kind.MAPPER)
                .or(() -> names.likeName(piece.value(), IndexVocabulary.Kind.ARTIST));
    like.ifPresent(n -> reading.correction(piece, n.text()));
    String name = like.map(IndexVocabulary.Name::text).orElse(piece.value());
    reading.filter(span, owner(name), "by " + name);
    return 2;
  }
}
