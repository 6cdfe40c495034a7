package kiai.index.lucene;

import java.util.Arrays;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.FixedBitSet;

/** Matches given documents of one searcher; valid only for as long as that searcher. */
final class DocSetQuery extends Query {
  private final int[] docs;

  DocSetQuery(int[] docs) {
    this.docs = docs.clone();
    Arrays.sort(this.docs);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public ScorerSupplier scorerSupplier(LeafReaderContext leaf) {
        FixedBitSet here = new FixedBitSet(leaf.reader().maxDoc());
        int count = 0;
        for (int doc : docs) {
          if (doc >= leaf.docBase && doc < leaf.docBase + leaf.reader().maxDoc()) {
            here.set(doc - leaf.docBase);
            count++;
          }
        }
        DocIdSetIterator iterator = new BitSetIterator(here, count);
        return new DefaultScorerSupplier(new ConstantScoreScorer(score(), mode, iterator));
      }

      @Override
      public boolean isCacheable(LeafReaderContext leaf) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return docs.length + " documents";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocSetQuery that && Arrays.equals(docs, that.docs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(docs);
  }
}
