package kiai.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import kiai.embeddings.Encoder;
import kiai.eval.measure.Gains;
import kiai.eval.measure.Measure;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.map.MapRecord;
import kiai.search.SearchService;
import kiai.search.answer.Aspects;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.ranking.Tuning;
import kiai.sources.tables.Labels;

/**
 * Do similar maps share what people said about them? For each map with labels of one kind, the
 * first ten hits with labels of that kind, of other groups; relevant are those that share a label
 * that at most a fifth of the labelled maps have. For several ways of ranking similar maps. Label
 * profiles were learned from labels such as these: what they are worth on maps that they were not
 * learned from, {@code kiai_tools.label_profile} measures.
 */
final class LikenessTask {
  private static final String TASK = "Similar maps by people's labels";
  private static final int DEPTH = 10;
  private static final double RARE = 0.2;
  private static final int LEAST_MAPS = 40;

  private record Variant(String title, Tuning tuning, Aspects by) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("shipped", Tuning.SHIPPED, Aspects.DEFAULT),
          new Variant("style 0.7, difficulty 0.3", Tuning.SHIPPED.withoutLabels(), Aspects.DEFAULT),
          new Variant("style, a quarter windows", Tuning.SHIPPED, Aspects.STYLE),
          new Variant("map vector alone", windows(0), Aspects.STYLE),
          new Variant("half windows", windows(0.5), Aspects.STYLE),
          new Variant("windows alone", windows(1), Aspects.STYLE),
          new Variant("candidates by graph", Tuning.SHIPPED.scanning(0), Aspects.STYLE),
          new Variant("by rhythm", Tuning.SHIPPED, Aspects.of("rhythm", null)),
          new Variant("by sliders", Tuning.SHIPPED, Aspects.of("sliders", null)),
          new Variant("by difficulty", Tuning.SHIPPED, Aspects.of("difficulty", null)));

  private final LiveIndex index;
  private final Encoder encoder;
  private final Labels labels;
  private final int rounds;

  LikenessTask(LiveIndex index, Encoder encoder, Labels labels, int rounds) {
    this.index = index;
    this.encoder = encoder;
    this.labels = labels;
    this.rounds = rounds;
  }

  private static Tuning windows(double share) {
    return Tuning.SHIPPED.withWindows(share);
  }

  void run(EvalReport report) throws IOException {
    Map<String, Labels.Label> labelled = new HashMap<>();
    TreeSet<String> kinds = new TreeSet<>();
    try (IndexSnapshot snapshot = index.snapshot()) {
      snapshot.forEachMap(map -> {
        Labels.Label label = labels.of(map.md5());
        labelled.put(map.md5(), label);
        kinds.addAll(label.judged().keySet());
      });
    }
    for (String kind : kinds) {
      Map<String, List<String>> rare = rare(labelled, kind);
      if (rare.size() >= LEAST_MAPS) {
        for (Variant variant : VARIANTS) {
          measure(kind, variant, rare, labelled, report);
        }
      }
    }
  }

  /** The rare labels of each map with labels of a kind. */
  private static Map<String, List<String>> rare(Map<String, Labels.Label> labelled, String kind) {
    Map<String, List<String>> all = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    labelled.forEach((md5, label) -> {
      List<String> said = label.judged().get(kind);
      if (said != null) {
        all.put(md5, said);
        said.forEach(one -> counts.merge(one, 1, Integer::sum));
      }
    });
    Map<String, List<String>> rare = new HashMap<>();
    all.forEach((md5, said) ->
        rare.put(md5, said.stream().filter(one -> counts.get(one) <= RARE * all.size()).toList()));
    return rare;
  }

  private void measure(
      String kind,
      Variant variant,
      Map<String, List<String>> rare,
      Map<String, Labels.Label> labelled,
      EvalReport report)
      throws IOException {
    SearchService service = new SearchService(index, encoder, variant.tuning());
    SearchOptions options =
        SearchOptions.first(SearchOptions.MAX_LIMIT)
            .folding(false)
            .similar(false, false, variant.by());
    List<Double> values = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (String md5 : rare.keySet().stream().sorted().toList()) {
      String group = group(labelled, md5);
      List<Integer> all =
          rare.entrySet().stream()
              .filter(e -> !group(labelled, e.getKey()).equals(group))
              .map(e -> grade(rare.get(md5), e.getValue()))
              .toList();
      if (all.contains(1)) {
        List<Integer> found = new ArrayList<>();
        for (Hit hit : service.similar(md5, "", options).orElseThrow().hits()) {
          MapRecord map = hit.map();
          if (rare.containsKey(map.md5()) && !group(labelled, map.md5()).equals(group)) {
            found.add(grade(rare.get(md5), rare.get(map.md5())));
          }
        }
        values.add(Gains.ndcg(found, all, DEPTH));
        groups.add(group);
      }
    }
    if (!values.isEmpty()) {
      report.put(
          TASK,
          kind + " nDCG@10",
          variant.title(),
          variant.title(),
          Measure.mean(
              values.stream().mapToDouble(Double::doubleValue).toArray(),
              groups.toArray(String[]::new),
              rounds));
    }
  }

  private static String group(Map<String, Labels.Label> labelled, String md5) {
    String group = labelled.get(md5).group();
    return group == null ? md5 : group;
  }

  private static int grade(List<String> wanted, List<String> said) {
    return wanted.stream().anyMatch(said::contains) ? 1 : 0;
  }
}
