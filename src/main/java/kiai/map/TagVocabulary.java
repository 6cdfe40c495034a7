package kiai.map;

/** Names of osu!'s user tags; implemented by {@code kiai.tokens.UserTags}. */
public interface TagVocabulary {
  /** No tags at all. */
  TagVocabulary NONE =
      new TagVocabulary() {
        @Override
        public String of(int id) {
          return null;
        }

        @Override
        public String named(String text) {
          return null;
        }
      };

  /** Name of the tag with an id; null for unknown ids. */
  String of(int id);

  /** Name of the tag that a text means, such as {@code jump aim}; null when it means none. */
  String named(String text);
}
