package kiai.search;

import java.io.IOException;
import kiai.index.Schema;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;

/** Walks every map that a query matches, with its vector and numbers at hand. */
final class Matches {
  private Matches() {}

  /** Called for each match. */
  interface Visitor {
    void visit(int doc, float lexical, Values values) throws IOException;
  }

  /** What is known of the map under the cursor. */
  static final class Values {
    private final LeafReaderContext leaf;
    private final FloatVectorValues vectors;
    private final KnnVectorValues.DocIndexIterator vectorAt;
    private final java.util.Map<String, SortedNumericDocValues> numbers = new java.util.HashMap<>();
    private int doc;

    Values(LeafReaderContext leaf) throws IOException {
      this.leaf = leaf;
      this.vectors = leaf.reader().getFloatVectorValues(Schema.MAP_VECTOR);
      this.vectorAt = vectors == null ? null : vectors.iterator();
    }

    /** Dot product of a vector with the map's unit vector; 0 when the map has none. */
    float cosine(float[] query) throws IOException {
      if (vectors == null || query.length != vectors.dimension()) {
        return 0;
      }
      int at = vectorAt.docID() < doc ? vectorAt.advance(doc) : vectorAt.docID();
      return at == doc ? VectorUtil.dotProduct(query, vectors.vectorValue(vectorAt.index())) : 0;
    }

    /** A number of the map; NaN when it has none. */
    double number(String field) throws IOException {
      SortedNumericDocValues values = numbers.get(field);
      if (values == null) {
        values = leaf.reader().getSortedNumericDocValues(field);
        if (values == null) {
          return Double.NaN;
        }
        numbers.put(field, values);
      }
      return values.advanceExact(doc)
          ? NumericUtils.sortableLongToDouble(values.nextValue())
          : Double.NaN;
    }
  }

  /** Visits all matches in the order of the index. */
  static void visit(IndexSearcher searcher, Query query, boolean scores, Visitor visitor)
      throws IOException {
    Weight weight =
        searcher.createWeight(
            searcher.rewrite(query), scores ? ScoreMode.COMPLETE : ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      Scorer scorer = weight.scorer(leaf);
      if (scorer == null) {
        continue;
      }
      Bits live = leaf.reader().getLiveDocs();
      Values values = new Values(leaf);
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        if (live != null && !live.get(doc)) {
          continue;
        }
        values.doc = doc;
        visitor.visit(leaf.docBase + doc, scores ? scorer.score() : 0, values);
      }
    }
  }
}
