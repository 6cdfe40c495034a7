package kiai.index;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import kiai.dataset.Knowledge;
import kiai.dataset.MapFacts;
import kiai.embeddings.MapEmbedding;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/**
 * Brings the fields of maps in line with what sources say today; their vectors stay as they are.
 */
final class FactUpdate {
  private final Knowledge knowledge;

  FactUpdate(Knowledge knowledge) {
    this.knowledge = knowledge;
  }

  /**
   * Rewrites the maps of the last commit of which something else is known now.
   *
   * @param written maps that this run wrote anyhow
   * @return how many were rewritten
   */
  int run(IndexWriter writer, Set<String> written) throws IOException {
    if (knowledge.isEmpty() || !DirectoryReader.indexExists(writer.getDirectory())) {
      return 0;
    }
    int updated = 0;
    try (DirectoryReader reader = DirectoryReader.open(writer.getDirectory())) {
      IndexSearcher searcher = new IndexSearcher(reader);
      TermQuery maps = new TermQuery(new Term(Schema.TYPE, Schema.MAP));
      for (ScoreDoc hit : searcher.search(maps, Math.max(1, reader.maxDoc())).scoreDocs) {
        BeatmapRecord map =
            MapDocuments.record(searcher.storedFields().document(hit.doc, Set.of(Schema.RECORD)));
        if (written.contains(map.md5())) {
          continue;
        }
        List<MapFacts> now = knowledge.of(map.md5(), map.beatmapId(), map.setId(), map.facts());
        if (!now.equals(map.facts())) {
          writer.updateDocuments(
              new Term(Schema.MD5, map.md5()),
              MapDocuments.block(map.with(now), embedding(searcher, hit.doc, map)));
          updated++;
        }
      }
    }
    return updated;
  }

  private static MapEmbedding embedding(IndexSearcher searcher, int doc, BeatmapRecord map)
      throws IOException {
    float[] vector = MapVectors.vectorOf(searcher, doc);
    float[][] windows = MapVectors.windowsOf(searcher, doc);
    return new MapEmbedding(
        vector == null ? new float[0] : vector,
        windows == null ? new float[0][] : windows,
        map.windowStarts().stream().mapToInt(Integer::intValue).toArray(),
        map.windowObjects().stream().mapToInt(Integer::intValue).toArray(),
        MapVectors.heard(searcher, doc));
  }
}
