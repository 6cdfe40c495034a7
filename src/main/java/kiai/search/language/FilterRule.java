package kiai.search.language;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.index.Schema;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/** Filters, phrases in quotation marks and difficulty names in brackets. */
final class FilterRule implements Rule {
  private static final Set<String> MAPPER = Set.of("mapper", "creator", "author");

  private final Filters filters;
  private final Names names;

  FilterRule(Filters filters, Names names) {
    this.filters = filters;
    this.names = names;
  }

  @Override
  public int read(List<Piece> pieces, int at, Reading reading) {
    Piece piece = pieces.get(at);
    Reading.Span span = Reading.Span.of(piece);
    switch (piece.kind()) {
      case FILTER -> {
        return filter(piece, span, reading);
      }
      case PHRASE -> phrase(piece, span, reading);
      case DIFFICULTY_NAME ->
          TextFilters.words(Schema.DIFFICULTY_NAME, Operator.EQUAL, piece.value(), false)
              .ifPresent(q -> reading.filter(span, q, piece.text()));
      case WORD -> {
        return 0;
      }
    }
    return 1;
  }

  private int filter(Piece piece, Reading.Span span, Reading reading) {
    if (piece.key().equals("sort") && piece.operator() == Operator.EQUAL && !piece.exclude()) {
      Optional<Sort> sort = SortOrder.of(piece.value());
      sort.ifPresent(s -> reading.sort(span, s, piece.value().toLowerCase(Locale.ROOT)));
      if (sort.isEmpty()) {
        reading.hint(
            "%s is no order: sort takes a number of the maps, such as stars, or stars_asc"
                .formatted(piece.text()));
      }
      return sort.isPresent() ? 1 : 0;
    }
    String value = corrected(piece, reading);
    Optional<Query> query = filters.of(piece.key(), piece.operator(), value, piece.quoted());
    if (query.isEmpty()) {
      filters
          .key(piece.key())
          .ifPresent(key ->
              reading.hint(
                  "%s was read as words: %s takes %s"
                      .formatted(piece.text(), piece.key(), key.expects())));
      return 0;
    }
    reading.filter(
        span,
        piece.exclude() ? Filters.not(query.get()) : query.get(),
        value.equals(piece.value()) ? piece.text() : piece.text().replace(piece.value(), value));
    if (!piece.exclude() && piece.operator() == Operator.EQUAL) {
      remember(piece.key(), value, reading);
    }
    return 1;
  }

  /** The name of a mapper or an artist that a typo means. */
  private String corrected(Piece piece, Reading reading) {
    boolean mapper = MAPPER.contains(piece.key());
    if (!mapper && !piece.key().equals("artist")) {
      return piece.value();
    }
    boolean known = TextFilters.terms(piece.value()).stream().allMatch(names::isWord);
    Optional<Names.Name> name =
        known
            ? Optional.empty()
            : names.likeName(piece.value(), mapper ? Names.Kind.MAPPER : Names.Kind.ARTIST);
    name.ifPresent(n -> reading.correction(piece, n.text()));
    return name.map(Names.Name::text).orElse(piece.value());
  }

  /** What a filter demands, the metadata tower should know too. */
  private static void remember(String key, String value, Reading reading) {
    switch (key) {
      case "year", "created", "submitted" ->
          reading.year(value.matches("[0-9]{4}") ? Integer.valueOf(value) : null);
      case "mode" -> reading.mode(Lexicon.mode(value).orElse(null));
      case "keys", "key" -> {
        reading.keys(value.matches("[0-9]{1,2}") ? Integer.valueOf(value) : null);
        reading.mode(GameMode.MANIA.apiName());
      }
      case "stars", "star", "sr" -> reading.stars(NumberFilters.parse(value).orElse(null));
      default -> {}
    }
  }

  private static void phrase(Piece piece, Reading.Span span, Reading reading) {
    Optional<Query> query = TextFilters.anywhere(piece.value(), true);
    if (query.isEmpty()) {
      return;
    }
    if (piece.exclude()) {
      reading.filter(span, Filters.not(query.get()), piece.text());
    } else {
      reading.word(span, query.get(), piece.text());
    }
  }
}
