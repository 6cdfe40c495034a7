package kiai.search;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kiai.index.BeatmapIndex;
import kiai.index.Schema;
import kiai.search.language.Filters;
import kiai.search.language.Lexicon;
import kiai.search.language.QueryLanguage;
import org.apache.lucene.search.suggest.InputIterator;
import org.apache.lucene.search.suggest.Lookup;
import org.apache.lucene.search.suggest.analyzing.AnalyzingInfixSuggester;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * What somebody may be typing: keys, values of keys, kinds of play, mappers, artists and titles of
 * one state of an index.
 */
public final class Suggestions implements Closeable {
  private static final int OF_NAMES = 6;
  private static final int MOST = 10;
  private static final int WORDS_OF_A_NAME = 3; // before the caret, tried from most to one
  private static final int FEW_LETTERS = 3; // that may well begin a key
  private static final int TYPED = 60; // characters of a name that count

  private final AnalyzingInfixSuggester names;
  private final List<Filters.Key> keys;
  private final List<String> phrases = Lexicon.phrases();
  private final List<String> tags = Lexicon.tags();

  private Suggestions(AnalyzingInfixSuggester names, List<Filters.Key> keys) {
    this.names = names;
    this.keys = keys;
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

  /** Reads the names of an index: a few seconds for 250,000 maps. */
  public static Suggestions of(BeatmapIndex index, QueryLanguage language) throws IOException {
    AnalyzingInfixSuggester suggester =
        new AnalyzingInfixSuggester(new ByteBuffersDirectory(), Schema.analyzer(false));
    suggester.build(new Names(names(index)));
    suggester.refresh();
    return new Suggestions(suggester, language.keys());
  }

  private record Name(String text, String kind, int maps) {}

  private static List<Name> names(BeatmapIndex index) throws IOException {
    Map<String, Name> names = new LinkedHashMap<>();
    index.search(searcher -> {
      for (String[] field :
          new String[][] {
            {Schema.CREATOR_NAME, "mapper"},
            {Schema.ARTIST_NAME, "artist"},
            {Schema.TITLE_NAME, "title"}
          }) {
        IndexNames.forEach(
            searcher.getIndexReader(),
            field[0],
            (text, maps) -> names.put(field[1] + " " + text, new Name(text, field[1], maps)));
      }
      return null;
    });
    return List.copyOf(names.values());
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
    switch (key) {
      case "mapper", "creator", "author" -> names(typed, "mapper", before, start, end, found);
      case "artist" -> names(typed, "artist", before, start, end, found);
      case "title" -> names(typed, "title", before, start, end, found);
      case "tag" -> listed(tags, typed, before, "tag", start, end, found);
      case "mode" ->
          listed(
              List.of("osu", "taiko", "catch", "mania"), typed, before, "value", start, end, found);
      case "status" ->
          listed(
              List.of("ranked", "loved", "approved", "qualified", "pending", "wip", "graveyard"),
              typed,
              before,
              "value",
              start,
              end,
              found);
      case "owned", "played" ->
          listed(List.of("yes", "no"), typed, before, "value", start, end, found);
      case "sort" ->
          listed(
              List.of("stars", "bpm", "length", "year", "favourites", "plays", "created"),
              typed,
              before,
              "value",
              start,
              end,
              found);
      default -> {}
    }
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
      String typed, String kind, String before, int start, int end, List<Suggestion> found)
      throws IOException {
    for (Lookup.LookupResult name : lookup(typed, kind, MOST)) {
      found.add(
          new Suggestion(before + quoted(name.key.toString()), kind, maps(name.value), start, end));
    }
  }

  private List<Lookup.LookupResult> lookup(String typed, String kind, int count)
      throws IOException {
    if (typed.isBlank()) {
      return List.of();
    }
    String cut = typed.length() > TYPED ? typed.substring(0, TYPED) : typed;
    return names.lookup(cut, Set.of(new BytesRef(kind)), count, true, false);
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
    for (Filters.Key key :
        keys.stream().filter(k -> k.name().startsWith(typed)).limit(3).toList()) {
      found.add(
          place++, new Suggestion(before + key.name() + "=", "key", key.expects(), start, end));
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
      for (String kind : List.of("mapper", "artist", "title")) {
        for (Lookup.LookupResult one : lookup(name, kind, words > 1 ? 2 : OF_NAMES / 2)) {
          String text =
              kind.equals("title")
                  ? quoted(one.key.toString())
                  : kind + "=" + quoted(one.key.toString());
          Suggestion s = new Suggestion(before + text, kind, maps(one.value), from, end);
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

  /** Names as the suggester takes them in; the number of maps is their weight. */
  private static final class Names implements InputIterator {
    private final java.util.Iterator<Name> names;
    private Name current;

    Names(List<Name> names) {
      this.names = names.iterator();
    }

    @Override
    public long weight() {
      return current.maps();
    }

    @Override
    public BytesRef payload() {
      return null;
    }

    @Override
    public boolean hasPayloads() {
      return false;
    }

    @Override
    public Set<BytesRef> contexts() {
      return Set.of(new BytesRef(current.kind()));
    }

    @Override
    public boolean hasContexts() {
      return true;
    }

    @Override
    public BytesRef next() {
      if (!names.hasNext()) {
        return null;
      }
      current = names.next();
      return new BytesRef(current.text());
    }
  }
}
