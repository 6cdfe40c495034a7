package kiai.search.language;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.beatmap.GameMode;
import kiai.index.Schema;
import org.apache.lucene.document.IntField;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.Sort;

/** Filters, phrases in quotation marks and difficulty names in brackets. */
final class FilterRule implements Rule {
  private static final Set<String> MAPPER = Set.of("mapper", "creator", "author");

  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https?://)?(?:(?:osu|new)[.]ppy[.]sh/)?"
              + "(?:(?:b|beatmaps|osu://b)/(?<map>\\d{1,9})"
              + "|(?:s|beatmapsets)/(?<set>\\d{1,9})(?:#[a-z]+(?:/(?<of>\\d{1,9}))?)?)"
              + "(?:[?&].*)?");

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
        int address = address(piece, span, reading); // "https:" looks like a key
        return address > 0 ? address : filter(piece, span, reading);
      }
      case PHRASE -> phrase(piece, span, reading);
      case DIFFICULTY_NAME ->
          TextFilters.words(Schema.DIFFICULTY_NAME, Operator.EQUAL, piece.value(), false, false)
              .ifPresent(q -> reading.filter(span, q, piece.text()));
      case WORD -> {
        return address(piece, span, reading);
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
    Optional<Query> query =
        filters.of(piece.key(), piece.operator(), value, piece.quoted(), piece.whole());
    if (query.isEmpty()) {
      filters
          .key(piece.key())
          .ifPresent(key ->
              reading.hint(
                  "%s was read as words: %s takes %s"
                      .formatted(piece.text(), piece.key(), key.expects())));
      return 0;
    }
    reading.asks(filters.key(piece.key()).map(Filters.Key::name).orElse(piece.key()));
    reading.filter(
        span,
        piece.exclude() ? Filters.not(query.get()) : query.get(),
        value.equals(piece.value()) ? piece.text() : piece.text().replace(piece.value(), value));
    if (Set.of("mode", "m", "keys", "key").contains(piece.key())) {
      reading.mentionsMode();
    }
    if (!piece.exclude() && piece.operator() == Operator.EQUAL) {
      remember(piece.key(), value, reading);
    }
    return 1;
  }

  /** A map or set by its address on the website. */
  private static int address(Piece piece, Reading.Span span, Reading reading) {
    Matcher m = ADDRESS.matcher(piece.text());
    if (!m.matches() || piece.exclude()) {
      return 0;
    }
    boolean map = m.group("map") != null || m.group("of") != null;
    String id = m.group("of") != null ? m.group("of") : map ? m.group("map") : m.group("set");
    reading.filter(
        span,
        IntField.newExactQuery(map ? Schema.BEATMAP_ID : Schema.SET_ID, Integer.parseInt(id)),
        (map ? "id=" : "setid=") + id);
    return 1;
  }

  /** The id of the map, or else of the set, that an address of the website names. */
  static Optional<String> idOf(String text) {
    Matcher m = ADDRESS.matcher(text);
    return m.matches()
        ? Optional.ofNullable(
            m.group("of") != null
                ? m.group("of")
                : m.group("map") != null ? m.group("map") : m.group("set"))
        : Optional.empty();
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
    Optional<Query> query =
        piece.whole()
            ? TextFilters.wholeAnywhere(piece.value())
            : TextFilters.anywhere(piece.value(), true);
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
