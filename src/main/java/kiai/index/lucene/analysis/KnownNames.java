package kiai.index.lucene.analysis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiai.query.IndexVocabulary.Kind;
import kiai.query.IndexVocabulary.Name;
import org.apache.lucene.search.spell.LuceneLevenshteinDistance;

/**
 * The mappers and artists of an index, and which of them a typo means. Not to be changed once used.
 */
public final class KnownNames {
  private static final double LIKE_ENOUGH = 0.7; // similarity of 0 to 1
  private static final int MOST_LENGTH_CHANGE = 2; // characters

  private final Map<String, Name> names = new HashMap<>();

  /** Adds a name; of one that both kinds have, the later counts. */
  public void add(String text, Kind kind) {
    names.put(key(text), new Name(text, kind));
  }

  private static String key(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  /** The mapper or artist with exactly this name, in any case. */
  public Optional<Name> named(String text) {
    return Optional.ofNullable(names.get(key(text)));
  }

  /** The name of that kind that a typo means most likely. */
  public Optional<Name> like(String text, Kind kind) {
    String wanted = key(text);
    LuceneLevenshteinDistance distance = new LuceneLevenshteinDistance();
    return names.entrySet().stream()
        .filter(e -> e.getValue().kind() == kind)
        .filter(e -> Math.abs(e.getKey().length() - wanted.length()) <= MOST_LENGTH_CHANGE)
        .map(e -> Map.entry(e.getValue(), distance.getDistance(wanted, e.getKey())))
        .filter(e -> e.getValue() >= LIKE_ENOUGH)
        .max(
            Comparator.comparing((Map.Entry<Name, Float> e) -> e.getValue())
                .thenComparing(e -> e.getKey().text(), Comparator.reverseOrder()))
        .map(Map.Entry::getKey);
  }
}
