package kiai.query.parser;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.query.Order;
import kiai.query.filter.Token;

/** Orders by a number that is named: {@code highest bpm}, {@code fewest circles}. */
final class OrderRule implements Rule {
  private static final Set<String> HIGHEST =
      Set.of("highest", "most", "biggest", "largest", "greatest");
  private static final Set<String> LOWEST = Set.of("lowest", "fewest", "least", "smallest");
  private static final Map<String, String> BY_PLAYERS =
      Map.of(
          "popular", "plays",
          "played", "plays",
          "favourited", "favourites",
          "favorited", "favourites");

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    String word = Rule.wordAt(pieces, at);
    boolean lowest = LOWEST.contains(word);
    if ((!lowest && !HIGHEST.contains(word)) || pieces.get(at).exclude()) {
      return 0;
    }
    String field = Rule.wordAt(pieces, at + 1);
    String named = BY_PLAYERS.getOrDefault(field, field);
    Optional<Order> order = Order.of(named);
    order.ifPresent(o -> reading.asks(o.field()));
    order.ifPresent(o ->
        reading.order(
            QueryParse.Span.of(pieces, at, 2),
            new Order(o.field(), lowest),
            named + (lowest ? "_asc" : "")));
    return order.isPresent() ? 2 : 0;
  }
}
