package kiai.search.similar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.embeddings.VectorMath;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapCursor;
import kiai.index.MapRef;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.search.answer.Aspects;
import kiai.search.answer.Aspects.Aspect;
import kiai.search.answer.Explanation;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;
import kiai.search.ranking.Tuning;
import kiai.search.ranking.WindowPairs;

/**
 * Ranks maps by how alike they play to examples.
 *
 * <ol>
 *   <li>All matches by the weighted sum of their aspects: the dot product of map vectors for style,
 *       profiles for the others; then by label profiles ({@link LabelPull}). Above the exact limit,
 *       when style counts, the graph's nearest maps are the candidates: of the map vectors, and of
 *       the examples' windows.
 *   <li>The best of them again, with half of style ({@link kiai.search.ranking.Tuning#windows}) by
 *       late interaction: each window of one map with the best of the other, both ways.
 *   <li>Likeness to examples is their weighted mean; likeness to counter-examples takes away half
 *       of theirs.
 * </ol>
 */
final class SimilarMaps {
  private static final int ASKED_WINDOWS = 6; // of the examples, for candidates
  private static final int OF_A_WINDOW = 50;
  private static final int RERANKED = 200;
  private static final double BELOW_RERANKED = 0.999;
  private static final double COUNTER_WEIGHT = 0.5;
  private static final int SHOWN_WINDOWS = 3;

  private final IndexSnapshot index;
  private final List<Example> examples;
  private final Aspects by;
  private final double windowShare;
  private final LabelPull labels;
  private final Deadline deadline;
  private final Map<MapRef, double[]> parts = new HashMap<>();

  /**
   * A ranking.
   *
   * @param examples at least one of weight above 0
   * @param tuning how much late interaction over windows counts
   */
  SimilarMaps(
      IndexSnapshot index,
      List<Example> examples,
      Aspects by,
      LabelPull labels,
      Tuning tuning,
      Deadline deadline) {
    this.index = index;
    this.examples = examples;
    this.by = by;
    this.windowShare = tuning.windows();
    this.labels = labels;
    this.deadline = deadline;
  }

  /** The best matches, scored; and how many were looked at. */
  record Result(List<Scored> scored, int visited) {}

  /**
   * The best matches, scored.
   *
   * @param nearest so many maps of nearest style are scored, unless all are
   */
  Result rank(Condition matches, int total, boolean exact, int nearest) throws IOException {
    Set<MapRef> candidates =
        exact
            ? null
            : index.candidates(
                new CandidateRequest(
                    matches, total, wanted(), nearest, spread(windows()), OF_A_WINDOW));
    List<Scored> scored = score(matches, candidates);
    return new Result(rerank(Scored.best(scored, Ranking.CONSIDERED)), scored.size());
  }

