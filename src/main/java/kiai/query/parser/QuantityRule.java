package kiai.query.parser;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.filter.NumberFilters;
import kiai.query.filter.Token;

/**
 * Numbers with units: {@code 6.5*}, {@code 200 bpm}, {@code ar9}, {@code between 5 and 6 stars},
 * {@code under 2 minutes}, {@code faster than 180bpm}. A plain number is meant roughly.
 */
final class QuantityRule implements Rule {
  private static final double STARS_AROUND = 0.5;
  private static final double BPM_AROUND = 5;
  private static final double SETTING_AROUND = 0.25;
  private static final double MINUTES_AROUND = 20; // seconds
  private static final double HOURS_AROUND = 600; // seconds

  private static final String NUMBER = "\\d{1,4}(?:[.,]\\d{1,2})?";
  private static final Pattern AMOUNT =
      Pattern.compile(
          "(?<low>" + NUMBER + ")(?:(?:-|\\.\\.|–)(?<high>" + NUMBER + "))?(?<unit>[^\\d\\s.,-]*)");
  private static final String RANGE =
      "(?<low>" + NUMBER + ")(?:(?:-|\\.\\.|–)(?<high>" + NUMBER + "))?";
  private static final Pattern SETTING =
      Pattern.compile("(?<key>ar|cs|od|hp|bpm|sr|stars?)(?:" + RANGE + ")?");
  private static final Pattern PLAIN = Pattern.compile(RANGE);
  private static final Pattern COMPARED = Pattern.compile("(?<side>[<>])=?(?<rest>\\S+)");
  private static final Pattern CLOCK = Pattern.compile("\\d{1,3}:[0-5]\\d(?::[0-5]\\d)?");

  private static final Pattern CLOCK_RANGE = Pattern.compile(CLOCK + "[-–]" + CLOCK);

  /** Small numbers as words, before a unit: "six stars". */
  private static final List<String> NUMBER_WORDS =
      List.of(
          "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");

  private enum Side {
    AROUND,
    LESS,
    MORE
  }

  private static final Map<String, Side> SIDES =
      Map.ofEntries(
          Map.entry("around", Side.AROUND),
          Map.entry("about", Side.AROUND),
          Map.entry("roughly", Side.AROUND),
          Map.entry("circa", Side.AROUND),
          Map.entry("under", Side.LESS),
          Map.entry("below", Side.LESS),
          Map.entry("less", Side.LESS),
          Map.entry("max", Side.LESS),
          Map.entry("over", Side.MORE),
          Map.entry("above", Side.MORE),
          Map.entry("more", Side.MORE),
          Map.entry("min", Side.MORE),
          Map.entry("harder", Side.MORE),
          Map.entry("easier", Side.LESS),
          Map.entry("faster", Side.MORE),
          Map.entry("slower", Side.LESS),
          Map.entry("longer", Side.MORE),
          Map.entry("shorter", Side.LESS));

  /** What a comparative compares when no unit is given. */
  private static final Map<String, Unit> UNITS_OF =
      Map.of(
          "harder", Unit.STARS,
          "easier", Unit.STARS,
          "faster", Unit.BPM,
          "slower", Unit.BPM);

  @SuppressWarnings("ImmutableEnumChecker") // a registered field never changes
  private enum Unit {
    STARS(MapFields.STARS, "stars", STARS_AROUND, 1),
    BPM(MapFields.BPM, "bpm", BPM_AROUND, 1),
    AR(MapFields.AR, "ar", SETTING_AROUND, 1),
    CS(MapFields.CS, "cs", SETTING_AROUND, 1),
    OD(MapFields.OD, "od", SETTING_AROUND, 1),
    HP(MapFields.HP, "hp", SETTING_AROUND, 1),
    SECONDS(MapFields.LENGTH, "length", 5, 1),
    MINUTES(MapFields.LENGTH, "length", MINUTES_AROUND, 60),
    HOURS(MapFields.LENGTH, "length", HOURS_AROUND, 3600);

    private final MapField field;
    private final String key;
    private final double around;
    private final double scale;

    Unit(MapField field, String key, double around, double scale) {
      this.field = field;
      this.key = key;
      this.around = around;
      this.scale = scale;
    }

