package kiai.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.dataset.MapFacts;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * What the last commit of a generation says.
 *
 * @param files source files by their paths
 * @param maps MD5 sums of maps that were read from files
 * @param imported MD5 sums of maps that were imported from tables
 */
record KnownIndex(Map<String, FileState> files, Set<String> maps, Set<String> imported) {

  static KnownIndex read(FSDirectory directory) throws IOException {
    KnownIndex known = new KnownIndex(new HashMap<>(), new HashSet<>(), new HashSet<>());
    if (!DirectoryReader.indexExists(directory)) {
      return known;
    }
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      Query tables = new FieldExistsQuery(Schema.IMPORTED_FROM);
      Query fromFiles =
          new BooleanQuery.Builder()
              .add(new TermQuery(new Term(Schema.TYPE, Schema.MAP)), Occur.FILTER)
              .add(tables, Occur.MUST_NOT)
              .build();
      Query files = new TermQuery(new Term(Schema.TYPE, Schema.FILE));
      forEach(
          searcher,
          files,
          Schema.FILE_STATE,
          document -> {
            FileState state = FileState.read(document);
            known.files.put(state.path(), state);
          });
      forEach(searcher, fromFiles, Schema.MD5, map -> known.maps.add(map.get(Schema.MD5)));
      forEach(searcher, tables, Schema.MD5, map -> known.imported.add(map.get(Schema.MD5)));
    }
    return known;
  }

  /** What sources said about the maps of another generation, by MD5. */
  static Map<String, List<MapFacts>> factsOf(Path generation) throws IOException {
    Map<String, List<MapFacts>> facts = new HashMap<>();
    try (FSDirectory directory = FSDirectory.open(generation)) {
      if (!DirectoryReader.indexExists(directory)) {
        return facts;
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        forEach(
            new IndexSearcher(reader),
            new TermQuery(new Term(Schema.TYPE, Schema.MAP)),
            Schema.RECORD,
            document -> {
              BeatmapRecord map = MapDocuments.record(document);
              if (map.facts() != null && !map.facts().isEmpty()) {
                facts.put(map.md5(), map.facts());
              }
            });
      }
    }
    return facts;
  }

  /** Work with a stored document. */
  @FunctionalInterface
  private interface Work {
    void with(Document document) throws IOException;
  }

  private static void forEach(IndexSearcher searcher, Query query, String field, Work work)
      throws IOException {
    int max = Math.max(1, searcher.getIndexReader().maxDoc());
    for (ScoreDoc hit : searcher.search(query, max).scoreDocs) {
      work.with(searcher.storedFields().document(hit.doc, Set.of(field)));
    }
  }

  /** A file's state counts only when all its maps were committed too. */
  boolean isIntact(FileState state) {
    return state != null && state.maps().stream().allMatch(m -> maps.contains(m.md5()));
  }
}
