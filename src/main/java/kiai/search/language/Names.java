package kiai.search.language;

import java.util.Optional;

/** The words and names of an index, which tell a typo from a title. */
public interface Names {
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
  Names NONE =
      new Names() {
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

  /** Whether some map's texts have a word that begins so. */
  boolean isWord(String word);

  /** The word of the index that a typo means most likely. */
  Optional<String> likeWord(String word);

  /** The mapper or artist with exactly this name, in any case. */
  Optional<Name> named(String text);

  /** The name of that kind that a typo means most likely. */
  Optional<Name> likeName(String text, Kind kind);
}
