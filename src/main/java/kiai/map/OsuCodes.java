package kiai.map;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What osu!'s numbers and spellings mean, as the website and the stable client write them. */
public final class OsuCodes {
  private static final List<String> MODES = List.of("osu", "taiko", "fruits", "mania");
  private static final Map<Integer, String> STATUSES =
      Map.of(
          -2,
          "graveyard",
          -1,
          "wip",
          0,
          "pending",
          1,
          "ranked",
          2,
          "approved",
          3,
          "qualified",
          4,
          "loved");

  private OsuCodes() {}

  /** The mode of a number or name; null for others. */
  public static String mode(Long number, String name) {
    if (number != null) {
      return number >= 0 && number < MODES.size() ? MODES.get(number.intValue()) : null;
    }
    if (name == null) {
      return null;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "catch", "ctb" -> "fruits";
      case "std", "standard", "osu!" -> "osu";
      default -> MODES.contains(lower) ? lower : null;
    };
  }

  /** The status of the website's number or name; null for others. */
  public static String status(Long number, String name) {
    if (number != null) {
      return STATUSES.get(number.intValue());
    }
    String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return STATUSES.containsValue(lower) ? lower : null;
  }

  /** The website's number of a status; null for none. */
  public static Integer statusNumber(String status) {
    return STATUSES.entrySet().stream()
        .filter(e -> e.getValue().equals(status))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  /** The status of the stable client's byte; null when the client does not know. */
  public static String clientStatus(int code) {
    return switch (code) {
      case 2 -> "pending"; // graveyard and wip as well: the client keeps them as one
      case 4 -> "ranked";
      case 5 -> "approved";
      case 6 -> "qualified";
      case 7 -> "loved";
      default -> null;
    };
  }

  /** A name in lower case; null for none and for those that say nothing. */
  public static String plain(String name) {
    if (name == null || name.isBlank()) {
      return null;
    }
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.equals("any") || lower.equals("unspecified") ? null : lower;
  }
}
