package kiai.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words and names of an index, by which a typo is told from a title. */
public interface IndexVocabulary {
  /** Who a name belongs to. */
  enum Kind {
    MAPPER,
    ARTIST
  }

  /**
   * A name.
   *
   * @param text as it is written most often
   */
  record Name(String text, Kind kind) {}

  /** Knows every word and no name, so that nothing is corrected. */
  IndexVocabulary NONE =
      new IndexVocabulary() {
        @Override
        public boolean isWord(String word) {
          return true;
        }

        @Override
        public Optional<String> likeWord(String word) {
          return Optional.empty();
        }

        @Override
        public Optional<Name> named(String text) {
          return Optional.empty();
        }

        @Override
        public Optional<Name> likeName(String text, Kind kind) {
          return Optional.empty();
        }
      };

  /** Letters and digits in a row. */
  Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

  /** The words of a text as the index knows them; an index with an analyzer asks that. */
  default List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (words.find()) {
      terms.add(words.group());
    }
    return terms;
  }

  /** Whether some map's texts have a word that begins so. */
  boolean isWord(String word);

  /** The word of the index that a typo means most likely. */
  Optional<String> likeWord(String word);

  /** The mapper or artist with exactly this name, in any case. */
  Optional<Name> named(String text);

  /** The name of that kind that a typo means most likely. */
  Optional<Name> likeName(String text, Kind kind);
}
