package kiai.search;

import java.io.IOException;
import java.util.Optional;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.SearchOptions;

/** Questions about a map as it is being played. */
public final class PlayedMap {
  private PlayedMap() {}

  /**
   * Maps like the one that is played, where the index has it.
   *
   * @param md5 empty when not known
   * @param beatmapId null when not known; another version of the map, when the index lacks this one
   * @return empty when the index has neither
   */
  public static Optional<Answer> similar(
      SearchService service, String md5, Integer beatmapId, String filter, SearchOptions options)
      throws IOException {
    Optional<Answer> answer =
        md5.isEmpty() ? Optional.empty() : service.similar(md5, filter, options);
    return answer.isPresent() || beatmapId == null
        ? answer
        : service.similar(String.valueOf(beatmapId), filter, options);
  }

  /**
   * Options for a map that is played with a mod.
   *
   * @param mods nm, dt or ht; hits are then as hard as the map is with it, and the speed of the
   *     notes, which is that without the mod, does not count
   */
  public static SearchOptions options(SearchOptions options, String mods) {
    return mods.equals("nm")
        ? options
        : options.similar(options.includeSameSet(), true, Aspects.of(null, mods));
  }
}
