package kiai.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.index.BeatmapRecord;
import kiai.index.MapVectors;
import kiai.search.SimilarMaps.Example;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.VectorUtil;

/**
 * Maps with a passage that plays like a passage of another map: each window of the question with
 * the best window of the hit; their mean orders the hits.
 *
 * <ol>
 *   <li>Up to {@link #EXACT_MAPS} matching maps are all compared window by window.
 *   <li>Above it, the graph of the windows chooses the maps.
 * </ol>
 */
final class Passages {
  /** Maps whose windows are all read; 50 windows of 384 numbers are 77 kB a map. */
  static final int EXACT_MAPS = 5_000;

  private static final int CANDIDATES = 1_000;

  private final IndexSearcher searcher;
  private final Deadline deadline;
  private final float[][] asked;
  private final int[] askedStarts;
  private final int windowMs;
  private final Map<Integer, int[]> best = new HashMap<>();

  private Passages(
      IndexSearcher searcher, Deadline deadline, float[][] asked, int[] askedStarts, int windowMs) {
    this.searcher = searcher;
    this.deadline = deadline;
    this.asked = asked;
    this.askedStarts = askedStarts;
    this.windowMs = windowMs;
  }

  /**
   * The windows of a map that lie half or more within a time range, or else the one that covers
   * most of it.
   *
   * @param windowMs length of a window
   * @throws UnsupportedQuestionException when the map has no windows there
   */
  static Passages of(
      IndexSearcher searcher,
      Deadline deadline,
      Example example,
      int fromMs,
      int toMs,
      int windowMs) {
    List<Integer> within = new ArrayList<>();
    int closest = -1;
    int most = 0;
    for (int i = 0; i < example.windows().length; i++) {
      int start = example.startMs()[i];
      int covered = Math.min(toMs, start + windowMs) - Math.max(fromMs, start);
      if (covered >= windowMs / 2) {
        within.add(i);
      }
      if (covered > most) {
        most = covered;
        closest = i;
      }
    }
    if (closest < 0) {
      throw new UnsupportedQuestionException(
          "the map has no passage with enough objects in that time");
    }
    List<Integer> chosen = within.isEmpty() ? List.of(closest) : within;
    return new Passages(
        searcher,
        deadline,
        chosen.stream().map(i -> example.windows()[i]).toArray(float[][]::new),
        chosen.stream().mapToInt(i -> example.startMs()[i]).toArray(),
        windowMs);
  }

  /** Where the question's windows begin. */
  int[] askedStarts() {
    return askedStarts.clone();
  }

  boolean isExact(int total) {
    return total <= EXACT_MAPS;
  }

  /** Maps with passages like the one asked for. */
  List<Ranking.Scored> rank(Query matches, int total) throws IOException {
    Query visited = matches;
    if (!isExact(total)) {
      Set<Integer> docs = new HashSet<>();
      for (float[] window : asked) {
        for (ScoreDoc hit :
            NearestMaps.byWindow(searcher, window, matches, CANDIDATES / asked.length).scoreDocs) {
          docs.add(hit.doc);
        }
      }
      visited = TextRanking.only(matches, docs);
    }
    List<Ranking.Scored> scored = new ArrayList<>();
    Matches.visit(
        searcher,
        visited,
        false,
        deadline,
        (doc, _, _) -> {
          float[][] theirs = MapVectors.windowsOf(searcher, doc);
          if (theirs != null && theirs.length > 0) {
            scored.add(new Ranking.Scored(doc, compare(doc, theirs)));
          }
        });
    return Ranking.best(scored, Ranking.CONSIDERED);
  }

  private double compare(int doc, float[][] theirs) {
    int[] places = new int[asked.length];
    double sum = 0;
    for (int i = 0; i < asked.length; i++) {
      double highest = -1;
      for (int j = 0; j < theirs.length; j++) {
        double cosine = VectorUtil.dotProduct(asked[i], theirs[j]);
        if (cosine > highest) {
          highest = cosine;
          places[i] = j;
        }
      }
      sum += highest;
    }
    best.put(doc, places);
    return Math.max(0, sum / asked.length);
  }

  /** Where in the hit the passage is found. */
  void explain(int doc, BeatmapRecord map, ObjectNode node) {
    int[] places = best.get(doc);
    int[] starts = Arrays.stream(places).map(p -> map.windowStarts().get(p)).toArray();
    node.putObject("passage")
        .put("start_ms", Arrays.stream(starts).min().orElse(0))
        .put("end_ms", Arrays.stream(starts).max().orElse(0) + windowMs);
    for (int i = 0; i < places.length; i++) {
      node.withArray("windows")
          .addObject()
          .put("start_ms", askedStarts[i])
          .put("hit_start_ms", starts[i]);
    }
  }
}