    static Optional<Unit> of(String word) {
      return Optional.ofNullable(
          switch (word) {
            case "*",
                "star",
                "stars",
                "☆",
                "★",
                "⭐",
                "sr",
                "星",
                "성",
                "звёзд",
                "звезд",
                "звезды",
                "estrellas",
                "estrelas",
                "étoiles",
                "sterne",
                "stelle",
                "gwiazdek" ->
                STARS;
            case "bpm" -> BPM;
            case "ar" -> AR;
            case "cs" -> CS;
            case "od" -> OD;
            case "hp" -> HP;
            case "s", "sec", "secs", "second", "seconds" -> SECONDS;
            case "m", "min", "mins", "minute", "minutes" -> MINUTES;
            case "h", "hour", "hours" -> HOURS;
            default -> null;
          });
    }
  }

  private record Amount(double low, double high, Unit unit, int pieces) {}

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    if (!pieces.get(at).isWord() || pieces.get(at).exclude()) {
      return 0;
    }
    String word = pieces.get(at).lower();
    String next = Rule.wordAt(pieces, at + 1);
    if (word.equals("between")) {
      return between(pieces, at, reading);
    }
    int after = afterUnit(pieces, at, reading);
    if (after > 0) {
      return after;
    }
    Matcher compared = COMPARED.matcher(word);
    if (compared.matches()) {
      Side meant = compared.group("side").equals("<") ? Side.LESS : Side.MORE;
      Optional<Amount> amount =
          amount(
              compared.group("rest"),
              next,
              Rule.wordAt(pieces, at + 2),
              Rule.wordAt(pieces, at + 3),
              null);
      amount.ifPresent(a -> filter(QueryParse.Span.of(pieces, at, a.pieces()), a, meant, reading));
      return amount.map(Amount::pieces).orElse(0);
    }
    Side side = SIDES.get(word);
    int twoWords =
        (word.equals("at") && List.of("least", "most").contains(next))
                || (word.equals("up") && next.equals("to"))
            ? 1
            : 0;
    if (twoWords == 1) {
      side = next.equals("least") ? Side.MORE : Side.LESS;
    }
    if (side == null) {
      int range = range(pieces, at, reading);
      if (range > 0) {
        return range;
      }
      Optional<Amount> amount = amount(pieces, at, null);
      amount.ifPresent(a -> {
        Side meant = open(pieces, at, a.pieces());
        int count = a.pieces() + (meant == Side.AROUND ? 0 : orMore(pieces, at + a.pieces()));
        filter(QueryParse.Span.of(pieces, at, count), a, meant, reading);
      });
      return amount
          .map(a ->
              a.pieces()
                  + (open(pieces, at, a.pieces()) == Side.AROUND
                      ? 0
                      : orMore(pieces, at + a.pieces())))
          .orElse(0);
    }
    int skip = 1 + (next.equals("than") ? 1 : 0) + twoWords;
    Optional<Amount> amount = amount(pieces, at + skip, UNITS_OF.get(word));
    if (amount.isEmpty()) {
      amount = amount(pieces, at + skip, unitBehind(pieces, at + skip));
    }
    if (amount.isEmpty()) {
      return 0;
    }
    int count = skip + amount.get().pieces();
    filter(QueryParse.Span.of(pieces, at, count), amount.get(), side, reading);
    return count;
  }

  /** {@code 6*+}, {@code 6 stars or more}. */
  private static Side open(List<Token> pieces, int at, int count) {
    for (int i = at; i < at + count; i++) {
      if (pieces.get(i).lower().endsWith("+")) {
        return Side.MORE;
      }
    }
    return orMore(pieces, at + count) == 0
        ? Side.AROUND
        : List.of("more", "higher", "above", "harder", "longer", "faster")
                .contains(Rule.wordAt(pieces, at + count + 1))
            ? Side.MORE
            : Side.LESS;
  }

  private static int orMore(List<Token> pieces, int at) {
    boolean or =
        Rule.wordAt(pieces, at).equals("or")
            && List.of(
                    "more", "higher", "above", "harder", "longer", "faster", "less", "lower",
                    "below", "easier", "shorter", "slower")
                .contains(Rule.wordAt(pieces, at + 1));
    return or ? 2 : 0;
  }

  /** {@code 5.5 - 6.5 stars}, {@code 5 to 6 star}. */
  private static int range(List<Token> pieces, int at, QueryParse reading) {
    String first = pieces.get(at).lower();
    if (!first.matches(NUMBER) || !List.of("-", "–", "to").contains(Rule.wordAt(pieces, at + 1))) {
      return 0;
    }
    Optional<Amount> second = amount(pieces, at + 2, null);
    if (second.isEmpty()) {
      return 0;
    }
    int count = 2 + second.get().pieces();
    Amount a = second.get();
    filter(
        QueryParse.Span.of(pieces, at, count),
        new Amount(
            Math.min(number(first), a.low()), Math.max(number(first), a.high()), a.unit(), count),
        Side.AROUND,
        reading);
    return count;
  }

  /** {@code bpm 180 to 200}, {@code stars between 5 and 6}, {@code ar from 8 to 9}. */
  private static int afterUnit(List<Token> pieces, int at, QueryParse reading) {
    Optional<Unit> unit = Unit.of(pieces.get(at).lower());
    if (unit.isEmpty()) {
      return 0;
    }
    int first = at + (List.of("between", "from").contains(Rule.wordAt(pieces, at + 1)) ? 2 : 1);
    String low = Rule.wordAt(pieces, first);
    String high = Rule.wordAt(pieces, first + 2);
    if (!low.matches(NUMBER)
        || !high.matches(NUMBER)
        || !List.of("-", "–", "to", "and", "until").contains(Rule.wordAt(pieces, first + 1))
        // "stars 5 to 200 bpm": a number with a unit of its own belongs to that.
        || Unit.of(Rule.wordAt(pieces, first + 3)).filter(u -> u != unit.get()).isPresent()) {
      return 0;
    }
    int count = first + 3 - at;
    filter(
        QueryParse.Span.of(pieces, at, count),
        new Amount(
            Math.min(number(low), number(high)),
            Math.max(number(low), number(high)),
            unit.get(),
            count),
        Side.AROUND,
        reading);
    return count;
  }

  /** {@code between 5 and 6 stars}. */
  private static int between(List<Token> pieces, int at, QueryParse reading) {
    Optional<Amount> first = amount(pieces, at + 1, Unit.STARS);
    if (first.isEmpty()) {
      return 0;
    }
    int and = at + 1 + first.get().pieces();
    Optional<Amount> second = amount(pieces, and + 1, first.get().unit());
    if (second.isEmpty() || !List.of("and", "to", "-").contains(Rule.wordAt(pieces, and))) {
      return 0;
    }
    int count = and + 1 + second.get().pieces() - at;
    Unit unit = second.get().unit();
    filter(
        QueryParse.Span.of(pieces, at, count),
        new Amount(
            Math.min(first.get().low(), second.get().low()),
            Math.max(first.get().low(), second.get().low()),
            unit,
            count),
        Side.AROUND,
        reading);
    return count;
  }

  /**
   * The unit of the other bound, in "more than 6 but less than 7 stars"; null when there is none.
   */
  private static Unit unitBehind(List<Token> pieces, int number) {
    if (!List.of("and", "but").contains(Rule.wordAt(pieces, number + 1))) {
      return null;
    }
    int side = number + 2;
    boolean than = Rule.wordAt(pieces, side + 1).equals("than");
    return SIDES.containsKey(Rule.wordAt(pieces, side))
        ? amount(pieces, side + (than ? 2 : 1), null).map(Amount::unit).orElse(null)
        : null;
  }

  /** A number with its unit, in one word or two; empty when there is no unit and none is known. */
  private static Optional<Amount> amount(List<Token> pieces, int at, Unit missing) {
    return amount(
        Rule.wordAt(pieces, at),
        Rule.wordAt(pieces, at + 1),
        Rule.wordAt(pieces, at + 2),
        Rule.wordAt(pieces, at + 3),
        missing);
  }

  private static Optional<Amount> amount(
      String word, String next, String third, String fourth, Unit missing) {
    int spelled = NUMBER_WORDS.indexOf(word);
    if (spelled >= 0) {
      return Unit.of(next).map(unit -> new Amount(spelled, spelled, unit, 2));
    }
    if (CLOCK_RANGE.matcher(word).matches()) {
      String[] ends = word.split("[-–]", 2);
      double first = NumberFilters.Span.of(ends[0]).orElseThrow().seconds();
      double second = NumberFilters.Span.of(ends[1]).orElseThrow().seconds();
      return Optional.of(
          new Amount(Math.min(first, second), Math.max(first, second), Unit.SECONDS, 1));
    }
    if (CLOCK.matcher(word).matches()) {
      double seconds = NumberFilters.Span.of(word).orElseThrow().seconds();
      return Optional.of(new Amount(seconds, seconds, Unit.SECONDS, 1));
    }
    Matcher setting = SETTING.matcher(withoutPlus(word));
    if (setting.matches()) {
      return setting(setting, next, third, fourth);
    }
    Matcher m = AMOUNT.matcher(withoutPlus(word));
    if (!m.matches()) {
      return Optional.empty();
    }
    double first = number(m.group("low"));
    double second = m.group("high") == null ? first : number(m.group("high"));
    double low = Math.min(first, second);
    double high = Math.max(first, second);
    Optional<Unit> unit = Unit.of(m.group("unit"));
    if (unit.isPresent()) {
      return Optional.of(new Amount(low, high, unit.get(), 1));
    }
    if (!m.group("unit").isEmpty()) {
      return Optional.empty();
    }
    Optional<Unit> apart = Unit.of(withoutPlus(next));
    if (apart.isPresent()) {
      return Optional.of(new Amount(low, high, apart.get(), 2));
    }
    return missing == null ? Optional.empty() : Optional.of(new Amount(low, high, missing, 1));
  }

  /** {@code ar9}, {@code cs 5+}, {@code bpm 180-200}: the unit stands first. */
  private static Optional<Amount> setting(
      Matcher setting, String next, String third, String fourth) {
    Unit unit = Unit.of(setting.group("key")).orElseThrow();
    boolean apart = setting.group("low") == null;
    Matcher numbers = apart ? PLAIN.matcher(withoutPlus(next)) : setting;
    // A number with a unit of its own belongs to that: "stars 200 bpm"; not in "ar 9 od 8".
    boolean owned = Unit.of(withoutPlus(third)).isPresent() && !startsAmount(fourth);
    if (apart && (!numbers.matches() || owned)) {
      return Optional.empty();
    }
    double first = number(numbers.group("low"));
    double second = numbers.group("high") == null ? first : number(numbers.group("high"));
    double low = Math.min(first, second);
    double high = Math.max(first, second);
    boolean plausible = unit == Unit.BPM ? low >= 20 : high <= 15;
    return plausible ? Optional.of(new Amount(low, high, unit, apart ? 2 : 1)) : Optional.empty();
  }

  /** Whether a word begins with a number, or says that one follows. */
  private static boolean startsAmount(String word) {
    return word.matches("\\d.*") || List.of("between", "from").contains(word);
  }

  /** Without what only says that a number is meant roughly, or as the least. */
  private static String withoutPlus(String word) {
    return word.replaceFirst("^~", "").replaceFirst("(?<=.)([+]|ish)$", "");
  }

  private static double number(String text) {
    return NumberFilters.parse(text).orElse(Double.MAX_VALUE);
  }

  private static void filter(QueryParse.Span span, Amount a, Side side, QueryParse reading) {
    double scale = a.unit().scale;
    boolean exact = a.low() != a.high();
    double slack = exact ? 0 : a.unit().around;
    double low = side == Side.LESS ? Double.NEGATIVE_INFINITY : a.low() * scale;
    double high = side == Side.MORE ? Double.POSITIVE_INFINITY : a.high() * scale;
    if (side == Side.AROUND) {
      low -= slack;
      high += slack;
      if (a.unit() == Unit.STARS) {
        reading.stars((a.low() + a.high()) / 2);
      }
    }
    String key = a.unit().key;
    String meaning =
        switch (side) {
          case LESS -> key + "<=" + shown(a.unit(), high);
          case MORE -> key + ">=" + shown(a.unit(), low);
          case AROUND ->
              key + ">=" + shown(a.unit(), low) + " " + key + "<=" + shown(a.unit(), high);
        };
    reading.filter(span, NumberFilters.between(a.unit().field, low, high), meaning);
  }

  private static String shown(Unit unit, double value) {
    if (unit.field == MapFields.LENGTH) {
      long seconds = Math.max(0, Math.round(value));
      return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
