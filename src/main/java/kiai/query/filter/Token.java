package kiai.query.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapFields;

/**
 * A part of a text between spaces, or within quotation marks or brackets.
 *
 * @param kind what it looks like
 * @param text as it is written
 * @param start first character in the text
 * @param end after the last character
 * @param exclude whether a minus stands before it
 * @param key of a filter, in lower case; else empty
 * @param operator of a filter; else null
 * @param value of a filter, of a phrase, or the word without its minus
 * @param quoted whether the value stood in quotation marks
 * @param whole whether the quoted value must be the whole field, {@code "x"!}
 */
public record Token(
    Kind kind,
    String text,
    int start,
    int end,
    boolean exclude,
    String key,
    Operator operator,
    String value,
    boolean quoted,
    boolean whole) {

  /** What a piece looks like. */
  public enum Kind {
    FILTER,
    PHRASE,
    DIFFICULTY_NAME,
    WORD
  }

  public static final int MOST = 64;

  private static final Pattern END_OF_CLAUSE = Pattern.compile("(?<=[\\p{L}\\p{N}*+])[,;.?!]+$");

  private static final Pattern PIECES =
      Pattern.compile(
          "(?<exclude>-)?(?<key>[a-zA-Z_]+)(?<op>!=|!:|==|<=|<:|>=|>:|[=:<>])(?<value>\\S*)"
              + "|(?<notphrase>-)?\"(?<phrase>(?:\\\\\"|[^\"])*)\"(?<whole>!)?"
              + "|\\[(?<name>[^\\]]+)\\]"
              + "|(?<word>\\S+)");

  /** A filter with spaces in it, which only a known key before and a number behind tell. */
  private static final Pattern SPACED =
      Pattern.compile(
          "(?<exclude>-)?(?<key>[a-zA-Z_]+)(?:\\s+(?<op>!=|==|<=|>=|[=<>])\\s*|(?<op2>!=|==|<=|>=|[=<>])\\s+)(?<value>\\d\\S*)");

  /** Two bounds around a key: {@code 5<stars<=6}. */
  private static final Pattern BOUNDS =
      Pattern.compile(
          "(?<![^\\s])(?<low>\\d\\S*?)\\s?(?<op1><=?)\\s?(?<key>[a-zA-Z_]+)\\s?(?<op2><=?)\\s?(?<high>\\d\\S*)");

  /**
   * What to say of a quotation mark or a bracket that nothing closes; empty when all are closed.
   */
  public static Optional<String> unclosed(String text) {
    long marks = text.replace("\\\"", "").chars().filter(c -> c == '"').count();
    if (marks % 2 == 1) {
      return Optional.of("a quotation mark is not closed, so it says nothing");
    }
    int open = text.lastIndexOf('[');
    return marks == 0 && open >= 0 && text.indexOf(']', open) < 0
        ? Optional.of("the bracket [ is not closed, so it says nothing")
        : Optional.empty();
  }

  /** The first {@value #MOST} pieces of a text. */
  public static List<Token> of(String text) {
    List<Token> pieces = new ArrayList<>();
    Matcher m = PIECES.matcher(text);
    int at = 0;
    Matcher spaced = SPACED.matcher(text);
    Matcher bounds = BOUNDS.matcher(text);
    while (pieces.size() < MOST && m.find(at)) {
      if (bounds.find(m.start())
          && bounds.start() == m.start()
          && MapFields.byKey(bounds.group("key").toLowerCase(Locale.ROOT)).isPresent()) {
        pieces.add(bound(bounds, bounds.group("op1").replace('<', '>'), "low"));
        pieces.add(bound(bounds, bounds.group("op2"), "high"));
        at = bounds.end();
        continue;
      }
      boolean apart =
          spaced.find(m.start())
              && spaced.start() == m.start()
              && MapFields.byKey(spaced.group("key").toLowerCase(Locale.ROOT)).isPresent();
      if (apart) { // "stars >= 5"
        pieces.add(
            new Token(
                Kind.FILTER,
                spaced.group(),
                spaced.start(),
                spaced.end(),
                spaced.group("exclude") != null,
                spaced.group("key").toLowerCase(Locale.ROOT),
                Operator.of(spaced.group("op") == null ? spaced.group("op2") : spaced.group("op")),
                spaced.group("value"),
                false,
                false));
        at = spaced.end();
        continue;
      }
      Quoted quoted = m.group("key") == null ? null : Quoted.at(text, m.start("value"));
      pieces.add(quoted == null ? of(m) : filter(m, quoted, text));
      at = quoted == null ? m.end() : quoted.end();
    }
    return pieces;
  }

  /** One of two bounds: the lower one stands on the number and the key, the upper on the rest. */
  private static Token bound(Matcher m, String operator, String side) {
    String key = m.group("key").toLowerCase(Locale.ROOT);
    boolean low = side.equals("low");
    return new Token(
        Kind.FILTER,
        key + operator + m.group(side),
        low ? m.start() : m.start("op2"),
        low ? m.end("key") : m.end(),
        false,
        key,
        Operator.of(operator),
        m.group(side),
        false,
        false);
  }

  private static Token filter(Matcher m, Quoted value, String text) {
    return new Token(
        Kind.FILTER,
        text.substring(m.start(), value.end()),
        m.start(),
        value.end(),
        m.group("exclude") != null,
        m.group("key").toLowerCase(Locale.ROOT),
        Operator.of(m.group("op")),
        value.value(),
        true,
        value.whole());
  }

  private static Token of(Matcher m) {
    if (m.group("key") != null) {
      return new Token(
          Kind.FILTER,
          m.group(),
          m.start(),
          m.end(),
          m.group("exclude") != null,
          m.group("key").toLowerCase(Locale.ROOT),
          Operator.of(m.group("op")),
          m.group("value"),
          false,
          false);
    }
    if (m.group("phrase") != null) {
      return new Token(
          Kind.PHRASE,
          m.group(),
          m.start(),
          m.end(),
          m.group("notphrase") != null,
          "",
          null,
          Quoted.unescaped(m.group("phrase")),
          true,
          m.group("whole") != null);
    }
    if (m.group("name") != null) {
      return new Token(
          Kind.DIFFICULTY_NAME,
          m.group(),
          m.start(),
          m.end(),
          false,
          "",
          null,
          m.group("name"),
          true,
          false);
    }
    return word(m.group(), m.start(), m.end());
  }

  private static Token word(String text, int start, int end) {
    boolean exclude = text.length() > 1 && text.startsWith("-");
    return new Token(
        Kind.WORD,
        text,
        start,
        end,
        exclude,
        "",
        null,
        exclude ? text.substring(1) : text,
        false,
        false);
  }

  /** The same place with another word. */
  public Token corrected(String word) {
    return word((exclude ? "-" : "") + word, start, end);
  }

  /** A part of a word. */
  public Token part(int from, int to) {
    return word(value.substring(from, to), start + from, start + to);
  }

  public boolean isWord() {
    return kind == Kind.WORD;
  }

  /** The word in lower case, hyphens as they are, without punctuation at its end. */
  public String lower() {
    String lower = value.toLowerCase(Locale.ROOT);
    String bare = END_OF_CLAUSE.matcher(lower).replaceFirst("");
    return bare.isEmpty() ? lower : bare;
  }
}
