package kiai.query.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.map.MapField;
import kiai.query.Condition;

/**
 * Filters on numbers, with osu!lazer's tolerances: equality is wider, strict comparison narrower.
 */
public final class NumberFilters {
  private static final double STAR_STEP = 0.01; // "stars=6" is 6.00 up to 6.01
  private static final Pattern RANGE =
      Pattern.compile("([0-9]+(?:[.,][0-9]+)?)(?:-|\\.\\.)([0-9]+(?:[.,][0-9]+)?)");
  private static final Pattern CLOCK = Pattern.compile("[0-9]{1,6}(:[0-5]?[0-9]){1,2}");
  private static final Pattern UNITS =
      Pattern.compile(
          "(?:(AMOUNT)h(?:ours?|rs?)?)?(?:(AMOUNT)m(?:in(?:ute)?s?)?)?(?:(AMOUNT)s(?:ec(?:ond)?s?)?)?"
              .replace("AMOUNT", "[0-9]{1,6}(?:[.][0-9]{1,6})?"));

  private NumberFilters() {}

  /** A number, also with a decimal comma or a percent sign; empty for anything else. */
  public static Optional<Double> parse(String value) {
    String plain = value.endsWith("%") ? value.substring(0, value.length() - 1) : value;
    if (!plain.matches("-?([0-9]{1,9}([.,][0-9]{0,9})?|[.,][0-9]{1,9})")) {
      return Optional.empty();
    }
    return Optional.of(Double.valueOf(plain.replace(',', '.')));
  }

  /** All values from low to high, both included. */
  public static Condition between(MapField field, double low, double high) {
    return new Condition.Range(field, low, high);
  }

  public static Optional<Condition> stars(MapField field, Operator operator, String value) {
    Optional<Condition> range = range(value, operator, 0, STAR_STEP / 2, field);
    if (range.isPresent()) {
      return range;
    }
    return parse(value)
        .map(v ->
            switch (operator) {
              case EQUAL, NOT_EQUAL -> between(field, v, Math.nextDown(v + STAR_STEP));
              case LESS -> between(field, Double.NEGATIVE_INFINITY, Math.nextDown(v));
              case LESS_OR_EQUAL ->
                  between(field, Double.NEGATIVE_INFINITY, Math.nextDown(v + STAR_STEP));
              case GREATER -> between(field, v + STAR_STEP, Double.POSITIVE_INFINITY);
              case GREATER_OR_EQUAL -> between(field, v, Double.POSITIVE_INFINITY);
            });
  }

  /** A number, or two with a dash between them. */
  public static Optional<Condition> decimal(MapField field, Operator operator, String value) {
    double tolerance = field.tolerance();
    Optional<Condition> range = range(value, operator, tolerance, tolerance, field);
    return range.isPresent()
        ? range
        : parse(value).map(v -> decimal(field, operator, v, tolerance));
  }

  /** A share from 0 to 1 or in percent, or a pattern's number. */
  public static Optional<Condition> pattern(
      MapField field, Operator operator, String value, boolean isShare) {
    Function<Double, Double> scale = v -> value.endsWith("%") ? v / 100 : v;
    return parse(value)
        .map(scale)
        .filter(v -> !isShare || (v >= 0 && v <= 1))
        .map(v -> decimal(field, operator, v, field.tolerance()));
  }

  private static Optional<Condition> range(
      String value, Operator operator, double below, double above, MapField field) {
    Matcher m = RANGE.matcher(value);
    if (!operator.isEquality() || !m.matches()) {
      return Optional.empty();
    }
    Optional<Double> low = parse(m.group(1));
    Optional<Double> high = parse(m.group(2));
    return low.isEmpty() || high.isEmpty()
        ? Optional.empty()
        : Optional.of(
            between(
                field,
                Math.min(low.get(), high.get()) - below,
                Math.max(low.get(), high.get()) + above));
  }

  private static Condition decimal(MapField field, Operator operator, double v, double tolerance) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> between(field, v - tolerance, v + tolerance);
      case LESS -> between(field, Double.NEGATIVE_INFINITY, Math.nextDown(v - tolerance));
      case LESS_OR_EQUAL -> between(field, Double.NEGATIVE_INFINITY, v + tolerance);
      case GREATER -> between(field, Math.nextUp(v + tolerance), Double.POSITIVE_INFINITY);
      case GREATER_OR_EQUAL -> between(field, v - tolerance, Double.POSITIVE_INFINITY);
    };
  }

  /** A whole number, several with commas, or two with a dash between them. */
  public static Optional<Condition> whole(MapField field, Operator operator, String value) {
    if (operator.isEquality() && value.contains(",")) {
      List<Condition> any = new ArrayList<>();
      for (String part : value.split(",", -1)) {
        Optional<Condition> one = whole(field, Operator.EQUAL, part);
        if (one.isEmpty()) {
          return Optional.empty();
        }
        any.add(one.get());
      }
      return Optional.of(new Condition.Any(any));
    }
    if (operator.isEquality() && value.matches("[0-9]{1,9}(-|\\.\\.)[0-9]{1,9}")) {
      String[] ends = value.split("-|\\.\\.", 2);
      int low = Integer.parseInt(ends[0]);
      int high = Integer.parseInt(ends[1]);
      return Optional.of(between(field, Math.min(low, high), Math.max(low, high)));
    }
    if (!value.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    return Optional.of(compared(field, operator, Integer.parseInt(value), Integer.parseInt(value)));
  }

  /**
   * Whole numbers or days compared with a span of them.
   *
   * @param from first number of the span
   * @param to last number of the span
   */
  public static Condition compared(MapField field, Operator operator, int from, int to) {
    return switch (operator) {
      case EQUAL, NOT_EQUAL -> between(field, from, to);
      case LESS -> between(field, Double.NEGATIVE_INFINITY, from - 1);
      case LESS_OR_EQUAL -> between(field, Double.NEGATIVE_INFINITY, to);
      case GREATER -> between(field, to + 1, Double.POSITIVE_INFINITY);
      case GREATER_OR_EQUAL -> between(field, from, Double.POSITIVE_INFINITY);
    };
  }

  /**
   * A span of time.
   *
   * @param seconds how long
   * @param unit the smallest unit that was given, in seconds
   */
  public record Span(double seconds, double unit) {
    /** {@code 3:20}, {@code 1:02:03}, {@code 1h2m3s}, {@code 5min} or seconds. */
    public static Optional<Span> of(String value) {
      String text = value.toLowerCase(Locale.ROOT);
      if (CLOCK.matcher(text).matches()) {
        double seconds = 0;
        for (String part : text.split(":", -1)) {
          seconds = seconds * 60 + Integer.parseInt(part);
        }
        return Optional.of(new Span(seconds, 1));
      }
      Matcher m = UNITS.matcher(text);
      if (!text.isEmpty() && m.matches()) {
        double unit = m.group(3) != null ? 1 : m.group(2) != null ? 60 : 3600;
        return Optional.of(new Span(part(m, 1, 3600) + part(m, 2, 60) + part(m, 3, 1), unit));
      }
      return text.endsWith("%") ? Optional.empty() : parse(text).map(v -> new Span(v, 1));
    }

    private static double part(Matcher m, int group, int unit) {
      return m.group(group) == null ? 0 : Double.parseDouble(m.group(group)) * unit;
    }
  }

  /** A length; as wide as half the smallest unit given. */
  public static Optional<Condition> length(MapField field, Operator operator, String value) {
    return Span.of(value).map(span -> decimal(field, operator, span.seconds(), span.unit() / 2));
  }
}
