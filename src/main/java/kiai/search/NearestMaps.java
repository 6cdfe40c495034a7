package kiai.search;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.Schema;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.join.BitSetProducer;
import org.apache.lucene.search.join.DiversifyingChildrenFloatKnnVectorQuery;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.search.join.ScoreMode;
import org.apache.lucene.search.join.ToChildBlockJoinQuery;
import org.apache.lucene.search.join.ToParentBlockJoinQuery;
import org.apache.lucene.search.knn.KnnSearchStrategy;
import org.apache.lucene.util.VectorUtil;

/** The graph's nearest maps to vectors among those that a filter matches. */
final class NearestMaps {
  /** How many are asked for: as many as pages are cut from. */
  static final int CANDIDATES = SearchOptions.WINDOW;

  private static final double DENSE_FILTER = 0.2; // above it Lucene's filtered walk keeps recall
  private static final int DEFAULT_WALK = 60;
  private static final int ASKED_WINDOWS = 6; // of an example, spread over it
  private static final int OF_A_WINDOW = 50;

  /** Blocks end with their map. */
  static final BitSetProducer BLOCKS =
      new QueryBitSetProducer(new TermQuery(new Term(Schema.TYPE, Schema.MAP)));

  private NearestMaps() {}

  /**
   * Candidates: nearest by map vector and, where there are windows, by some of them.
   *
   * @param vector of length 1
   * @param total how many maps the filter matches
   * @return at least as many as there are, up to {@link #CANDIDATES}
   */
  static Set<Integer> candidates(
      IndexSearcher searcher, float[] vector, List<float[]> windows, Query filter, int total)
      throws IOException {
    Set<Integer> docs = new HashSet<>();
    for (ScoreDoc hit : of(searcher, vector, filter, total).scoreDocs) {
      docs.add(hit.doc);
    }
    for (int i = 0; i < Math.min(ASKED_WINDOWS, windows.size()); i++) {
      float[] window = windows.get(i * windows.size() / Math.min(ASKED_WINDOWS, windows.size()));
      for (ScoreDoc hit : byWindow(searcher, window, filter, OF_A_WINDOW).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    if (docs.size() < Math.min(CANDIDATES, total)) {
      // The graph lost some: never fewer than there are.
      for (ScoreDoc hit : searcher.search(filter, CANDIDATES).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    return docs;
  }

  /** Nearest maps by their map vector. */
  private static TopDocs of(IndexSearcher searcher, float[] vector, Query filter, int total)
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

  /** Nearest maps by the best of their windows. */
  static TopDocs byWindow(IndexSearcher searcher, float[] window, Query filter, int count)
      throws IOException {
    Query children =
        new DiversifyingChildrenFloatKnnVectorQuery(
            Schema.WINDOW_VECTOR,
            unit(window),
            new ToChildBlockJoinQuery(filter, BLOCKS),
            count,
            BLOCKS);
    return searcher.search(new ToParentBlockJoinQuery(children, BLOCKS, ScoreMode.Max), count);
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(VectorUtil.dotProduct(vector, vector));
    float[] unit = vector.clone();
    for (int i = 0; i < unit.length && length > 0; i++) {
      unit[i] /= (float) length;
    }
    return unit;
  }
}
