package kiai.query;

import java.util.List;
import java.util.Set;
import kiai.map.MapField;

/**
 * What maps must meet, as our own syntax tree: each back end of the index lowers it to its own
 * query in one class.
 *
 * <p>A condition also gives a <em>lexical score</em>: {@link Text} scores by BM25 with the weights
 * of its fields, {@link Any} and {@link All} add up, everything else gives the same number to all
 * maps that it matches. {@link Filter}, {@link Should} and {@link Boost} change only scores.
 */
public sealed interface Condition {

  /** All of the conditions; {@link Should} among them need not hold. */
  record All(List<Condition> conditions) implements Condition {
    /** Copies the list. */
    public All {
      conditions = List.copyOf(conditions);
    }
  }

  /** At least one of the conditions. */
  record Any(List<Condition> conditions) implements Condition {
    /** Copies the list. */
    public Any {
      conditions = List.copyOf(conditions);
    }
  }

  /** Not the condition. */
  record Not(Condition condition) implements Condition {}

  /** Every map. */
  record Everything() implements Condition {}

  /**
   * A number or day within bounds; maps without a value do not match.
   *
   * @param low smallest value, included; days are counted since 1970; may be -infinity
   * @param high largest value, included; may be infinity
   */
  record Range(MapField field, double low, double high) implements Condition {}

  /**
   * A keyword field with a value, or a flag ({@link #YES}, {@link #NO}).
   *
   * @param prefix whether the value is only the beginning
   */
  record Keyword(MapField field, String value, boolean prefix) implements Condition {
    /** Value of a flag that is set. */
    public static final String YES = "yes";

    /** Value of a flag that is not set. */
    public static final String NO = "no";

    /** A whole value. */
    public Keyword(MapField field, String value) {
      this(field, value, false);
    }
  }

  /** How the words of a {@link Text} must stand in a field. */
  enum Match {
    /** All words, in any order; of each its beginning is enough. */
    ALL_WORDS,
    /** All words in order, side by side. */
    PHRASE,
    /** The words are the whole of the field. */
    WHOLE,
    /** At least one of the words. */
    ANY_WORD
  }

  /**
   * Words in text fields; which words a text has, the index's analyzer says. In several fields: in
   * any of them, each with its weight.
   */
  record Text(List<MapField> fields, String text, Match match) implements Condition {
    /** Copies the list. */
    public Text {
      fields = List.copyOf(fields);
    }
  }

  /** A field that has a value. */
  record Exists(MapField field) implements Condition {}

  /** Maps by MD5. */
  record Ids(Set<String> md5s) implements Condition {
    /** Copies the set. */
    public Ids {
      md5s = Set.copyOf(md5s);
    }
  }

  /** The condition without its score. */
  record Filter(Condition condition) implements Condition {}

  /** Within {@link All}: adds to the score where it holds, but need not hold. */
  record Should(Condition condition) implements Condition {}

  /** The condition with its score times a factor. */
  record Boost(Condition condition, double factor) implements Condition {}

  /** Whether it asks for something that is measured or known of maps, besides words of names. */
  default boolean measures() {
    return switch (this) {
      case All all -> all.conditions().stream().anyMatch(Condition::measures);
      case Any any -> any.conditions().stream().anyMatch(Condition::measures);
      case Not not -> not.condition().measures();
      case Filter filter -> filter.condition().measures();
      case Should should -> should.condition().measures();
      case Boost boost -> boost.condition().measures();
      case Range _, Keyword _, Exists _ -> true;
      case Text _, Ids _, Everything _ -> false;
    };
  }

  /** All of several conditions. */
  static Condition all(Condition... conditions) {
    return new All(List.of(conditions));
  }

  /** Any of several conditions. */
  static Condition any(Condition... conditions) {
    return new Any(List.of(conditions));
  }

  /** Not a condition. */
  static Condition not(Condition condition) {
    return new Not(condition);
  }

  /** A number that is exactly a value. */
  static Condition equal(MapField field, int value) {
    return new Range(field, value, value);
  }

  /** A flag that is set. */
  static Condition yes(MapField flag) {
    return new Keyword(flag, Keyword.YES);
  }
}
