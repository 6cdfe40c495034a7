package kiai.query.parser;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.beatmap.GameMode;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.IndexVocabulary;
import kiai.query.Order;
import kiai.query.filter.Filters;
import kiai.query.filter.NumberFilters;
import kiai.query.filter.Operator;
import kiai.query.filter.TextFilters;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

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
  private final TextFilters texts;
  private final IndexVocabulary names;

  FilterRule(Filters filters, TextFilters texts, IndexVocabulary names) {
    this.filters = filters;
    this.texts = texts;
    this.names = names;
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at);
    QueryParse.Span span = QueryParse.Span.of(piece);
    switch (piece.kind()) {
      case FILTER -> {
        int address = address(piece, span, reading); // "https:" looks like a key
        return address > 0 ? address : filter(piece, span, reading);
      }
      case PHRASE -> phrase(piece, span, reading);
      case DIFFICULTY_NAME ->
          texts
              .words(MapFields.DIFFICULTY_NAME, Operator.EQUAL, piece.value(), false, false)
              .ifPresent(q -> reading.filter(span, q, piece.text()));
      case WORD -> {
        return address(piece, span, reading);
      }
    }
    return 1;
  }

  private int filter(Token piece, QueryParse.Span span, QueryParse reading) {
    if (piece.key().equals("sort") && piece.operator() == Operator.EQUAL && !piece.exclude()) {
      Optional<Order> order = Order.of(piece.value());
      order.ifPresent(o -> reading.order(span, o, piece.value().toLowerCase(Locale.ROOT)));
      if (order.isEmpty()) {
        reading.hint(
            "%s is no order: sort takes a number of the maps, such as stars, or stars_asc"
                .formatted(piece.text()));
      }
      return order.isPresent() ? 1 : 0;
    }
    String value = corrected(piece, reading);
    Optional<Filters.Filter> filter = filters.of(piece, value);
    if (filter.isEmpty()) {
      filters.hint(piece).ifPresent(reading::hint);
      return 0;
    }
    reading.asks(filter.get().asked());
    Condition condition = filter.get().condition();
    reading.filter(
        span,
        piece.exclude() ? Condition.not(condition) : condition,
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
  private static int address(Token piece, QueryParse.Span span, QueryParse reading) {
    Matcher m = ADDRESS.matcher(piece.text());
    if (!m.matches() || piece.exclude()) {
      return 0;
    }
    boolean map = m.group("map") != null || m.group("of") != null;
    String id = m.group("of") != null ? m.group("of") : map ? m.group("map") : m.group("set");
    reading.filter(
        span,
        Condition.equal(map ? MapFields.BEATMAP_ID : MapFields.SET_ID, Integer.parseInt(id)),
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
  private String corrected(Token piece, QueryParse reading) {
    boolean mapper = MAPPER.contains(piece.key());
    if (!mapper && !piece.key().equals("artist")) {
      return piece.value();
    }
    Optional<IndexVocabulary.Name> name =
        texts.knows(piece.value())
            ? Optional.empty()
            : names.likeName(
                piece.value(), mapper ? IndexVocabulary.Kind.MAPPER : IndexVocabulary.Kind.ARTIST);
    name.ifPresent(n -> reading.correction(piece, n.text()));
    return name.map(IndexVocabulary.Name::text).orElse(piece.value());
  }

  /** What a filter demands, the metadata tower should know too. */
  private static void remember(String key, String value, QueryParse reading) {
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

  private void phrase(Token piece, QueryParse.Span span, QueryParse reading) {
    Optional<Condition> words =
        piece.whole() ? texts.wholeAnywhere(piece.value()) : texts.anywhere(piece.value());
    if (words.isEmpty()) {
      return;
    }
    if (piece.exclude()) {
      reading.filter(span, Condition.not(words.get()), piece.text());
    } else {
      reading.quotedWord(span, words.get(), piece.text());
    }
  }
}
