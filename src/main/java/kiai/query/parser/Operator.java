package kiai.query.parser;

/** How a value is compared. */
enum Operator {
  EQUAL,
  NOT_EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL;

  /** The operator that is written so, in osu!'s and in osu!lazer's way. */
  static Operator of(String written) {
    return switch (written) {
      case "=", ":", "==" -> EQUAL;
      case "!=", "!:" -> NOT_EQUAL;
      case "<" -> LESS;
      case "<=", "<:" -> LESS_OR_EQUAL;
      case ">" -> GREATER;
      default -> GREATER_OR_EQUAL;
    };
  }

  boolean isEquality() {
    return this == EQUAL || this == NOT_EQUAL;
  }
}
