package kiai.query.parser;

import java.util.List;
import kiai.query.filter.Token;

/** Reads one way of saying something. */
@FunctionalInterface
interface Rule {
  /**
   * Reads the pieces from a place on.
   *
   * @return how many pieces were read; 0 when they mean nothing to this rule
   */
  int read(List<Token> pieces, int at, QueryParse reading);

  /** The word at a place in lower case; empty when there is none. */
  static String wordAt(List<Token> pieces, int at) {
    return at < pieces.size() && pieces.get(at).isWord() && !pieces.get(at).exclude()
        ? pieces.get(at).lower()
        : "";
  }
}
