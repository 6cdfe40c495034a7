package kiai.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import kiai.eval.measure.Folds;
import kiai.eval.measure.Measure;
import kiai.eval.measure.Vectors;
import kiai.eval.set.EvalSet;

/**
 * Do vectors agree with what people said about how maps play? On every judged map of the index,
 * since no training sees these labels; neighbours and probes never share a group with the map.
 *
 * <ul>
 *   <li>nDCG@10 among the maps with labels of one kind; a neighbour is relevant when it shares a
 *       label that at most a fifth of them have.
 *   <li>Jump or stream ({@code play}): the area under the curve of a linear probe, and the balanced
 *       accuracy of the five nearest.
 *   <li>For kinds with several labels: macro F1 of one linear probe a label with at least eight
 *       maps, which calls as many maps positive as its training rows have.
 * </ul>
 */
final class JudgementTask {
  private static final String TASK = "Human labels";
  private static final int NEAREST = 10;
  private static final int VOTES = 5;
  private static final double RARE = 0.2;
  private static final int LEAST_MAPS = 20;
  private static final int LEAST_OF_LABEL = 8;
  private static final String PLAY = "play";
  private static final String STREAM = "stream";

  private final EvalSet set;
  private final int rounds;

  JudgementTask(EvalSet set, int rounds) {
    this.set = set;
    this.rounds = rounds;
  }

  void run(Embedded embedded, EvalReport report) {
    TreeSet<String> kinds = new TreeSet<>();
    set.maps().forEach(m -> kinds.addAll(m.judged().keySet()));
    for (String kind : kinds) {
      int[] judged =
          IntStream.range(0, set.maps().size())
              .filter(i -> set.maps().get(i).judged().containsKey(kind))
              .toArray();
      if (judged.length < LEAST_MAPS) {
        continue;
      }
      Judged found = new Judged(kind, judged, embedded.maps());
      if (kind.equals(PLAY)) {
        play(found, embedded.contestant(), report);
      } else {
        ndcg(found, embedded.contestant(), report);
        probes(found, embedded.contestant(), report);
      }
    }
  }

  /** The maps with labels of one kind. */
  private final class Judged {
    final String kind;
    final float[][] rows;
    final String[] groups;
    final List<List<String>> labels;

    Judged(String kind, int[] maps, float[][] vectors) {
      this.kind = kind;
      rows = Arrays.stream(maps).mapToObj(i -> vectors[i]).toArray(float[][]::new);
      groups = Arrays.stream(maps).mapToObj(i -> set.maps().get(i).group()).toArray(String[]::new);
      labels = Arrays.stream(maps).mapToObj(i -> set.maps().get(i).judged().get(kind)).toList();
    }

    int[][] nearest(int k) {
      return Vectors.nearest(rows, rows, k, (q, row) -> !groups[q].equals(groups[row]));
    }

    Map<String, Integer> counts() {
      Map<String, Integer> counts = new HashMap<>();
      labels.forEach(list -> list.forEach(label -> counts.merge(label, 1, Integer::sum)));
      return counts;
    }
  }

  private void ndcg(Judged judged, Contestant who, EvalReport report) {
    int n = judged.rows.length;
    Map<String, Integer> counts = judged.counts();
    List<List<String>> rare =
        judged.labels.stream()
            .map(list -> list.stream().filter(l -> counts.get(l) <= RARE * n).toList())
            .toList();
    int[][] nearest = judged.nearest(NEAREST);
    double[] values = new double[n];
    for (int q = 0; q < n; q++) {
      int query = q;
      long relevant =
          IntStream.range(0, n)
              .filter(i -> !judged.groups[i].equals(judged.groups[query]))
              .filter(i -> shares(rare.get(query), rare.get(i)))
              .count();
      values[q] = relevant == 0 ? Double.NaN : ndcg(nearest[q], rare, q, relevant);
    }
    int[] asked = IntStream.range(0, n).filter(i -> !Double.isNaN(values[i])).toArray();
    report.put(
        TASK,
        "%s nDCG@10".formatted(judged.kind),
        who,
        Measure.mean(
            Arrays.stream(asked).mapToDouble(i -> values[i]).toArray(),
            Arrays.stream(asked).mapToObj(i -> judged.groups[i]).toArray(String[]::new),
            rounds));
  }

