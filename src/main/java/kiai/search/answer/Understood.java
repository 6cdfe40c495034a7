package kiai.search.answer;

import java.util.List;
import kiai.map.MapRecord;
import kiai.query.Understanding;

/** How a question was read, for the one who asked it. */
public sealed interface Understood {

  /**
   * A text.
   *
   * @param parse how its parts were read
   * @param like the map that "like X" means, null when none is named
   * @param title the text, when maps have it as their title and come first; else null
   */
  record Text(Understanding parse, MapRecord like, String title) implements Understood {}

  /**
   * Maps to be like.
   *
   * @param similarTo MD5 of the first example
   * @param mode the ruleset that hits are limited to, null when the filter says otherwise
   * @param by aspects that are compared, null for style alone
   * @param hints what cannot be answered as asked
   * @param filter how the filter text was read
   * @param anyTempo whether the same play at another speed counts as the same
   * @param passageStartsMs where the windows of the asked passage begin; empty for whole maps
   */
  record Similar(
      String similarTo,
      String mode,
      String by,
      List<String> hints,
      Understanding filter,
      boolean anyTempo,
      List<Integer> passageStartsMs)
      implements Understood {}

  /**
   * Liked maps to recommend by.
   *
   * @param liked how many maps the text for them found
   * @param considered how many of them were compared, the last played first
   * @param likedText how the text for them was read
   * @param filter how the filter text was read
   * @param hints what cannot be answered as asked
   */
  record Recommended(
      int liked, int considered, Understanding likedText, Understanding filter, List<String> hints)
      implements Understood {}

  /** The account of the text, or of the filter text. */
  default Understanding parsed() {
    return switch (this) {
      case Text text -> text.parse();
      case Similar similar -> similar.filter();
      case Recommended recommended -> recommended.filter();
    };
  }
}
