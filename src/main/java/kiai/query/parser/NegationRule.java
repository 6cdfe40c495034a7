package kiai.query.parser;

import java.util.List;
import java.util.Set;
import kiai.query.filter.Token;

/**
 * What is denied: {@code no mania}, {@code not 2015}, {@code no more than 5 stars}, {@code not too
 * hard}, {@code don't want streams}, {@code without "tv size"}. What the other rules read behind
 * the denial is turned round; names of maps are left to {@link ExclusionRule}.
 */
final class NegationRule implements Rule {
  private static final Set<String> DENIALS =
      Set.of("no", "not", "without", "non", "except", "excluding", "minus", "never", "avoid");
  private static final Set<String> VERBS = Set.of("don't", "dont", "doesn't", "doesnt");
  private static final Set<String> WANTS = Set.of("want", "like", "have", "need", "love");
  private static final Set<String> BETWEEN =
      Set.of("too", "so", "very", "really", "any", "the", "a", "that", "overly");

  private final List<Rule> denied;

  /**
   * A rule.
   *
   * @param denied rules whose readings can be turned round
   */
  NegationRule(List<Rule> denied) {
    this.denied = List.copyOf(denied);
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    int first = behindDenial(pieces, at);
    if (first == at) {
      return 0;
    }
    while (BETWEEN.contains(Rule.wordAt(pieces, first))) {
      first++;
    }
    if (first >= pieces.size() || pieces.get(first).exclude()) {
      return 0;
    }
    for (Rule rule : denied) {
      QueryParse trial = reading.trial();
      int read = rule.read(pieces, first, trial);
      if (read > 0) {
        QueryParse.Span span = QueryParse.Span.of(pieces, at, first + read - at);
        return reading.denies(span, trial) ? first + read - at : 0;
      }
    }
    return 0;
  }

  /** The place behind a denial; the place itself when there is none. */
  private static int behindDenial(List<Token> pieces, int at) {
    String word = Rule.wordAt(pieces, at);
    String next = Rule.wordAt(pieces, at + 1);
    if (pieces.get(at).exclude()) {
      return at;
    }
    if (word.equals("anything") && (next.equals("but") || next.equals("except"))) {
      return at + 2;
    }
    if (VERBS.contains(word) || (word.equals("do") && next.equals("not"))) {
      int verb = at + (word.equals("do") ? 2 : 1);
      return WANTS.contains(Rule.wordAt(pieces, verb)) ? verb + 1 : at;
    }
    return DENIALS.contains(word) ? at + 1 : at;
  }
}
