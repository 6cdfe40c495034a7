package kiai.index.lucene;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import kiai.index.CandidateRequest;
import kiai.index.MapRef;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
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
final class VectorCandidates {
  private static final double DENSE_FILTER = 0.2; // above it Lucene's filtered walk keeps recall
  private static final int DEFAULT_WALK = 60;

  /** Blocks end with their map. */
  private static final BitSetProducer BLOCKS =
      new QueryBitSetProducer(LuceneSchema.ofType(LuceneSchema.MAP));

  private VectorCandidates() {}

  static Set<MapRef> of(IndexSearcher searcher, CandidateRequest request) throws IOException {
    Query filter = ConditionQueries.maps(request.filter());
    Set<MapRef> maps = new HashSet<>();
    if (request.vector() != null) {
      add(maps, byMap(searcher, request, filter));
    }
    for (float[] window : request.windows()) {
      add(maps, byWindow(searcher, window, filter, request.perWindow()));
    }
    if (request.vector() != null && maps.size() < Math.min(request.count(), request.matches())) {
      add(maps, searcher.search(filter, request.count())); // the graph lost some
    }
    return maps;
  }

  private static void add(Set<MapRef> maps, TopDocs found) {
    for (ScoreDoc hit : found.scoreDocs) {
      maps.add(new DocRef(hit.doc));
    }
  }

  /** Nearest maps by their map vector. */
  private static TopDocs byMap(IndexSearcher searcher, CandidateRequest request, Query filter)
      throws IOException {
    boolean dense = request.matches() >= DENSE_FILTER * searcher.getIndexReader().numDocs();
    return searcher.search(
        new KnnFloatVectorQuery(
            LuceneSchema.MAP_VECTOR,
            request.vector(),
            request.count(),
            filter,
            new KnnSearchStrategy.Hnsw(dense ? DEFAULT_WALK : 0)),
        request.count());
  }

  /** Nearest maps by the best of their windows. */
  private static TopDocs byWindow(IndexSearcher searcher, float[] window, Query filter, int count)
      throws IOException {
    Query children =
        new DiversifyingChildrenFloatKnnVectorQuery(
            LuceneSchema.WINDOW_VECTOR,
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
