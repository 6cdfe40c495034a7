package kiai.search.language;

import java.util.List;
import java.util.Optional;
import kiai.index.Schema;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.Query;

/** Mappers and artists that the index knows, alone or after {@code by}. */
final class NameRule implements Rule {
  private static final int LONGEST_NAME = 4; // words
  private static final int SHORTEST_NAME = 3; // characters, so that "a" is not a mapper
  private static final float NAME_BOOST = 3;

  private final Names names;

  NameRule(Names names) {
    this.names = names;
  }

  @Override
  public int read(List<Piece> pieces, int at, Reading reading) {
    boolean by =
        List.of("by", "from", "mapper", "artist").contains(Rule.wordAt(pieces, at))
            && at + 1 < pieces.size()
            && pieces.get(at + 1).isWord();
    int first = by ? at + 1 : at;
    for (int length = Math.min(LONGEST_NAME, pieces.size() - first); length > 0; length--) {
      String text = text(pieces, first, length);
      Optional<Names.Name> name =
          text.length() < SHORTEST_NAME ? Optional.empty() : names.named(text);
      if (name.isPresent()) {
        name(Reading.Span.of(pieces, at, first + length - at), name.get(), by, reading);
        return first + length - at;
      }
    }
    return by && Rule.wordAt(pieces, at).equals("by") ? unknown(pieces, at, reading) : 0;
  }

  private static String text(List<Piece> pieces, int first, int length) {
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

  private static void name(Reading.Span span, Names.Name name, boolean by, Reading reading) {
    Query owner = owner(name.text());
    String kind = name.kind() == Names.Kind.MAPPER ? "mapper" : "artist";
    if (by) {
      reading.filter(span, owner, "by " + name.text());
      return;
    }
    // Alone it may also be a word of a title.
    TextFilters.anywhere(name.text(), true)
        .ifPresent(anywhere ->
            reading.name(
                span, Filters.any(new BoostQuery(owner, NAME_BOOST), anywhere), name.text(), kind));
  }

  private static Query owner(String name) {
    return Filters.any(
        TextFilters.words(Schema.CREATOR, Operator.EQUAL, name, true, false).orElseThrow(),
        TextFilters.words(Schema.ARTIST, Operator.EQUAL, name, true, false).orElseThrow());
  }

  /** {@code by} somebody whom the index does not know: what it may have meant, or the word. */
  private int unknown(List<Piece> pieces, int at, Reading reading) {
    Piece piece = pieces.get(at + 1);
    if (TextFilters.terms(piece.value()).isEmpty()) {
      return 0;
    }
    Reading.Span span = Reading.Span.of(pieces, at, 2);
    boolean known = TextFilters.terms(piece.value()).stream().allMatch(names::isWord);
    Optional<Names.Name> like =
        known
            ? Optional.empty()
            : names
                .likeName(piece.value(), Names.Kind.MAPPER)
                .or(() -> names.likeName(piece.value(), Names.Kind.ARTIST));
    like.ifPresent(n -> reading.correction(piece, n.text()));
    String name = like.map(Names.Name::text).orElse(piece.value());
    reading.filter(span, owner(name), "by " + name);
    return 2;
  }
}
