package kiai.index;

import java.io.IOException;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.IndexSearcher;

/** The vectors of a map, read back from an index bit by bit as they were written. */
public final class MapVectors {
  private MapVectors() {}

  /** Vectors of a map's windows; null when the index has none. */
  public static float[][] windowsOf(IndexSearcher searcher, int doc) throws IOException {
    LeafReaderContext leaf = leafOf(searcher, doc);
    BinaryDocValues values = leaf.reader().getBinaryDocValues(Schema.WINDOW_VECTORS);
    return values != null && values.advanceExact(doc - leaf.docBase)
        ? LateInteractionField.decode(values.binaryValue())
        : null;
  }

  /** Vector of a map; null when the index has none. */
  public static float[] vectorOf(IndexSearcher searcher, int doc) throws IOException {
    LeafReaderContext leaf = leafOf(searcher, doc);
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Schema.MAP_VECTOR);
    if (vectors == null) {
      return null;
    }
    KnnVectorValues.DocIndexIterator at = vectors.iterator();
    return at.advance(doc - leaf.docBase) == doc - leaf.docBase
        ? vectors.vectorValue(at.index()).clone()
        : null;
  }

  /** Whether a map's song went into its vectors. */
  static boolean heard(IndexSearcher searcher, int doc) throws IOException {
    LeafReaderContext leaf = leafOf(searcher, doc);
    SortedSetDocValues values = DocValues.getSortedSet(leaf.reader(), Schema.HEARD);
    return values.advanceExact(doc - leaf.docBase)
        && values.lookupOrd(values.nextOrd()).utf8ToString().equals(Schema.YES);
  }

  private static LeafReaderContext leafOf(IndexSearcher searcher, int doc) {
    var leaves = searcher.getIndexReader().leaves();
    return leaves.get(ReaderUtil.subIndex(doc, leaves));
  }
}
