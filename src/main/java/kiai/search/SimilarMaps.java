package kiai.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.index.BeatmapRecord;
import kiai.index.MapVectors;
import kiai.search.Aspects.Aspect;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.VectorUtil;

/**
 * Ranks maps by how alike they play to examples.
 *
 * <ol>
 *   <li>All matches by the weighted sum of their aspects: the dot product of map vectors for style,
 *       profiles for the others. Above the exact limit, when style counts, the graph's nearest maps
 *       are the candidates: of the map vectors, and of the examples' windows.
 *   <li>The best of them again, with half of style ({@link Tuning#windows}) by late interaction:
 *       each window of one map with the best of the other, both ways.
 *   <li>Likeness to examples is their weighted mean; likeness to counter-examples takes away half
 *       of theirs.
 * </ol>
 */
final class SimilarMaps {
  private static final int RERANKED = 200;
  private static final double BELOW_RERANKED = 0.999;
  private static final double COUNTER_WEIGHT = 0.5;
  private static final int SHOWN_WINDOWS = 3;

  private final IndexSearcher searcher;
  private final List<Example> examples;
  private final Aspects by;
  private final double windowShare;
  private final Deadline deadline;
  private final Map<Integer, double[]> parts = new HashMap<>();

  /**
   * What the maps should be like, or unlike.
   *
   * @param map what is known of it
   * @param vector of the map; its dot product with a map's vector is their likeness
   * @param windows of the map, likewise
   * @param startMs where the windows begin
   * @param weight above 0 to be like it, below 0 to be unlike it
   */
  @SuppressWarnings("ArrayRecordComponent") // vectors on their way through one question
  record Example(
      BeatmapRecord map, float[] vector, float[][] windows, int[] startMs, double weight) {}

  /**
   * A ranking.
   *
   * @param examples at least one of weight above 0
   * @param windowShare share of late interaction in style
   */
  SimilarMaps(
      IndexSearcher searcher,
      List<Example> examples,
      Aspects by,
      double windowShare,
      Deadline deadline) {
    this.searcher = searcher;
    this.examples = examples;
    this.by = by;
    this.windowShare = windowShare;
    this.deadline = deadline;
  }

  /** The best matches, scored; and how many were looked at. */
  record Result(List<Ranking.Scored> scored, int visited) {}

  /** The best matches, scored. */
  Result rank(Query matches, int total, boolean exact) throws IOException {
    Query visited = matches;
    if (!exact && by.weight(Aspect.STYLE) > 0) {
      visited =
          TextRanking.only(
              matches, NearestMaps.candidates(searcher, wanted(), windows(), matches, total));
    }
    List<Ranking.Scored> scored = score(visited);
    return new Result(rerank(Ranking.best(scored, Ranking.CONSIDERED)), scored.size());
  }