  /** Some of all windows, spread over them. */
  private static List<float[]> spread(List<float[]> windows) {
    List<float[]> some = new ArrayList<>();
    int count = Math.min(ASKED_WINDOWS, windows.size());
    for (int i = 0; i < count; i++) {
      some.add(windows.get(i * windows.size() / count));
    }
    return some;
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
    double length = Math.sqrt(VectorMath.dot(sum, sum));
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

  private List<Scored> score(Condition matches, Set<MapRef> candidates) throws IOException {
    List<Map.Entry<Aspect, List<Profile>>> profiles = new ArrayList<>();
    for (Aspect aspect : by.weights().keySet()) {
      if (aspect != Aspect.STYLE) {
        profiles.add(
            Map.entry(
                aspect,
                examples.stream().map(e -> Profile.of(e.map(), aspect, by.mods())).toList()));
      }
    }
    List<Scored> scored = new ArrayList<>();
    MapCursor.Visitor visitor =
        map -> {
          double[] likeness = new double[examples.size()];
          for (int i = 0; i < likeness.length; i++) {
            if (by.weight(Aspect.STYLE) > 0) {
              likeness[i] = by.weight(Aspect.STYLE) * map.cosine(examples.get(i).vector());
            }
            for (Map.Entry<Aspect, List<Profile>> aspect : profiles) {
              likeness[i] += by.weight(aspect.getKey()) * aspect.getValue().get(i).likeness(map);
            }
          }
          double score = together(likeness);
          if (labels.isOn()) {
            score = labels.pulled(score, together(labelCosines(map)));
          }
          scored.add(new Scored(map.ref(), score));
        };
    if (candidates == null) {
      index.scan(matches, false, deadline, visitor);
    } else {
      index.visit(matches, candidates, false, deadline, visitor);
    }
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
  private List<Scored> rerank(List<Scored> candidates) throws IOException {
    List<Scored> sorted = new ArrayList<>(candidates);
    sorted.sort((a, b) -> Double.compare(b.score(), a.score()));
    Map<MapRef, Scored> first = new LinkedHashMap<>();
    sorted.stream().limit(RERANKED).forEach(c -> first.put(c.map(), c));
    Map<MapRef, Double> interacted = new HashMap<>();
    index.visit(
        new Condition.Everything(),
        first.keySet(),
        false,
        deadline,
        map -> interacted.put(map.ref(), interacted(first.get(map.ref()), map)));
    double lowest = 1;
    for (int i = 0; i < sorted.size(); i++) {
      Scored c = sorted.get(i);
      double score;
      if (i < RERANKED) {
        score = interacted.get(c.map());
        lowest = Math.min(lowest, score);
      } else {
        score = Math.min(Math.max(0, c.score()), lowest) * BELOW_RERANKED;
      }
      sorted.set(i, new Scored(c.map(), score));
    }
    return sorted;
  }

  /** The score with a share of style by windows, where both maps have windows. */
  private double interacted(Scored c, MapCursor map) throws IOException {
    double first = Math.max(0, c.score());
    float[][] theirs = by.weight(Aspect.STYLE) > 0 ? map.windows() : new float[0][];
    boolean all = examples.stream().allMatch(e -> e.windows().length > 0);
    if (theirs.length == 0 || !all) {
      return first;
    }
    double[] byWindows = new double[examples.size()];
    for (int i = 0; i < byWindows.length; i++) {
      byWindows[i] = Math.max(0, WindowPairs.interaction(examples.get(i).windows(), theirs));
    }
    double windows = Math.max(0, together(byWindows));
    double share = by.weight(Aspect.STYLE) * windowShare;
    double cosine = labels.isOn() ? together(labelCosines(map)) : 0;
    double plain = labels.isOn() ? Math.max(0, labels.unpulled(c.score(), cosine)) : first;
    parts.put(c.map(), new double[] {plain, windows});
    return Math.max(0, labels.pulled((1 - share) * plain + share * windows, cosine));
  }

  private double[] labelCosines(MapCursor map) throws IOException {
    double[] cosines = new double[examples.size()];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = map.labelCosine(examples.get(i).labels());
    }
    return cosines;
  }

  /** Likeness of a map's label profile to those of the examples. */
  private double labelCosine(MapRef ref) throws IOException {
    float[] theirs = index.labels(ref);
    double[] cosines = new double[examples.size()];
    for (int i = 0; i < cosines.length; i++) {
      float[] ours = examples.get(i).labels();
      cosines[i] = theirs.length == ours.length ? VectorMath.dot(ours, theirs) : 0;
    }
    return together(cosines);
  }

  /** Parts of the score, and the windows of the first example that are most alike in the hit. */
  Explanation explain(MapRef ref, MapRecord map) throws IOException {
    double[] known = parts.get(ref);
    List<Explanation.Part> shown = new ArrayList<>();
    if (known != null) {
      shown.add(new Explanation.Part("map", known[0], null));
      shown.add(new Explanation.Part("windows", known[1], null));
    }
    List<String> alike = List.of();
    if (labels.isOn()) {
      float[] theirs = index.labels(ref);
      shown.add(new Explanation.Part("labels", Math.max(0, labelCosine(ref)), null));
      alike = labels.shared(examples.getFirst().labels(), theirs);
    }
    if (by.weight(Aspect.STYLE) == 0) {
      return new Explanation(shown, null, List.of(), alike);
    }
    Example example = examples.getFirst();
    List<Explanation.WindowPair> windows =
        WindowPairs.best(example.windows(), index.windows(ref), SHOWN_WINDOWS).stream()
            .map(pair ->
                new Explanation.WindowPair(
                    example.startMs()[pair.a()], map.windowStarts().get(pair.b()), pair.cosine()))
            .toList();
    return new Explanation(shown, null, windows, alike);
  }
}
