package kiai.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.eval.set.TokenViews;

/**
 * TF-IDF of token ids: log(1 + count) times the logarithm of how rare a token is among the windows
 * that are asked about, as they are. Times count as they are, or as differences to the time before
 * (in steps of 10 ms up to 4 s), which is the stronger choice.
 */
final class TokenBag implements Contestant {
  private static final int STEP_MS = 10;
  private static final int LONGEST_MS = 4_000;

  private final TokenViews tokens;
  private final boolean differences;
  private final float[] idf;

  TokenBag(TokenViews tokens, boolean differences, List<int[]> corpus) {
    this.tokens = tokens;
    this.differences = differences;
    int dimension = tokens.size() + (differences ? LONGEST_MS / STEP_MS : 0);
    int[] windows = new int[dimension];
    for (int[] ids : corpus) {
      counts(ids).keySet().forEach(term -> windows[term]++);
    }
    idf = new float[dimension];
    for (int term = 0; term < dimension; term++) {
      idf[term] = (float) (Math.log((1.0 + corpus.size()) / (1 + windows[term])) + 1);
    }
  }

  @Override
  public String name() {
    return differences ? "tfidf_differences" : "tfidf";
  }

  @Override
  public String title() {
    return differences ? "TF-IDF, time differences" : "TF-IDF";
  }

  @Override
  public float[][] vectors(List<int[]> ids, List<float[]> features) {
    float[][] rows = new float[ids.size()][];
    for (int i = 0; i < rows.length; i++) {
      float[] row = new float[idf.length];
      counts(ids.get(i))
          .forEach((term, count) -> row[term] = (float) (Math.log1p(count) * idf[term]));
      rows[i] = row;
    }
    return rows;
  }

  private Map<Integer, Integer> counts(int[] ids) {
    Map<Integer, Integer> counts = new HashMap<>();
    int before = 0;
    for (int id : ids) {
      int ms = tokens.time(id);
      if (ms < 0 || !differences) {
        counts.merge(id, 1, Integer::sum);
        continue;
      }
      int gap = Math.clamp(ms - before, 0, LONGEST_MS - 1) / STEP_MS;
      counts.merge(tokens.size() + gap, 1, Integer::sum);
      before = ms;
    }
    return counts;
  }
}