  /** The vector between the examples and away from the counter-examples, of length 1. */
  private float[] wanted() {
    float[] sum = new float[examples.getFirst().vector().length];
    for (Example example : examples) {
      double weight = example.weight() * (example.weight() < 0 ? COUNTER_WEIGHT : 1);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) (weight * example.vector()[i]);
      }
    }
    // Lucene's score is (1 + dot product) / 2, cut at 0: unit vectors alone keep it in bounds.
    double length = Math.sqrt(VectorUtil.dotProduct(sum, sum));
    for (int i = 0; i < sum.length && length > 0; i++) {
      sum[i] /= (float) length;
    }
    return sum;
  }

  private List<float[]> windows() {
    List<float[]> all = new ArrayList<>();
    examples.stream().filter(e -> e.weight() > 0).forEach(e -> all.addAll(List.of(e.windows())));
    return all;
  }

  private List<Ranking.Scored> score(Query visited) throws IOException {
    List<Map.Entry<Aspect, List<Profile>>> profiles = new ArrayList<>();
    for (Aspect aspect : by.weights().keySet()) {
      if (aspect != Aspect.STYLE) {
        profiles.add(
            Map.entry(
                aspect,
                examples.stream().map(e -> Profile.of(e.map(), aspect, by.mod())).toList()));
      }
    }
    List<Ranking.Scored> scored = new ArrayList<>();
    Matches.visit(
        searcher,
        visited,
        false,
        deadline,
        (doc, _, values) -> {
          double[] likeness = new double[examples.size()];
          for (int i = 0; i < likeness.length; i++) {
            if (by.weight(Aspect.STYLE) > 0) {
              likeness[i] = by.weight(Aspect.STYLE) * values.cosine(examples.get(i).vector());
            }
            for (Map.Entry<Aspect, List<Profile>> aspect : profiles) {
              likeness[i] += by.weight(aspect.getKey()) * aspect.getValue().get(i).likeness(values);
            }
          }
          scored.add(new Ranking.Scored(doc, together(likeness)));
        });
    return scored;
  }

  private double together(double[] likeness) {
    double like = 0;
    double likeWeights = 0;
    double unlike = 0;
    double unlikeWeights = 0;
    for (int i = 0; i < likeness.length; i++) {
      double weight = examples.get(i).weight();
      if (weight > 0) {
        like += weight * likeness[i];
        likeWeights += weight;
      } else {
        unlike -= weight * Math.max(0, likeness[i]);
        unlikeWeights -= weight;
      }
    }
    double score = like / likeWeights;
    return unlikeWeights == 0 ? score : score - COUNTER_WEIGHT * unlike / unlikeWeights;
  }

  /** Late interaction for the first ones; the others follow below the last of them. */
  private List<Ranking.Scored> rerank(List<Ranking.Scored> candidates) throws IOException {
    List<Ranking.Scored> sorted = new ArrayList<>(candidates);
    sorted.sort((a, b) -> Double.compare(b.score(), a.score()));
    double lowest = 1;
    for (int i = 0; i < sorted.size(); i++) {
      Ranking.Scored c = sorted.get(i);
      double score = Math.max(0, c.score());
      if (i < RERANKED) {
        deadline.check();
        score = interacted(c);
        lowest = Math.min(lowest, score);
      } else {
        score = Math.min(score, lowest) * BELOW_RERANKED;
      }
      sorted.set(i, new Ranking.Scored(c.doc(), score));
    }
    return sorted;
  }

  /** The score with a share of style by windows, where both maps have windows. */
  private double interacted(Ranking.Scored c) throws IOException {
    double first = Math.max(0, c.score());
    float[][] theirs = by.weight(Aspect.STYLE) > 0 ? MapVectors.windowsOf(searcher, c.doc()) : null;
    boolean all = examples.stream().allMatch(e -> e.windows().length > 0);
    if (theirs == null || theirs.length == 0 || !all) {
      return first;
    }
    double[] byWindows = new double[examples.size()];
    for (int i = 0; i < byWindows.length; i++) {
      byWindows[i] = Math.max(0, interaction(examples.get(i).windows(), theirs));
    }
    double windows = Math.max(0, together(byWindows));
    parts.put(c.doc(), new double[] {first, windows});
    double share = by.weight(Aspect.STYLE) * windowShare;
    return (1 - share) * first + share * windows;
  }

  /** Mean over windows of the best match in the other map, both ways. */
  static double interaction(float[][] a, float[][] b) {
    double[] bestOfB = new double[b.length];
    java.util.Arrays.fill(bestOfB, -1);
    double sumA = 0;
    for (float[] window : a) {
      double best = -1;
      for (int j = 0; j < b.length; j++) {
        double cosine = VectorUtil.dotProduct(window, b[j]);
        best = Math.max(best, cosine);
        bestOfB[j] = Math.max(bestOfB[j], cosine);
      }
      sumA += best;
    }
    double sumB = 0;
    for (double best : bestOfB) {
      sumB += best;
    }
    return (sumA / a.length + sumB / b.length) / 2;
  }

  /** Parts of the score, and the windows of the first example that are most alike in the hit. */
  void explain(int doc, BeatmapRecord map, ObjectNode node) throws IOException {
    double[] known = parts.get(doc);
    if (known != null) {
      node.putObject("parts").put("map", rounded(known[0])).put("windows", rounded(known[1]));
    }
    Example example = examples.getFirst();
    float[][] theirs = MapVectors.windowsOf(searcher, doc);
    if (theirs == null || by.weight(Aspect.STYLE) == 0) {
      return;
    }
    WindowPairs.best(example.windows(), theirs, SHOWN_WINDOWS)
        .forEach(pair -> {
          ArrayNode windows = node.withArray("windows");
          windows
              .addObject()
              .put("start_ms", example.startMs()[pair.a()])
              .put("hit_start_ms", map.windowStarts().get(pair.b()))
              .put("score", rounded(pair.cosine()));
        });
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }
}
