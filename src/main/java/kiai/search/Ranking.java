package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import kiai.index.MapVectors;
import kiai.index.Schema;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.VectorUtil;

/** Scored documents to hits: order, folding of sets, diversity, paging. */
final class Ranking {
  /** Best first; the second key keeps the order the same for ever. */
  private static final Comparator<Candidate> ORDER =
      Comparator.comparingDouble((Candidate c) -> -c.score)
          .thenComparing(Candidate::md5)
          .thenComparingInt(Candidate::doc);

  private static final int DIVERSIFIED = 200; // first hits that are reordered

  /** Scored documents that pages are cut from: sets are folded first, and then fill the window. */
  static final int CONSIDERED = 8 * SearchOptions.WINDOW;

  private Ranking() {}

  /** A document with its score. */
  record Scored(int doc, double score) {}

  /** Says why a document is among the hits. */
  @FunctionalInterface
  interface Explainer {
    /** Explains nothing. */
    Explainer NONE = (_, _, _) -> {};

    void explain(int doc, BeatmapRecord map, ObjectNode node) throws IOException;
  }

  private record Candidate(int doc, BytesRef md5, String setKey, double score) {}

  /** The best so many documents, ties included by their place in the index. */
  static List<Scored> best(List<Scored> all, int count) {
    if (all.size() > count) {
      all.sort(Comparator.comparingDouble(Scored::score).reversed());
      return all.subList(0, count);
    }
    return all;
  }

  /** A page of hits out of scored documents; only the hits' own records are read. */
  static List<Hit> page(
      IndexSearcher searcher, List<Scored> scored, SearchOptions options, Explainer explainer)
      throws IOException {
    List<Candidate> candidates = identified(searcher, scored, options.minScore());
    candidates.sort(ORDER);
    Map<String, Integer> folded = new HashMap<>();
    if (options.foldSets()) {
      candidates = foldSets(candidates, folded);
    }
    if (options.diversity() > 0) {
      candidates = diversified(searcher, candidates, options.diversity());
    }
    List<Hit> hits = new ArrayList<>();
    for (int i = options.offset();
        i < Math.min(candidates.size(), options.offset() + options.limit());
        i++) {
      Candidate c = candidates.get(i);
      BeatmapRecord map = MapFinder.record(searcher, c.doc());
      ObjectNode explained = null;
      if (options.explain()) {
        explained = JsonNodeFactory.instance.objectNode();
        explainer.explain(c.doc(), map, explained);
      }
      hits.add(
          new Hit(
              map,
              pathOf(searcher, map.md5()),
              Math.clamp(c.score(), 0.0, 1.0),
              folded.getOrDefault(c.setKey(), 1) - 1,
              explained));
    }
    return hits;
  }

  /** MD5 and set of documents, out of columns: records are large. */
  private static List<Candidate> identified(
      IndexSearcher searcher, List<Scored> scored, double minScore) throws IOException {
    List<Scored> byDoc = new ArrayList<>(scored);
    byDoc.sort(Comparator.comparingInt(Scored::doc));
    List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
    List<Candidate> candidates = new ArrayList<>();
    int leaf = -1;
    BinaryDocValues md5 = null;
    SortedSetDocValues sets = null;
    for (Scored s : byDoc) {
      int at = ReaderUtil.subIndex(s.doc(), leaves);
      if (at != leaf) {
        leaf = at;
        md5 = DocValues.getBinary(leaves.get(at).reader(), Schema.MD5_BYTES);
        sets = DocValues.getSortedSet(leaves.get(at).reader(), Schema.SET_KEY);
      }
      int doc = s.doc() - leaves.get(at).docBase;
      if (s.score() >= minScore && md5.advanceExact(doc) && sets.advanceExact(doc)) {
        candidates.add(
            new Candidate(
                s.doc(),
                BytesRef.deepCopyOf(md5.binaryValue()),
                sets.lookupOrd(sets.nextOrd()).utf8ToString(),
                s.score()));
      }
    }
    return candidates;
  }

  private static List<Candidate> foldSets(List<Candidate> candidates, Map<String, Integer> folded) {
    Set<String> seen = new HashSet<>();
    List<Candidate> first = new ArrayList<>();
    for (Candidate c : candidates) {
      folded.merge(c.setKey(), 1, Integer::sum);
      if (seen.add(c.setKey())) {
        first.add(c);
      }
    }
    return first;
  }

  /**
   * Maximal marginal relevance (Carbonell and Goldstein 1998) over the first hits: each next one is
   * good and unlike those before it. The scores become those of the places, so that they still
   * order the list.
   */
  private static List<Candidate> diversified(
      IndexSearcher searcher, List<Candidate> candidates, double diversity) throws IOException {
    List<Candidate> left =
        new ArrayList<>(candidates.subList(0, Math.min(DIVERSIFIED, candidates.size())));
    List<float[]> vectors = new ArrayList<>();
    for (Candidate c : left) {
      vectors.add(MapVectors.vectorOf(searcher, c.doc()));
    }
    double[] scores = left.stream().mapToDouble(Candidate::score).toArray();
    double[] nearest = new double[left.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      open.add(i);
    }
    List<Candidate> chosen = new ArrayList<>();
    while (!open.isEmpty()) {
      int best = open.getFirst();
      for (int i : open) {
        if (marginal(scores, nearest, i, diversity) > marginal(scores, nearest, best, diversity)) {
          best = i;
        }
      }
      open.remove(Integer.valueOf(best));
      Candidate c = left.get(best);
      chosen.add(new Candidate(c.doc(), c.md5(), c.setKey(), scores[chosen.size()]));
      for (int i : open) {
        if (vectors.get(best) != null && vectors.get(i) != null) {
          nearest[i] =
              Math.max(nearest[i], VectorUtil.dotProduct(vectors.get(best), vectors.get(i)));
        }
      }
    }
    chosen.addAll(candidates.subList(chosen.size(), candidates.size()));
    return chosen;
  }

  private static double marginal(double[] scores, double[] nearest, int i, double diversity) {
    return (1 - diversity) * scores[i] - diversity * nearest[i];
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
