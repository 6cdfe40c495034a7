package kiai.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kiai.embeddings.EmbeddingPart;
import kiai.embeddings.ModelFolder;
import kiai.index.MapVectors;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.VectorUtil;

/**
 * Ranks maps by how alike they play to an example.
 *
 * <ol>
 *   <li>All matches by the dot product of map vectors, or the nearest of the graph.
 *   <li>The best of them again, half by late interaction: each window of one map with the best of
 *       the other, both ways.
 * </ol>
 */
final class SimilarMaps {
  private static final int RERANKED = 200;

  /** Name of the part of an embedding that does not know tempo. */
  private static final String TEMPO_FREE = "style";

  private SimilarMaps() {}

  /**
   * What the maps should be like.
   *
   * @param vector of the map; its dot product with a map's vector is their likeness
   * @param windows of the map, likewise
   */
  @SuppressWarnings("ArrayRecordComponent") // vectors on their way through one question
  record Example(float[] vector, float[][] windows) {
    /** The same play at any speed. */
    Example atAnyTempo(ModelFolder model) throws IOException {
      double[] weights = tempoFree(model);
      return new Example(
          EmbeddingPart.weighted(vector, model.parts(), weights),
          Arrays.stream(windows)
              .map(window -> EmbeddingPart.weighted(window, model.parts(), weights))
              .toArray(float[][]::new));
    }
  }

  /** Weights of the parts when tempo should not count. */
  private static double[] tempoFree(ModelFolder model) throws IOException {
    double[] weights =
        model.parts().stream().mapToDouble(p -> p.name().equals(TEMPO_FREE) ? 1 : 0).toArray();
    if (Arrays.stream(weights).sum() == 0) {
      throw new UnsupportedQuestionException(
          "the model %s %s does not tell play from its tempo"
              .formatted(model.name(), model.version()));
    }
    return weights;
  }

  /** The best matches, scored. */
  static List<Ranking.Scored> rank(
      IndexSearcher searcher, Query matches, Example example, int total, boolean exact)
      throws IOException {
    List<Ranking.Scored> near = nearMaps(searcher, matches, example.vector(), total, exact);
    return rerank(searcher, Ranking.best(near, SearchOptions.WINDOW), example.windows());
  }

  /** Maps by the dot product of their vector with one that is asked for. */
  private static List<Ranking.Scored> nearMaps(
      IndexSearcher searcher, Query matches, float[] asked, int total, boolean exact)
      throws IOException {
    List<Ranking.Scored> scored = new ArrayList<>();
    if (exact) {
      Matches.visit(
          searcher,
          matches,
          false,
          (doc, _, values) -> scored.add(new Ranking.Scored(doc, values.cosine(asked))));
      return scored;
    }
    // Lucene's score is (1 + dot product) / 2, cut at 0: unit vectors alone keep it in bounds.
    double length = Math.sqrt(VectorUtil.dotProduct(asked, asked));
    float[] unit = asked.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= (float) length;
    }
    for (ScoreDoc hit : NearestMaps.of(searcher, unit, matches, total).scoreDocs) {
      scored.add(new Ranking.Scored(hit.doc, (2 * hit.score - 1) * length));
    }
    return scored;
  }

  /** Late interaction for the first ones; the others follow below the last of them. */
  private static List<Ranking.Scored> rerank(
      IndexSearcher searcher, List<Ranking.Scored> candidates, float[][] windows)
      throws IOException {
    List<Ranking.Scored> sorted = new ArrayList<>(candidates);
    sorted.sort((a, b) -> Double.compare(b.score(), a.score()));
    double lowest = 1;
    for (int i = 0; i < sorted.size(); i++) {
      Ranking.Scored c = sorted.get(i);
      double score = Math.max(0, c.score());
      if (i < RERANKED) {
        float[][] theirs = MapVectors.windowsOf(searcher, c.doc());
        if (theirs != null && windows.length > 0) {
          score = (score + Math.max(0, interaction(windows, theirs))) / 2;
        }
        lowest = Math.min(lowest, score);
      } else {
        score = Math.min(score, lowest) * 0.999;
      }
      sorted.set(i, new Ranking.Scored(c.doc(), score));
    }
    return sorted;
  }

  /** Mean over windows of the best match in the other map, both ways. */
  static double interaction(float[][] a, float[][] b) {
    double[] bestOfB = new double[b.length];
    Arrays.fill(bestOfB, -1);
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
}
