package kiai.search.language;

import java.util.List;
import java.util.Optional;
import kiai.index.Schema;
import org.apache.lucene.document.IntField;
import org.apache.lucene.search.Query;

/** What no other rule reads: words that must stand in some text of a map, or nowhere in it. */
final class WordRule implements Rule {
  @Override
  public int read(List<Piece> pieces, int at, Reading reading) {
    Piece piece = pieces.get(at);
    Optional<Query> query =
        TextFilters.anywhere(piece.isWord() ? piece.value() : piece.text(), true);
    if (query.isEmpty()) {
      return 1; // nothing but signs
    }
    Reading.Span span = Reading.Span.of(piece);
    if (piece.exclude()) {
      reading.filter(span, Filters.not(query.get()), piece.text());
    } else {
      reading.word(span, maybeId(piece.value(), query.get()), piece.text());
    }
    return 1;
  }

  private static Query maybeId(String word, Query query) {
    if (!word.matches("[0-9]{3,9}")) {
      return query;
    }
    int id = Integer.parseInt(word);
    return Filters.any(
        query,
        IntField.newExactQuery(Schema.BEATMAP_ID, id),
        IntField.newExactQuery(Schema.SET_ID, id));
  }
}
