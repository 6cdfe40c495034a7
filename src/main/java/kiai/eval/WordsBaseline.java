package kiai.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kiai.index.BeatmapIndex;
import kiai.index.BeatmapRecord;
import kiai.index.MapDocuments;
import kiai.index.Schema;
import kiai.search.language.ParsedQuery;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;

/** What Lucene alone finds: any of the words, best first, one map of each set. */
final class WordsBaseline {
  private static final int LOOKED_AT = 1_000;

  private WordsBaseline() {}

  static List<BeatmapRecord> search(BeatmapIndex index, Query words, int count) throws IOException {
    Set<String> sets = new HashSet<>();
    List<BeatmapRecord> first = new ArrayList<>();
    for (BeatmapRecord map : found(index, List.of(words), LOOKED_AT)) {
      if (first.size() < count && sets.add(map.setKey())) {
        first.add(map);
      }
    }
    return first;
  }

  /** Every map that meets the filters of a query. */
  static List<BeatmapRecord> matching(BeatmapIndex index, ParsedQuery query) throws IOException {
    return found(index, query.filters(), Math.max(1, index.maps()));
  }

  private static List<BeatmapRecord> found(BeatmapIndex index, List<Query> must, int count)
      throws IOException {
    BooleanQuery.Builder all =
        new BooleanQuery.Builder()
            .add(new TermQuery(new Term(Schema.TYPE, Schema.MAP)), Occur.FILTER);
    must.forEach(query -> all.add(query, Occur.MUST));
    return index.search(searcher -> {
      List<BeatmapRecord> maps = new ArrayList<>();
      for (ScoreDoc hit : searcher.search(all.build(), count).scoreDocs) {
        maps.add(
            MapDocuments.record(searcher.storedFields().document(hit.doc, Set.of(Schema.RECORD))));
      }
      return maps;
    });
  }
}
