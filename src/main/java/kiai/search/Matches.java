package kiai.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.index.Schema;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;

/** Walks every map that a query matches, with its vector and numbers at hand. */
final class Matches {
  private static final int VISITS_BETWEEN_LOOKS = 4_096; // at the clock

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
    private final Map<String, SortedNumericDocValues> numbers = new HashMap<>();
    private final Map<String, Keywords> keywords = new HashMap<>();
    private final BinaryDocValues ids;
    private int doc;

    /** A field with the ordinals of the values that are looked for. */
    private static final class Keywords {
      private final SortedSetDocValues values;
      private final long[] wanted;

      Keywords(SortedSetDocValues values, long[] wanted) {
        this.values = values;
        this.wanted = wanted;
      }
    }

    Values(LeafReaderContext leaf) throws IOException {
      this.leaf = leaf;
      this.ids = leaf.reader().getBinaryDocValues(Schema.MD5_BYTES);
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

    /** MD5 of the map, 16 bytes; empty when it is not known. */
    byte[] md5() throws IOException {
      if (ids == null || !ids.advanceExact(doc)) {
        return new byte[0];
      }
      BytesRef bytes = ids.binaryValue();
      return Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length);
    }

    /** Whether a keyword field of the map has any of some values. */
    boolean hasAny(String field, List<String> wanted) throws IOException {
      Keywords keywords = keywordsOf(field, wanted);
      if (keywords.values == null || !keywords.values.advanceExact(doc)) {
        return false;
      }
      for (int i = 0; i < keywords.values.docValueCount(); i++) {
        if (Arrays.binarySearch(keywords.wanted, keywords.values.nextOrd()) >= 0) {
          return true;
        }
      }
      return false;
    }

    private Keywords keywordsOf(String field, List<String> wanted) throws IOException {
      String key = field + wanted;
      Keywords known = keywords.get(key);
      if (known == null) {
        SortedSetDocValues values = leaf.reader().getSortedSetDocValues(field);
        long[] ordinals = new long[values == null ? 0 : wanted.size()];
        for (int i = 0; i < ordinals.length; i++) {
          ordinals[i] = Math.max(-1, values.lookupTerm(new BytesRef(wanted.get(i))));
        }
        Arrays.sort(ordinals);
        known = new Keywords(values, ordinals);
        keywords.put(key, known);
      }
      return known;
    }

    /** A whole number of the map; NaN when it has none. */
    double whole(String field) throws IOException {
      SortedNumericDocValues values = numbersOf(field);
      return values != null && values.advanceExact(doc) ? values.nextValue() : Double.NaN;
    }

    /** A number of the map; NaN when it has none. */
    double number(String field) throws IOException {
      SortedNumericDocValues values = numbersOf(field);
      return values != null && values.advanceExact(doc)
          ? NumericUtils.sortableLongToDouble(values.nextValue())
          : Double.NaN;
    }

    private SortedNumericDocValues numbersOf(String field) throws IOException {
      SortedNumericDocValues values = numbers.get(field);
      if (values == null) {
        values = leaf.reader().getSortedNumericDocValues(field);
        if (values != null) {
          numbers.put(field, values);
        }
      }
      return values;
    }
  }

  /** Visits all matches in the order of the index. */
  static void visit(
      IndexSearcher searcher, Query query, boolean scores, Deadline deadline, Visitor visitor)
      throws IOException {
    int visited = 0;
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
        if (++visited % VISITS_BETWEEN_LOOKS == 0) {
          deadline.check();
        }
        values.doc = doc;
        visitor.visit(leaf.docBase + doc, scores ? scorer.score() : 0, values);
      }
    }
  }
}
