package kiai.query.parser;

import java.util.List;
import java.util.Optional;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;

/** What no other rule reads: words that stand in some text of a map, or nowhere in it. */
final class WordRule implements Rule {
  private final TextFilters texts;

  WordRule(TextFilters texts) {
    this.texts = texts;
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at);
    Optional<Condition> words = texts.anywhere(piece.isWord() ? piece.value() : piece.text());
    if (words.isEmpty()) {
      return 1;
    }
    if (!piece.exclude() && !texts.hasWords(piece.value())) {
      reading.signs(words.get(), piece.text());
      return 1;
    }
    QueryParse.Span span = QueryParse.Span.of(piece);
    if (piece.exclude()) {
      reading.filter(span, Condition.not(words.get()), piece.text());
    } else {
      reading.word(span, maybeId(piece.value(), words.get()), piece.text());
    }
    return 1;
  }

  private static Condition maybeId(String word, Condition words) {
    if (!word.matches("[0-9]{3,9}")) {
      return words;
    }
    int id = Integer.parseInt(word);
    return Condition.any(
        words, Condition.equal(MapFields.BEATMAP_ID, id), Condition.equal(MapFields.SET_ID, id));
  }
}
