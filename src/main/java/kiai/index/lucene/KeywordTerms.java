package kiai.index.lucene;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The terms of keyword columns that questions have read of one commit, by their ordinals. Looking a
 * term up decompresses a block of the dictionary, some microseconds; folding sets asks for the set
 * of every map that matches. Thread-safe.
 */
final class KeywordTerms {
  /** Terms of a column that are kept; some 100 bytes each. Columns with more are read each time. */
  private static final int MOST_TERMS = 1_000_000;

  private record Column(int leaf, String field) {}

  private final Map<Column, AtomicReferenceArray<String>> columns = new ConcurrentHashMap<>();

  /**
   * The terms of a column in one segment, as far as they were read.
   *
   * @param leaf number of the segment
   * @param count how many different terms the column has
   * @return null for columns whose terms are not kept
   */
  AtomicReferenceArray<String> of(int leaf, String field, long count) {
    return count > MOST_TERMS
        ? null
        : columns.computeIfAbsent(
            new Column(leaf, field), _ -> new AtomicReferenceArray<>((int) count));
  }
}
