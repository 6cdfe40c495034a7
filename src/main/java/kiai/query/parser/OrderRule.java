package kiai.query.parser;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiai.query.Order;
import kiai.query.filter.Token;

/** Orders by a number that is named: {@code highest bpm}, {@code fewest circles}. */
final class OrderRule implements Rule {
  private static final Set<String> HIGHEST =
      Set.of("highest", "most", "biggest", "largest", "greatest");
  private static final Set<String> LOWEST = Set.of("lowest", "fewest", "least", "smallest");
  private static final Set<String> UNKNOWN = Set.of("popular", "played", "favourited", "favorited");

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    String word = Rule.wordAt(pieces, at);
    boolean lowest = LOWEST.contains(word);
    if ((!lowest && !HIGHEST.contains(word)) || pieces.get(at).exclude()) {
      return 0;
    }
    String field = Rule.wordAt(pieces, at + 1);
    if (UNKNOWN.contains(field)) {
      reading.filler(pieces.subList(at, at + 2));
      reading.hint("\"%s %s\" was left out: nothing here counts plays".formatted(word, field));
      return 2;
    }
    Optional<Order> order = Order.of(field);
    order.ifPresent(o ->
        reading.order(
            QueryParse.Span.of(pieces, at, 2),
            new Order(o.field(), lowest),
            field + (lowest ? "_asc" : "")));
    return order.isPresent() ? 2 : 0;
  }
}
