package kiai.query.filter;

/** How a value is compared. */
public enum Operator {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  /** The operator that is written so, in osu!'s and in osu!lazer's way. */
  public static Operator of(String written) {
    return switch (written) {
      case "=", ":", "==" -> EQUAL;
      case "!=", "!:" -> NOT_EQUAL;
      case "<" -> LESS;
      case "<=", "<:" -> LESS_OR_EQUAL;
      case ">" -> GREATER;
      default -> GREATER_OR_EQUAL;
    };
  }

  public boolean isEquality() {
    return this == EQUAL || this == NOT_EQUAL;
  }
}
