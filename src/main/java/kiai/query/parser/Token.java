package kiai.query.parser;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
record Token(
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
  enum Kind {
    FILTER,
    PHRASE,
    DIFFICULTY_NAME,
    WORD
  }

  static final int MOST = 200;
  private static final Pattern PIECES =
      Pattern.compile(
          "(?<exclude>-)?(?<key>[a-zA-Z_]+)(?<op>!=|!:|==|<=|<:|>=|>:|[=:<>])(?<value>\"[^\"]*\"!?|\\S+)"
              + "|(?<notphrase>-)?\"(?<phrase>[^\"]*)\"(?<whole>!)?"
              + "|\\[(?<name>[^\\]]+)\\]"
              + "|(?<word>\\S+)");

  /** The first {@value #MOST} pieces of a text. */
  static List<Token> of(String text) {
    List<Token> pieces = new ArrayList<>();
    Matcher m = PIECES.matcher(text);
    while (m.find() && pieces.size() < MOST) {
      pieces.add(of(m));
    }
    return pieces;
  }

  private static Token of(Matcher m) {
    if (m.group("key") != null) {
      String value = m.group("value");
      boolean quoted = value.matches("(?s)\"[^\"]*\"!?"); // one that is not closed is a word's
      return new Token(
          Kind.FILTER,
          m.group(),
          m.start(),
          m.end(),
          m.group("exclude") != null,
          m.group("key").toLowerCase(Locale.ROOT),
          Operator.of(m.group("op")),
          quoted ? value.substring(1, value.lastIndexOf('"')) : value,
          quoted,
          value.endsWith("\"!"));
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
          m.group("phrase"),
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
  Token corrected(String word) {
    return word((exclude ? "-" : "") + word, start, end);
  }

  boolean isWord() {
    return kind == Kind.WORD;
  }

  /** The word in lower case, hyphens as they are, without commas at its end. */
  String lower() {
    String lower = value.toLowerCase(Locale.ROOT);
    return lower.length() > 1 && (lower.endsWith(",") || lower.endsWith(";"))
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }
}
