package kiai.query.parser;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapFields;
import kiai.query.Condition;
import kiai.query.filter.Token;

/** Years: {@code 2015}, {@code 2010s}, {@code 2016-2018}, {@code before 2012}, {@code old}. */
final class YearRule implements Rule {
  private static final Pattern YEAR = Pattern.compile("20(?:0[7-9]|[1-3]\\d)");
  private static final Pattern DECADE = Pattern.compile("(20[0123]0)s");
  private static final Pattern RANGE = Pattern.compile("(20\\d\\d)(?:-|\\.\\.|–)(20\\d\\d)");

  private static final Pattern SMALL = Pattern.compile("[1-9]\\d?");

  private final Clock clock;

  /**
   * A rule.
   *
   * @param clock tells which year "two years ago" was
   */
  YearRule(Clock clock) {
    this.clock = clock;
  }

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    if (!pieces.get(at).isWord() || pieces.get(at).exclude()) {
      return 0;
    }
    String word = pieces.get(at).lower();
    String next = Rule.wordAt(pieces, at + 1);
    String third = Rule.wordAt(pieces, at + 2);
    if (isYear(third) && next.equals("than")) {
      String side =
          switch (word) {
            case "older", "earlier" -> "before";
            case "newer", "later" -> "after";
            default -> "";
          };
      if (!side.isEmpty()) {
        return years(QueryParse.Span.of(pieces, at, 3), side, third, reading, 3);
      }
    }
    String fourth = Rule.wordAt(pieces, at + 3);
    if ((word.equals("between") || word.equals("from"))
        && isYear(next)
        && isYear(fourth)
        && List.of("and", "to", "until", "-").contains(third)) {
      between(QueryParse.Span.of(pieces, at, 4), next, fourth, reading);
      return 4;
    }
    if (isYear(next)
        && List.of("before", "after", "since", "until", "in", "from", "pre", "post")
            .contains(word)) {
      return years(QueryParse.Span.of(pieces, at, 2), word, next, reading, 2);
    }
    int relative = relative(pieces, at, reading);
    return relative > 0 ? relative : single(pieces.get(at), word, reading);
  }

  /** {@code from last year}, {@code this year}, {@code 3 years ago}. */
  private int relative(List<Token> pieces, int at, QueryParse reading) {
    int from = List.of("from", "in", "of").contains(Rule.wordAt(pieces, at)) ? 1 : 0;
    String word = Rule.wordAt(pieces, at + from);
    String next = Rule.wordAt(pieces, at + from + 1);
    int ago;
    int count;
    if (next.equals("year") && (word.equals("last") || word.equals("this"))) {
      ago = word.equals("last") ? 1 : 0;
      count = from + 2;
    } else if (next.matches("years?")
        && Rule.wordAt(pieces, at + from + 2).equals("ago")
        && (SMALL.matcher(word).matches() || List.of("a", "one").contains(word))) {
      ago = SMALL.matcher(word).matches() ? Integer.parseInt(word) : 1;
      count = from + 3;
    } else {
      return 0;
    }
    String year = Integer.toString(LocalDate.now(clock).getYear() - ago);
    return years(QueryParse.Span.of(pieces, at, count), "in", year, reading, count);
  }

  private int single(Token piece, String word, QueryParse reading) {
    if (isYear(word)) {
      return years(QueryParse.Span.of(piece), "in", word, reading, 1);
    }
    if (word.endsWith("+") && isYear(word.substring(0, word.length() - 1))) {
      return years(QueryParse.Span.of(piece), "since", word.substring(0, 4), reading, 1);
    }
    if (word.startsWith("pre-") && isYear(word.substring(4))) {
      return years(QueryParse.Span.of(piece), "before", word.substring(4), reading, 1);
    }
    Matcher m = DECADE.matcher(word);
    if (m.matches()) {
      int from = Integer.parseInt(m.group(1));
      between(QueryParse.Span.of(piece), m.group(1), Integer.toString(from + 9), reading);
      return 1;
    }
    m = RANGE.matcher(word);
    if (m.matches()) {
      between(QueryParse.Span.of(piece), m.group(1), m.group(2), reading);
      return 1;
    }
    return 0;
  }

  private static boolean isYear(String word) {
    return YEAR.matcher(word).matches();
  }

  private static void between(QueryParse.Span span, String from, String to, QueryParse reading) {
    int low = Math.min(Integer.parseInt(from), Integer.parseInt(to));
    int high = Math.max(Integer.parseInt(from), Integer.parseInt(to));
    reading.filter(
        span,
        new Condition.Range(MapFields.YEAR, low, high),
        "year>=%d year<=%d".formatted(low, high));
  }

  private static int years(
      QueryParse.Span span, String word, String year, QueryParse reading, int pieces) {
    int value = Integer.parseInt(year);
    switch (word) {
      case "before", "pre" -> filter(span, 0, value - 1, "year<" + value, reading);
      case "until" -> filter(span, 0, value, "year<=" + value, reading);
      case "after", "post" -> filter(span, value + 1, 9999, "year>" + value, reading);
      case "since" -> filter(span, value, 9999, "year>=" + value, reading);
      default -> {
        reading.year(value);
        filter(span, value, value, "year=" + value, reading);
      }
    }
    return pieces;
  }

  private static void filter(
      QueryParse.Span span, int low, int high, String shown, QueryParse reading) {
    reading.filter(span, new Condition.Range(MapFields.YEAR, low, high), shown);
  }
}
