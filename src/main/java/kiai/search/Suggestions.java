package kiai.search;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import kiai.index.IndexSnapshot;
import kiai.index.NameSuggester;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.lexicon.Lexicon;

/**
 * What somebody may be typing: keys, values of keys, patterns, mappers, artists and titles of one
 * state of an index.
 */
public final class Suggestions implements Closeable {
  private static final int OF_NAMES = 6;
  private static final List<String> ORDERS =
      List.of("stars", "bpm", "length", "year", "favourites", "plays", "created");
  private static final List<MapField> NAMED =
      List.of(MapFields.CREATOR, MapFields.ARTIST, MapFields.TITLE);
  private static final int MOST = 10;
  private static final int WORDS_OF_A_NAME = 3; // before the caret, tried from most to one
  private static final int FEW_LETTERS = 3; // that may well begin a key
  private static final int TYPED = 60; // characters of a name that count

  private final NameSuggester names;
  private final List<MapField> keys;
  private final List<String> phrases = Lexicon.phrases();
  private final List<String> tags = Lexicon.tags();

  private Suggestions(NameSuggester names) {
    this.names = names;
    // Numbers are asked for most, then days.
    this.keys = MapFields.filters().stream().sorted(Comparator.comparing(MapField::type)).toList();
  }

  /**
   * A suggestion.
   *
   * @param text what the query holds afterwards between start and end
   * @param kind key, tag, play, mapper, artist, title or value
   * @param detail for people: what a key expects, how many maps a name has
   * @param start first character that is replaced
   * @param end after the last character that is replaced
   */
  public record Suggestion(String text, String kind, String detail, int start, int end) {}

  /** Reads the names of a state of an index: a few seconds for 250,000 maps. */
  public static Suggestions of(IndexSnapshot snapshot) throws IOException {
    return new Suggestions(snapshot.suggester());
  }

  /**
   * The best suggestions for the word or words before the caret.
   *
   * @param query the whole text
   * @param caret place in it, in characters
   */
  public List<Suggestion> of(String query, int caret) throws IOException {
    int end = Math.clamp(caret, 0, query.length());
    int start = wordStart(query, end);
    String word = query.substring(start, end);
    List<Suggestion> found = new ArrayList<>();
    int operator = operator(word);
    if (operator > 0) {
      values(word, operator, start, end, found);
    } else if (!word.isBlank()) {
      plain(query, word, start, end, found);
    }
    return found.stream().distinct().limit(MOST).toList();
  }

  private static int wordStart(String query, int end) {
    boolean quoted = query.substring(0, end).chars().filter(c -> c == '"').count() % 2 == 1;
    int at = end;
    while (at > 0 && (quoted || !Character.isWhitespace(query.charAt(at - 1)))) {
      at--;
      if (quoted && query.charAt(at) == '"') {
        quoted = false;
      }
    }
    return at;
  }

