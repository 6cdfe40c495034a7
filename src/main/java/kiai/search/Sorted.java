package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;

/** Matches in an order of their own. */
final class Sorted {
  private Sorted() {}

  /** The first matches; their scores are their places, from 1 down. */
  static List<Ranking.Scored> by(IndexSearcher searcher, Query matches, Sort sort)
      throws IOException {
    List<Ranking.Scored> scored = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(matches, Ranking.CONSIDERED, sort).scoreDocs) {
      scored.add(new Ranking.Scored(hit.doc, 1 - (double) scored.size() / Ranking.CONSIDERED));
    }
    return scored;
  }
}
