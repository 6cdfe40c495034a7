package kiai.eval;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import kiai.eval.measure.Folds;
import kiai.eval.measure.Measure;
import kiai.eval.measure.Vectors;
import kiai.eval.set.EvalMap;
import kiai.eval.set.EvalSet;

/**
 * What the ten nearest maps of another group tell of a held-out map: its attributes, its mapper.
 * And, as a detector of leaks that nobody should optimise, whether the very nearest map of its mode
 * is of its own set.
 */
final class NeighbourTask {
  private static final String SETS = "Set and mapper";
  private static final String ATTRIBUTES = "Attributes of the 10 nearest";
  private static final int NEAREST = 10;
  private static final double BPM_TOLERANCE = 0.05;
  private static final double HIGHEST_STARS = 15; // above it maps are made to break calculators

  private final EvalSet set;
  private final int rounds;
  private final int[] queries;

  NeighbourTask(EvalSet set, int rounds) {
    this.set = set;
    this.rounds = rounds;
    this.queries =
        IntStream.range(0, set.maps().size()).filter(i -> set.maps().get(i).heldOut()).toArray();
  }

  void run(Embedded embedded, EvalReport report) {
    Contestant who = embedded.contestant();
    float[][] asking =
        Arrays.stream(queries).mapToObj(q -> embedded.maps()[q]).toArray(float[][]::new);
    sets(embedded, asking, report);
    int[][] nearest =
        Vectors.nearest(
            asking,
            embedded.maps(),
            NEAREST,
            (q, row) -> !map(row).group().equals(map(queries[q]).group()));
    error(report, who, "stars", nearest, NeighbourTask::stars, null);
    error(report, who, "AR (osu)", nearest, m -> m.record().content().settings().ar(), "osu");
    error(report, who, "CS (osu)", nearest, m -> m.record().content().settings().cs(), "osu");
    error(report, who, "year", nearest, m -> nullable(m.year()), null);
    bpm(report, who, nearest);
    share(report, who, "mode", nearest, null, (a, b) -> a.mode().equals(b.mode()));
    share(report, who, "keys (mania)", nearest, "mania", (a, b) -> a.keys() == b.keys());
    starsProbe(embedded, report);
  }

  private EvalMap map(int number) {
    return set.maps().get(number);
  }

  private static double nullable(Number value) {
    return value == null ? Double.NaN : value.doubleValue();
  }

  /** NaN for maps that are not rated, and for those that are not meant to be. */
  private static double stars(EvalMap map) {
    double stars = nullable(map.record().stars());
    return stars <= HIGHEST_STARS ? stars : Double.NaN;
  }

  private void sets(Embedded embedded, float[][] asking, EvalReport report) {
    Map<String, Integer> sizes = new HashMap<>();
    Map<String, Integer> works = new HashMap<>();
    Map<String, Integer> worksInGroup = new HashMap<>();
    for (EvalMap m : set.maps()) {
      sizes.merge(m.mode() + m.record().setKey(), 1, Integer::sum);
      works.merge(m.record().creator(), 1, Integer::sum);
      worksInGroup.merge(m.record().creator() + "|" + m.group(), 1, Integer::sum);
    }
    int[][] first =
        Vectors.nearest(
            asking,
            embedded.maps(),
            1,
            (q, row) -> row != queries[q] && map(row).mode().equals(map(queries[q]).mode()));
    mean(
        report,
        SETS,
        "same set (leak)",
        embedded.contestant(),
        q -> {
          EvalMap m = map(queries[q]);
          return sizes.get(m.mode() + m.record().setKey()) < 2 || first[q].length == 0
              ? Double.NaN
              : map(first[q][0]).record().setKey().equals(m.record().setKey()) ? 1 : 0;
        });
    int[][] others =
        Vectors.nearest(
            asking,
            embedded.maps(),
            NEAREST,
            (q, row) ->
                !map(row).group().equals(map(queries[q]).group())
                    && map(row).mode().equals(map(queries[q]).mode()));
    mean(
        report,
        SETS,
        "same mapper, hit@10",
        embedded.contestant(),
        q -> {
          String creator = map(queries[q]).record().creator();
          int elsewhere =
              works.get(creator) - worksInGroup.get(creator + "|" + map(queries[q]).group());
          return creator.isBlank() || elsewhere == 0
              ? Double.NaN
              : Arrays.stream(others[q]).anyMatch(n -> map(n).record().creator().equals(creator))
                  ? 1
                  : 0;
        });
  }