  private static int operator(String word) {
    for (int i = 1; i < word.length(); i++) {
      if ("=:<>!".indexOf(word.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** {@code mapper=Sot}: values of a key. */
  private void values(String word, int operator, int start, int end, List<Suggestion> found)
      throws IOException {
    String key = word.substring(0, operator).toLowerCase(Locale.ROOT).replaceFirst("^-", "");
    int from = operator;
    while (from < word.length() && "=:<>!".indexOf(word.charAt(from)) >= 0) {
      from++;
    }
    String before = word.substring(0, from);
    String typed = word.substring(from).replace("\"", "");
    if (key.equals("sort")) {
      listed(ORDERS, typed, before, "value", start, end, found);
      return;
    }
    MapField field = MapFields.byKey(key).orElse(null);
    if (field != null && field.isSuggested()) {
      names(typed, field, before, start, end, found);
    } else if (field != null) {
      String kind = field == MapFields.TAGS ? "tag" : "value";
      listed(values(field), typed, before, kind, start, end, found);
    }
  }

  /** The values that a field can have, as far as they are few. */
  private List<String> values(MapField field) {
    return switch (field.syntax()) {
      case TAG -> tags;
      case MODE -> List.of("osu", "taiko", "catch", "mania");
      case STATUS ->
          List.of("ranked", "loved", "approved", "qualified", "pending", "wip", "graveyard");
      case FLAG, FLAG_OR_DAYS, NOT_FLAG -> List.of("yes", "no");
      default -> List.of();
    };
  }

  private static void listed(
      List<String> all,
      String typed,
      String before,
      String kind,
      int start,
      int end,
      List<Suggestion> found) {
    String lower = typed.toLowerCase(Locale.ROOT);
    all.stream()
        .filter(value -> value.toLowerCase(Locale.ROOT).contains(lower))
        .limit(MOST)
        .forEach(value -> found.add(new Suggestion(before + quoted(value), kind, "", start, end)));
  }

  private static String quoted(String value) {
    return value.contains(" ") ? "\"" + value + "\"" : value;
  }

  private void names(
      String typed, MapField field, String before, int start, int end, List<Suggestion> found)
      throws IOException {
    for (NameSuggester.Suggested name : lookup(typed, field, MOST)) {
      found.add(
          new Suggestion(before + quoted(name.name()), field.key(), maps(name.maps()), start, end));
    }
  }

  private List<NameSuggester.Suggested> lookup(String typed, MapField field, int count)
      throws IOException {
    if (typed.isBlank()) {
      return List.of();
    }
    String cut = typed.length() > TYPED ? typed.substring(0, TYPED) : typed;
    return names.suggest(cut, field, count);
  }

  private static String maps(long count) {
    return count == 1 ? "1 map" : "%,d maps".formatted(count);
  }

  private void plain(String query, String word, int start, int end, List<Suggestion> found)
      throws IOException {
    boolean minus = word.startsWith("-");
    String typed = (minus ? word.substring(1) : word).toLowerCase(Locale.ROOT);
    if (typed.isEmpty()) {
      return;
    }
    String before = minus ? "-" : "";
    phrases.stream()
        .filter(phrase -> phrase.startsWith(typed))
        .limit(4)
        .forEach(phrase -> found.add(new Suggestion(before + phrase, "play", "", start, end)));
    nameParts(query, minus, typed, start, end, found);
    // A key needs a value yet: after what can be taken as it is, unless little is typed.
    int place = typed.length() <= FEW_LETTERS ? 0 : found.size();
    for (MapField key : keys.stream().filter(k -> k.key().startsWith(typed)).limit(3).toList()) {
      found.add(
          place++,
          new Suggestion(before + key.key() + "=", "key", key.syntax().expects(), start, end));
    }
  }

  /** Mappers, artists and titles by the last words, the longest first. */
  private void nameParts(
      String query, boolean minus, String typed, int start, int end, List<Suggestion> found)
      throws IOException {
    String before = minus ? "-" : "";
    for (int words = minus ? 1 : WORDS_OF_A_NAME; words > 0; words--) {
      int from = start;
      for (int i = 1; i < words && from > 0; i++) {
        from = wordStart(query, query.substring(0, from).stripTrailing().length());
      }
      if (words > 1 && from == start) {
        continue;
      }
      String name = minus ? typed : query.substring(from, end);
      if (name.indexOf('"') >= 0 || operator(name) > 0) {
        continue;
      }
      int place = found.size();
      for (MapField field : NAMED) {
        for (NameSuggester.Suggested one : lookup(name, field, words > 1 ? 2 : OF_NAMES / 2)) {
          String text =
              field == MapFields.TITLE
                  ? quoted(one.name())
                  : field.key() + "=" + quoted(one.name());
          Suggestion s = new Suggestion(before + text, field.key(), maps(one.maps()), from, end);
          if (found.stream().noneMatch(f -> f.text().equalsIgnoreCase(s.text()))) {
            found.add(words > 1 ? Math.min(place++, found.size()) : found.size(), s);
          }
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    names.close();
  }
}
