package kiai.search.ranking;

/**
 * How the parts of a text search are put together; the shipped one is the best on the judged
 * questions of {@code kiai eval}.
 *
 * @param name for tables
 * @param tower weight of the metadata tower's cosine, brought to 0 to 1 among the candidates
 * @param words weight of the lexical score
 * @param ranges weight of each preferred range
 * @param kinds weight of each pattern
 * @param reciprocalRanks whether parts are fused by {@code 1 / (60 + rank)} instead of their sum
 */
public record TextWeights(
    String name, double tower, double words, double ranges, double kinds, boolean reciprocalRanks) {
  /** The shipped one. */
  public static final TextWeights SHIPPED =
      new TextWeights("sum, tower 0.1, words 0.3", 0.1, 0.3, 1, 1, false);
}