  /** Mean of values over the queries; NaN leaves a query out. */
  private void mean(
      EvalReport report, String task, String metric, Contestant who, QueryValue value) {
    int[] asked =
        IntStream.range(0, queries.length).filter(q -> !Double.isNaN(value.of(q))).toArray();
    report.put(task, metric, who, measure(asked, value));
  }

  private Measure measure(int[] asked, QueryValue value) {
    return Measure.mean(
        Arrays.stream(asked).mapToDouble(value::of).toArray(),
        Arrays.stream(asked).mapToObj(q -> map(queries[q]).group()).toArray(String[]::new),
        rounds);
  }

  private interface QueryValue {
    double of(int query);
  }

  /** Mean absolute error of the neighbours' mean. */
  private void error(
      EvalReport report,
      Contestant who,
      String metric,
      int[][] nearest,
      ToDoubleFunction<EvalMap> attribute,
      String mode) {
    QueryValue value =
        q -> {
          EvalMap m = map(queries[q]);
          double truth = attribute.applyAsDouble(m);
          double guess =
              Arrays.stream(nearest[q])
                  .mapToDouble(n -> attribute.applyAsDouble(map(n)))
                  .filter(Double::isFinite)
                  .average()
                  .orElse(Double.NaN);
          return mode == null || m.mode().equals(mode) ? Math.abs(truth - guess) : Double.NaN;
        };
    int[] asked =
        IntStream.range(0, queries.length).filter(q -> !Double.isNaN(value.of(q))).toArray();
    report.putError(ATTRIBUTES, metric + " error", who, measure(asked, value));
  }

  private void bpm(EvalReport report, Contestant who, int[][] nearest) {
    mean(
        report,
        ATTRIBUTES,
        "BPM within 5 %",
        who,
        q -> {
          double truth = map(queries[q]).record().bpm();
          double[] found =
              Arrays.stream(nearest[q]).mapToDouble(n -> map(n).record().bpm()).sorted().toArray();
          if (!(truth > 0) || found.length == 0) {
            return Double.NaN;
          }
          double median = (found[(found.length - 1) / 2] + found[found.length / 2]) / 2;
          return Math.abs(median / truth - 1) <= BPM_TOLERANCE ? 1 : 0;
        });
  }

  private interface Alike {
    boolean test(EvalMap a, EvalMap b);
  }

  /** Whether most of the neighbours agree with the map. */
  private void share(
      EvalReport report, Contestant who, String metric, int[][] nearest, String mode, Alike alike) {
    mean(
        report,
        ATTRIBUTES,
        metric + " accuracy",
        who,
        q -> {
          EvalMap m = map(queries[q]);
          if (nearest[q].length == 0 || (mode != null && !m.mode().equals(mode))) {
            return Double.NaN;
          }
          long agree = Arrays.stream(nearest[q]).filter(n -> alike.test(m, map(n))).count();
          return 2 * agree > nearest[q].length ? 1 : 0;
        });
  }

  /**
   * Ridge regression of osu! stars on map vectors, five folds by group, scored on held-out maps.
   */
  private void starsProbe(Embedded embedded, EvalReport report) {
    int[] rated =
        IntStream.range(0, set.maps().size())
            .filter(i -> map(i).mode().equals("osu") && Double.isFinite(stars(map(i))))
            .toArray();
    if (rated.length < 2 * Folds.COUNT) {
      return;
    }
    float[][] rows = Arrays.stream(rated).mapToObj(i -> embedded.maps()[i]).toArray(float[][]::new);
    double[][] stars =
        Arrays.stream(rated).mapToObj(i -> new double[] {stars(map(i))}).toArray(double[][]::new);
    String[] groups = Arrays.stream(rated).mapToObj(i -> map(i).group()).toArray(String[]::new);
    double[][] found = Folds.predict(rows, stars, groups);
    List<Integer> held =
        IntStream.range(0, rated.length).filter(i -> map(rated[i]).heldOut()).boxed().toList();
    report.putError(
        ATTRIBUTES,
        "stars error, ridge (osu)",
        embedded.contestant(),
        Measure.mean(
            held.stream().mapToDouble(i -> Math.abs(found[i][0] - stars[i][0])).toArray(),
            held.stream().map(i -> groups[i]).toArray(String[]::new),
            rounds));
  }
}
