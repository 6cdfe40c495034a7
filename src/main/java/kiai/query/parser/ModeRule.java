package kiai.query.parser;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.filter.Token;
import kiai.query.lexicon.Lexicon;

/** Modes and key counts: {@code taiko}, {@code ctb}, {@code 7k}, {@code 4 keys}. */
final class ModeRule implements Rule {
  private static final Pattern KEYS = Pattern.compile("(\\d{1,2})k(?:eys?)?");
  private static final int MOST_KEYS = 18;

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at);
    if (!piece.isWord()) {
      return 0;
    }
    String word = piece.lower();
    boolean apart =
        word.matches("\\d{1,2}") && List.of("key", "keys").contains(Rule.wordAt(pieces, at + 1));
    Matcher m = KEYS.matcher(apart ? word + "k" : word);
    if (m.matches() && isCount(Integer.parseInt(m.group(1)))) {
      int count = apart ? 2 : 1;
      keys(QueryParse.Span.of(pieces, at, count), Integer.parseInt(m.group(1)), piece, reading);
      return count;
    }
    Optional<String> named = word.matches("\\d") ? Optional.empty() : Lexicon.mode(word);
    if (named.isEmpty()) {
      return 0;
    }
    String mode = named.get();
    Condition condition = new Condition.Keyword(MapFields.MODE, mode);
    if (piece.exclude()) {
      reading.mentionsMode();
      reading.filter(QueryParse.Span.of(piece), Condition.not(condition), "mode!=" + mode);
    } else {
      reading.mode(mode);
      reading.filter(QueryParse.Span.of(piece), condition, "mode=" + mode);
    }
    return 1;
  }

  private static boolean isCount(int keys) {
    return keys >= 1 && keys <= MOST_KEYS;
  }

  private static void keys(QueryParse.Span span, int keys, Token piece, QueryParse reading) {
    Condition condition = Condition.equal(MapFields.KEYS, keys);
    if (piece.exclude()) {
      reading.mentionsMode();
      reading.filter(span, Condition.not(condition), "keys!=" + keys);
      return;
    }
    // Only mania has keys, so the mode is meant too.
    reading.keys(keys);
    reading.mode("mania");
    reading.filter(span, condition, "keys=" + keys);
  }
}
