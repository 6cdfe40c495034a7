package kiai.search.answer;

/**
 * How much of an answer is wanted, and in which order.
 *
 * @param limit most hits, 1 to {@link #MAX_LIMIT}
 * @param offset hits to leave out first; offset and limit together stay within {@link #WINDOW}
 * @param foldSets only the best difficulty of each set, with the number of folded ones
 * @param includeSameSet for similar maps: also other difficulties of the map's own set
 * @param minScore hits below it are left out
 * @param anyTempo for similar maps: the same play at another speed counts as the same
 * @param by for similar maps: in what they should be alike
 * @param diversity 0 to 1: how much hits should differ from those above them
 * @param explain whether each hit says why it is there
 * @param hidden filters in the search language; a map that meets one of them is never a hit
 */
public record SearchOptions(
    int limit,
    int offset,
    boolean foldSets,
    boolean includeSameSet,
    double minScore,
    boolean anyTempo,
    Aspects by,
    double diversity,
    boolean explain,
    String hidden) {
  /** Most hits of one answer. */
  public static final int MAX_LIMIT = 200;

  /** Ranked candidates that pages are cut from. */
  public static final int WINDOW = 1_000;

  /** Ten hits, one of each set. */
  public static final SearchOptions DEFAULT =
      new SearchOptions(10, 0, true, false, 0, false, Aspects.DEFAULT, 0, false, "");

  /** Options within the bounds above. */
  public SearchOptions {
    limit = Math.clamp(limit, 1, MAX_LIMIT);
    offset = Math.clamp(offset, 0, WINDOW);
    diversity = Math.clamp(diversity, 0, 1);
  }

  /** The first page with a number of hits. */
  public static SearchOptions first(int limit) {
    return DEFAULT.page(limit, 0);
  }

  /** The same with another page. */
  public SearchOptions page(int newLimit, int newOffset) {
    return new SearchOptions(
        newLimit,
        newOffset,
        foldSets,
        includeSameSet,
        minScore,
        anyTempo,
        by,
        diversity,
        explain,
        hidden);
  }

  /** The same with or without all difficulties of a set. */
  public SearchOptions folding(boolean fold) {
    return new SearchOptions(
        limit, offset, fold, includeSameSet, minScore, anyTempo, by, diversity, explain, hidden);
  }

  /** The same for similar maps: with the map's own set, at which tempo, and alike in what. */
  public SearchOptions similar(boolean sameSet, boolean tempoFree, Aspects aspects) {
    return new SearchOptions(
        limit, offset, foldSets, sameSet, minScore, tempoFree, aspects, diversity, explain, hidden);
  }

  /** The same with hits that score at least so much and differ so much. */
  public SearchOptions choosing(double newMinScore, double newDiversity) {
    return new SearchOptions(
        limit,
        offset,
        foldSets,
        includeSameSet,
        newMinScore,
        anyTempo,
        by,
        newDiversity,
        explain,
        hidden);
  }

  /** The same with hits that say why they are there. */
  public SearchOptions explaining(boolean wanted) {
    return new SearchOptions(
        limit, offset, foldSets, includeSameSet, minScore, anyTempo, by, diversity, wanted, hidden);
  }

  /** The same without maps that meet one of some filters. */
  public SearchOptions hiding(String filters) {
    return new SearchOptions(
        limit,
        offset,
        foldSets,
        includeSameSet,
        minScore,
        anyTempo,
        by,
        diversity,
        explain,
        filters.strip());
  }
}
