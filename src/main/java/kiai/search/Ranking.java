package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.index.BeatmapRecord;
import kiai.index.FileState;
import kiai.index.MapDocuments;
import kiai.index.Schema;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;

/** Scored documents to hits: order, folding of sets, paging. */
final class Ranking {
  /** Best first; the second key keeps the order the same for ever. */
  private static final Comparator<Candidate> ORDER =
      Comparator.comparingDouble((Candidate c) -> -c.score).thenComparing(c -> c.map.md5());

  private Ranking() {}

  /** A document with its score. */
  record Scored(int doc, double score) {}

  private record Candidate(BeatmapRecord map, double score) {}

  /** The best so many documents, ties included by their place in the index. */
  static List<Scored> best(List<Scored> all, int count) {
    if (all.size() > count) {
      all.sort(Comparator.comparingDouble(Scored::score).reversed());
      return all.subList(0, count);
    }
    return all;
  }

  /** A page of hits out of scored documents. */
  static List<Hit> page(IndexSearcher searcher, List<Scored> scored, SearchOptions options)
      throws IOException {
    List<Candidate> candidates = new ArrayList<>();
    for (Scored s : scored) {
      if (s.score() >= options.minScore()) {
        candidates.add(
            new Candidate(
                MapDocuments.record(
                    searcher.storedFields().document(s.doc(), Set.of(Schema.RECORD))),
                s.score()));
      }
    }
    candidates.sort(ORDER);
    Map<String, Integer> folded = new HashMap<>();
    if (options.foldSets()) {
      candidates = foldSets(candidates, folded);
    }
    List<Hit> hits = new ArrayList<>();
    for (int i = options.offset();
        i < Math.min(candidates.size(), options.offset() + options.limit());
        i++) {
      Candidate c = candidates.get(i);
      hits.add(
          new Hit(
              c.map(),
              pathOf(searcher, c.map().md5()),
              Math.clamp(c.score(), 0.0, 1.0),
              folded.getOrDefault(c.map().setKey(), 1) - 1));
    }
    return hits;
  }

  private static List<Candidate> foldSets(List<Candidate> candidates, Map<String, Integer> folded) {
    Set<String> seen = new HashSet<>();
    List<Candidate> first = new ArrayList<>();
    for (Candidate c : candidates) {
      folded.merge(c.map().setKey(), 1, Integer::sum);
      if (seen.add(c.map().setKey())) {
        first.add(c);
      }
    }
    return first;
  }

  /** Where a map's file lies: of several the first by name; null when no file is known. */
  static String pathOf(IndexSearcher searcher, String md5) throws IOException {
    Query holds = new TermQuery(new Term("file_md5", md5));
    TopDocs files = searcher.search(holds, 16);
    String best = null;
    for (ScoreDoc file : files.scoreDocs) {
      for (FileState.MapRef map :
          FileState.read(searcher.storedFields().document(file.doc)).maps()) {
        if (map.md5().equals(md5) && (best == null || map.shown().compareTo(best) < 0)) {
          best = map.shown();
        }
      }
    }
    return best;
  }
}
