package kiai.search;

import java.io.IOException;
import kiai.index.Schema;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.knn.KnnSearchStrategy;

/** The graph's nearest maps to a vector among those that a filter matches. */
final class NearestMaps {
  /** How many are asked for. */
  static final int CANDIDATES = 2_000;

  private static final double DENSE_FILTER = 0.2; // above it Lucene's filtered walk keeps recall
  private static final int DEFAULT_WALK = 60;

  private NearestMaps() {}

  /**
   * Nearest maps.
   *
   * @param vector of length 1
   * @param total how many maps the filter matches
   */
  static TopDocs of(IndexSearcher searcher, float[] vector, Query filter, int total)
      throws IOException {
    boolean dense = total >= DENSE_FILTER * searcher.getIndexReader().numDocs();
    return searcher.search(
        new KnnFloatVectorQuery(
            Schema.MAP_VECTOR,
            vector,
            CANDIDATES,
            filter,
            new KnnSearchStrategy.Hnsw(dense ? DEFAULT_WALK : 0)),
        CANDIDATES);
  }
}
