import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.lucene.analysis.core.LowerCaseFilterFactory;
import org.apache.lucene.analysis.custom.CustomAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizerFactory;
import org.apache.lucene.document.*;
import org.apache.lucene.index.*;
import org.apache.lucene.store.FSDirectory;

/**
 * Writes the small index of src/test/resources/kiai/index/lucene9.zip with Lucene 9.12.3, the
 * newest of the 9 line: two maps with two windows each, in the fields of kiai.index.Schema.
 *
 * <p>java -cp lucene-core-9.12.3.jar:lucene-analysis-common-9.12.3.jar WriteOldIndex.java FOLDER
 */
public class WriteOldIndex {
  public static void main(String[] args) throws Exception {
    var analyzer =
        CustomAnalyzer.builder()
            .withTokenizer(StandardTokenizerFactory.class)
            .addTokenFilter(LowerCaseFilterFactory.class)
            .build();
    try (var directory = FSDirectory.open(Path.of(args[0]));
        var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (int map = 0; map < 2; map++) {
        String md5 = String.valueOf((char) ('a' + map)).repeat(32);
        float[] vector = new float[256];
        vector[map] = 1;
        Document parent = new Document();
        parent.add(new StringField("type", "map", Field.Store.NO));
        parent.add(new StringField("md5", md5, Field.Store.YES));
        parent.add(new KeywordField("mode", "osu", Field.Store.NO));
        parent.add(new KeywordField("set_key", "set " + map, Field.Store.NO));
        parent.add(new TextField("title", "Old Song " + map, Field.Store.NO));
        parent.add(new KnnFloatVectorField("map_vector", vector, VectorSimilarityFunction.DOT_PRODUCT));
        parent.add(
            new StoredField(
                "record",
                ("{\"md5\":\"" + md5 + "\",\"beatmapId\":" + (map + 1) + ",\"title\":\"Old Song " + map
                        + "\",\"artist\":\"A\",\"creator\":\"C\",\"version\":\"V\",\"mode\":\"osu\","
                        + "\"tags\":[],\"patterns\":{},\"windowStarts\":[0,16000],\"windowObjects\":[20,20]}")
                    .getBytes("UTF-8")));
        Document first = window(md5, vector, 0);
        Document second = window(md5, vector, 16000);
        writer.addDocuments(List.of(first, second, parent));
      }
      writer.setLiveCommitData(
          Map.of("kiai.schema", "1", "kiai.model.name", "old", "kiai.dimension", "256").entrySet());
      writer.commit();
    }
  }

  private static Document window(String md5, float[] vector, int start) {
    Document window = new Document();
    window.add(new StringField("type", "window", Field.Store.NO));
    window.add(new StringField("md5", md5, Field.Store.YES));
    window.add(new NumericDocValuesField("window_start", start));
    window.add(new KnnFloatVectorField("window_vector", vector, VectorSimilarityFunction.DOT_PRODUCT));
    return window;
  }
}