  private static double ndcg(int[] nearest, List<List<String>> rare, int query, long relevant) {
    double gain = 0;
    double best = 0;
    for (int rank = 0; rank < NEAREST; rank++) {
      double discount = 1 / (Math.log(rank + 2) / Math.log(2));
      if (rank < nearest.length && shares(rare.get(query), rare.get(nearest[rank]))) {
        gain += discount;
      }
      if (rank < relevant) {
        best += discount;
      }
    }
    return gain / best;
  }

  private static boolean shares(List<String> a, List<String> b) {
    return a.stream().anyMatch(b::contains);
  }

  private void play(Judged judged, Contestant who, EvalReport report) {
    int n = judged.rows.length;
    boolean[] stream = new boolean[n];
    for (int i = 0; i < n; i++) {
      stream[i] = judged.labels.get(i).contains(STREAM);
    }
    double[][] targets = new double[n][];
    Arrays.setAll(targets, i -> new double[] {stream[i] ? 1 : -1});
    double[][] found = Folds.predict(judged.rows, targets, judged.groups);
    double[] scores = Arrays.stream(found).mapToDouble(row -> row[0]).toArray();
    report.put(
        TASK,
        "jump or stream, AUC",
        who,
        Measure.of(sample -> auc(sample, scores, stream), judged.groups, rounds));
    int[][] nearest = judged.nearest(VOTES);
    boolean[] right = new boolean[n];
    for (int i = 0; i < n; i++) {
      long votes = Arrays.stream(nearest[i]).filter(j -> stream[j]).count();
      right[i] = (2 * votes > nearest[i].length) == stream[i];
    }
    report.put(
        TASK,
        "jump or stream, 5-NN",
        who,
        Measure.of(sample -> balanced(sample, right, stream), judged.groups, rounds));
  }

  /** Area under the curve: how often a stream map scores above a jump map. */
  static double auc(int[] sample, double[] scores, boolean[] positive) {
    Integer[] order = Arrays.stream(sample).boxed().toArray(Integer[]::new);
    Arrays.sort(order, java.util.Comparator.comparingDouble(i -> scores[i]));
    double sum = 0;
    long positives = 0;
    int from = 0;
    while (from < order.length) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        if (positive[order[i]]) {
          sum += (from + to + 1) / 2.0; // ties share their mean rank
          positives++;
        }
      }
      from = to;
    }
    long negatives = order.length - positives;
    return (sum - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
  }

  private static double balanced(int[] sample, boolean[] right, boolean[] positive) {
    int[] hits = new int[2];
    int[] counts = new int[2];
    for (int i : sample) {
      int side = positive[i] ? 1 : 0;
      counts[side]++;
      hits[side] += right[i] ? 1 : 0;
    }
    return ((double) hits[0] / counts[0] + (double) hits[1] / counts[1]) / 2;
  }

  private void probes(Judged judged, Contestant who, EvalReport report) {
    List<String> labels =
        judged.counts().entrySet().stream()
            .filter(e -> e.getValue() >= LEAST_OF_LABEL)
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    int n = judged.rows.length;
    if (labels.size() < 2) {
      return;
    }
    double[][] targets = new double[n][labels.size()];
    for (int i = 0; i < n; i++) {
      for (int l = 0; l < labels.size(); l++) {
        targets[i][l] = judged.labels.get(i).contains(labels.get(l)) ? 1 : -1;
      }
    }
    double[][] scores = Folds.predict(judged.rows, targets, judged.groups);
    boolean[][] called = new boolean[labels.size()][n];
    for (int l = 0; l < labels.size(); l++) {
      int label = l;
      int positives = (int) IntStream.range(0, n).filter(i -> targets[i][label] > 0).count();
      double[] sorted = IntStream.range(0, n).mapToDouble(i -> scores[i][label]).sorted().toArray();
      double threshold = sorted[n - positives];
      for (int i = 0; i < n; i++) {
        called[l][i] = scores[i][l] >= threshold;
      }
    }
    report.put(
        TASK,
        "%s, macro F1 of %d labels".formatted(judged.kind, labels.size()),
        who,
        Measure.of(sample -> macroF1(sample, called, targets), judged.groups, rounds));
  }

  private static double macroF1(int[] sample, boolean[][] called, double[][] targets) {
    double sum = 0;
    for (int l = 0; l < called.length; l++) {
      int hits = 0;
      int wrong = 0;
      for (int i : sample) {
        boolean positive = targets[i][l] > 0;
        hits += called[l][i] && positive ? 1 : 0;
        wrong += called[l][i] != positive ? 1 : 0;
      }
      sum += hits == 0 ? 0 : 2.0 * hits / (2.0 * hits + wrong);
    }
    return sum / called.length;
  }
}
