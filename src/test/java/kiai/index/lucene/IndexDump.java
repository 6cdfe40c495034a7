package kiai.index.lucene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import kiai.index.FileState;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.map.MapRecord;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.FSDirectory;

/** Everything that an index holds in an order of its own, to compare indexes with. */
public final class IndexDump {
  private IndexDump() {}

  public static Map<String, String> of(Path home) throws IOException {
    Map<String, String> dump = new TreeMap<>();
    LuceneGenerations generations = new LuceneGenerations(home);
    try (LiveIndex index = generations.openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      snapshot.forEachFile((FileState file) -> put(dump, "file " + file.path(), file.toString()));
      for (MapRef ref : snapshot.all()) {
        MapRecord map = snapshot.record(ref);
        StringBuilder value = new StringBuilder(rounded(snapshot.vector(ref))).append(map);
        for (float[] window : snapshot.windows(ref)) {
          value.append(rounded(window));
        }
        put(dump, "map " + map.md5(), value.toString());
      }
    }
    try (FSDirectory directory = FSDirectory.open(generations.currentFolder().orElseThrow());
        DirectoryReader reader = DirectoryReader.open(directory)) {
      for (LeafReaderContext leaf : reader.leaves()) {
        windows(leaf, dump);
      }
    }
    return dump;
  }

  private static void put(Map<String, String> dump, String key, String value) {
    dump.put(key, dump.containsKey(key) ? "TWICE" : value);
  }

  private static void windows(LeafReaderContext leaf, Map<String, String> dump) throws IOException {
    FloatVectorValues vectors = leaf.reader().getFloatVectorValues(LuceneSchema.WINDOW_VECTOR);
    if (vectors == null) {
      return;
    }
    var live = leaf.reader().getLiveDocs();
    var docs = vectors.iterator();
    for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
      if (live == null || live.get(doc)) {
        var stored = leaf.reader().storedFields().document(doc);
        String key =
            "window " + stored.get(LuceneSchema.MD5) + " " + stored.get(LuceneSchema.WINDOW_START);
        put(dump, key, rounded(vectors.vectorValue(docs.index())));
      }
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
