package kiai.query.parser;

import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.map.Mods;
import kiai.query.filter.Token;

/**
 * Mods that a map is played with: {@code dt}, {@code +HDDT}, {@code double time}, {@code hr}. Those
 * that change numbers of the map change what all numbers of the text mean; the others only change
 * what is seen or scored.
 */
final class ModRule implements Rule {
  private static final Set<String> OTHERS = Set.of("hd", "fl", "nf", "sd", "pf", "so", "nm", "td");
  private static final Map<String, Mods> NAMES =
      Map.ofEntries(
          Map.entry("doubletime", Mods.DOUBLE_TIME),
          Map.entry("double time", Mods.DOUBLE_TIME),
          Map.entry("nightcore", Mods.DOUBLE_TIME),
          Map.entry("night core", Mods.DOUBLE_TIME),
          Map.entry("halftime", Mods.HALF_TIME),
          Map.entry("half time", Mods.HALF_TIME),
          Map.entry("daycore", Mods.HALF_TIME),
          Map.entry("hardrock", Mods.HARD_ROCK),
          Map.entry("hard rock", Mods.HARD_ROCK),
          Map.entry("easy mod", Mods.EASY));
  private static final Set<String> OTHER_NAMES =
      Set.of(
          "hidden",
          "flashlight",
          "no fail",
          "nofail",
          "nomod",
          "no mod",
          "no mods",
          "fm",
          "freemod");
  private static final Set<String> AFTER = Set.of("mod", "mods", "with");

  @Override
  public int read(List<Token> pieces, int at, QueryParse reading) {
    Token piece = pieces.get(at);
    if (!piece.isWord()) {
      return 0;
    }
    String word = piece.lower().replaceFirst("^[+]", "").replace('-', ' ');
    if (piece.exclude()) {
      if (acronyms(word) == null && !NAMES.containsKey(word)) {
        return 0;
      }
      reading.filler(List.of());
      return 1; // "-dt": without mods is what everything is
    }
    String two = word + " " + Rule.wordAt(pieces, at + 1);
    int count = NAMES.containsKey(two) || OTHER_NAMES.contains(two) ? 2 : 1;
    String name = count == 2 ? two : word;
    Mods mods = NAMES.getOrDefault(name, acronyms(word));
    if (mods != null) {
      if (conflict(word)) {
        reading.hint("%s holds mods that exclude each other: %s counts".formatted(word, mods));
      }
      int after = AFTER.contains(Rule.wordAt(pieces, at + count)) ? 1 : 0;
      reading.mods(QueryParse.Span.of(pieces, at, count + after), mods);
      return count + after;
    }
    if (OTHER_NAMES.contains(name) || isOther(word)) {
      reading.filler(pieces.subList(at, at + count));
      if (!name.matches("nm|no ?mods?|nomod")) {
        reading.hint(name + " was left out: Kiai computes no numbers with it");
      }
      return count;
    }
    return 0;
  }

  /** What acronyms one after another mean, such as {@code hddt}; null for any other word. */
  private static Mods acronyms(String word) {
    Mods mods = null;
    if (word.length() < 2 || word.length() % 2 != 0) {
      return null;
    }
    for (int i = 0; i < word.length(); i += 2) {
      String acronym = word.substring(i, i + 2);
      Mods one = Mods.ofAcronym(acronym).orElse(null);
      if (one == null && !OTHERS.contains(acronym)) {
        return null;
      }
      mods = one == null ? mods : mods == null ? one : mods.with(one);
    }
    return mods;
  }

  /** Whether acronyms one after another exclude each other, as in {@code dtht}. */
  private static boolean conflict(String word) {
    Mods mods = Mods.NONE;
    for (int i = 0; i + 2 <= word.length(); i += 2) {
      Mods one = Mods.ofAcronym(word.substring(i, i + 2)).orElse(Mods.NONE);
      if (mods.excludes(one)) {
        return true;
      }
      mods = mods.with(one);
    }
    return false;
  }

  /** Acronyms without a number, and slots of pools such as {@code hd2} and {@code fm1}. */
  private static boolean isOther(String word) {
    return word.matches("(hd|fl|nf|sd|pf|so|nm)+")
        || word.matches("(nm|hd|hr|dt|fm|tb|ez|ht)[1-9]");
  }
}
