package kiai.map;

import java.util.List;
import java.util.function.Function;

/**
 * A field of a map: its keys in the search language, its type in an index, its name in answers. All
 * of them stand in {@link MapFields}; a new filter key is one entry there.
 */
public final class MapField {
  /** How an index stores the values. */
  public enum Type {
    /** Decimal numbers, compared and sorted. */
    REAL,
    /** Whole numbers, compared and sorted. */
    WHOLE,
    /** Days in UTC, written {@code 2015-03-21}; compared and sorted. */
    DAY,
    /** Texts that match as a whole. */
    KEYWORD,
    /** Yes or no; missing when nobody knows. */
    FLAG,
    /** Texts that match by words, beginnings of words and phrases. */
    TEXT,
    /** Texts that match by all their words only. */
    WHOLE_TEXT
  }

  /** How the value of a filter is written. */
  public enum Syntax {
    /** {@code 6}: from 6.00 to 6.01, as osu!lazer shows two decimals; or a range. */
    STARS("a number, or two with a dash"),
    /** A number with a tolerance, or a range. */
    NUMBER("a number, or two with a dash"),
    /** A whole number, several with commas, or a range. */
    WHOLE("a whole number, several with commas, or two with a dash"),
    /** Percent, with or without its sign. */
    PERCENT("a share such as 40%"),
    /** A share from 0 to 1, or in percent. */
    SHARE("a share such as 40%"),
    /** Seconds, {@code 1:30} or {@code 1m30s}. */
    LENGTH("a length such as 90, 1:30 or 1m30s"),
    /** A year, or a date of which the year counts. */
    YEAR("a year such as 2015"),
    /** A date; it means its whole year, month or day. */
    DATE("a date such as 2015, 2015-03 or 2015-03-21"),
    /** A date; maps without one are compared by their year. */
    DATE_OR_YEAR("a date such as 2015, 2015-03 or 2015-03-21"),
    /** How long ago, or a date. */
    AGO("how long ago, such as 1y2M or 30d with < or >, or a date"),
    /** A ruleset by any of its names. */
    MODE("osu, taiko, catch or mania, with = or !="),
    /** A status by the beginning of its name; several with commas. */
    STATUS("ranked, approved, qualified, loved, pending, wip or graveyard"),
    /** Words of a text. */
    WORDS("a name, with = or !="),
    /** A user tag. */
    TAG("a user tag, with = or !="),
    /** A text as a whole. */
    EXACT("a name, with = or !="),
    /** A text as a whole, in lower case. */
    EXACT_LOWER("a name, with = or !="),
    /** Yes or no; a missing field counts as no. */
    FLAG("yes or no"),
    /** Yes or no; or, with {@code <} and {@code >}, days since, as osu!stable has it. */
    FLAG_OR_DAYS("yes or no, or days such as <7"),
    /** The opposite of a flag. */
    NOT_FLAG("yes or no");

    private final String expects;

    Syntax(String expects) {
      this.expects = expects;
    }

    /** What may stand after the operator, for people. */
    public String expects() {
      return expects;
    }
  }

  private final String name;
  private final Type type;
  private Function<MapRecord, ?> value = _ -> null;
  private String jsonName;
  private List<String> keys = List.of();
  private Syntax syntax;
  private double tolerance;
  private String help = "";
  private float textWeight;
  private boolean sourced;
  private boolean suggested;
  private List<String> orderNames = List.of();
  private int since = 1;

  private MapField(String name, Type type) {
    this.name = name;
    this.type = type;
  }

  static MapField of(String name, Type type) {
    return new MapField(name, type);
  }

  /** How a record gives its value: a number, a text, a Boolean, a list of texts, or null. */
  MapField from(Function<MapRecord, ?> getter) {
    value = getter;
    return this;
  }

  /** Shown in answers under a name. */
  MapField shownAs(String json) {
    jsonName = json;
    return this;
  }

  /** Keys of the search language for the field; the first is suggested. */
  MapField key(Syntax valueSyntax, String... names) {
    syntax = valueSyntax;
    keys = List.of(names);
    return this;
  }

  /** How far {@code =} reaches to each side, in the field's unit. */
  MapField within(double distance) {
    tolerance = distance;
    return this;
  }

  MapField help(String line) {
    help = line;
    return this;
  }

  /** How much a word in it counts among all texts. */
  MapField weighing(double weight) {
    textWeight = (float) weight;
    return this;
  }

  /** Known from sources besides the file only. */
  MapField bySources() {
    sourced = true;
    return this;
  }

  /** Whole names that are suggested while somebody types. */
  MapField suggested() {
    suggested = true;
    return this;
  }

  /** Hits can be sorted by it, under these names too. */
  MapField orders(String... furtherNames) {
    orderNames =
        java.util.stream.Stream.concat(keys.stream(), java.util.stream.Stream.of(furtherNames))
            .toList();
    return this;
  }

  /** First version of the schema that stores it. */
  MapField since(int schema) {
    since = schema;
    return this;
  }

  /** Name in an index; never changes. */
  public String name() {
    return name;
  }

  /** How an index stores it. */
  public Type type() {
    return type;
  }

  /**
   * Its value for a map: a Double, an Integer, a String, a Boolean, a list of Strings, or null when
   * it is not known.
   */
  public Object value(MapRecord map) {
    return value.apply(map);
  }

  /** Name in answers, null when it is not shown. */
  public String jsonName() {
    return jsonName;
  }

  /** Keys of the search language; empty when none means it. */
  public List<String> keys() {
    return keys;
  }

  /** The key that is suggested; the index's name when there is none. */
  public String key() {
    return keys.isEmpty() ? name : keys.getFirst();
  }

  /** How the value of a filter is written, null when there is no key. */
  public Syntax syntax() {
    return syntax;
  }

  /** How far {@code =} reaches to each side, in the field's unit. */
  public double tolerance() {
    return tolerance;
  }

  /** One line about it, for people. */
  public String help() {
    return help;
  }

  /** How much a word in it counts among all texts; 0 for fields that free words do not ask. */
  public float textWeight() {
    return textWeight;
  }

  /** Whether only sources besides the file know it. */
  public boolean isSourced() {
    return sourced;
  }

  /** Whether its whole names are suggested. */
  public boolean isSuggested() {
    return suggested;
  }

  /** Names that {@code sort=} knows it by; empty when hits cannot be sorted by it. */
  public List<String> orderNames() {
    return orderNames;
  }

  /** First version of the schema that stores it. */
  public int since() {
    return since;
  }

  /** Whether it holds numbers that can be compared. */
  public boolean isNumber() {
    return type == Type.REAL || type == Type.WHOLE || type == Type.DAY;
  }

  @Override
  public String toString() {
    return name;
  }
}
