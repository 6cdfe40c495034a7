package kiai.search;

/**
 * How much of an answer is wanted.
 *
 * @param limit most hits, 1 to {@link #MAX_LIMIT}
 * @param offset hits to leave out first; offset and limit together stay within {@link #WINDOW}
 * @param foldSets only the best difficulty of each set, with the number of folded ones
 * @param includeSameSet for similar maps: also other difficulties of the map's own set
 * @param minScore hits below it are left out
 * @param anyTempo for similar maps: the same play at another speed counts as the same
 */
public record SearchOptions(
    int limit,
    int offset,
    boolean foldSets,
    boolean includeSameSet,
    double minScore,
    boolean anyTempo) {
  /** Most hits of one answer. */
  public static final int MAX_LIMIT = 200;

  /** Ranked candidates that pages are cut from. */
  public static final int WINDOW = 1_000;

  /** Ten hits. */
  public static final SearchOptions DEFAULT = new SearchOptions(10, 0, false, false, 0, false);

  /** The first page with a number of hits. */
  public static SearchOptions first(int limit) {
    return DEFAULT.page(limit, 0);
  }

  /** The same for similar maps: with the map's own set, and at which tempo. */
  public SearchOptions similar(boolean sameSet, boolean tempoFree) {
    return new SearchOptions(limit, offset, foldSets, sameSet, minScore, tempoFree);
  }

  /** Options within the bounds above. */
  public SearchOptions {
    limit = Math.clamp(limit, 1, MAX_LIMIT);
    offset = Math.clamp(offset, 0, WINDOW);
  }

  /** The same with another page. */
  public SearchOptions page(int newLimit, int newOffset) {
    return new SearchOptions(newLimit, newOffset, foldSets, includeSameSet, minScore, anyTempo);
  }
}
