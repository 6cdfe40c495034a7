package kiai.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.LateInteractionField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;

/** All live documents of an index in an order of their own, to compare indexes with. */
final class IndexDump {
  private IndexDump() {}

  static Map<String, String> of(Path home) throws IOException {
    Map<String, String> dump = new TreeMap<>();
    try (BeatmapIndex index = BeatmapIndex.open(new IndexHome(home))) {
      index.search(searcher -> {
        files(searcher, dump);
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
          vectors(leaf, Schema.MAP_VECTOR, dump);
          vectors(leaf, Schema.WINDOW_VECTOR, dump);
        }
        return null;
      });
    }
    return dump;
  }

  private static void files(IndexSearcher searcher, Map<String, String> dump) throws IOException {
    var hits = searcher.search(new TermQuery(new Term(Schema.TYPE, Schema.FILE)), 100_000);
    for (var hit : hits.scoreDocs) {
      FileState state = FileState.read(searcher.storedFields().document(hit.doc));
      String key = "file " + state.path();
      dump.put(key, dump.containsKey(key) ? "TWICE" : state.toString());
    }
  }

  private static void vectors(LeafReaderContext leaf, String field, Map<String, String> dump)
      throws IOException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(field);
    if (vectors == null) {
      return;
    }
    var live = leaf.reader().getLiveDocs();
    BinaryDocValues windows = leaf.reader().getBinaryDocValues(Schema.WINDOW_VECTORS);
    var docs = vectors.iterator();
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
      if (live != null && !live.get(doc)) {
        continue;
      }
      var stored = leaf.reader().storedFields().document(doc);
      String key = field + " " + stored.get(Schema.MD5) + " " + stored.get(Schema.WINDOW_START);
      StringBuilder value = new StringBuilder(rounded(vectors.vectorValue(docs.index())));
      if (field.equals(Schema.MAP_VECTOR)) {
        value.append(MapDocuments.record(stored));
        if (windows != null && windows.advanceExact(doc)) {
          for (float[] window : LateInteractionField.decode(windows.binaryValue())) {
            value.append(rounded(window));
          }
        }
      }
      dump.put(key, dump.containsKey(key) ? "TWICE" : value.toString());
    }
  }

  /** Batches of other company change the last bits of a float; nothing more. */
  private static String rounded(float[] vector) {
    int[] steps = new int[vector.length];
    for (int i = 0; i < vector.length; i++) {
      steps[i] = Math.round(vector[i] * 200);
    }
    return Arrays.toString(steps);
  }
}
