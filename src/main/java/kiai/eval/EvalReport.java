package kiai.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kiai.eval.measure.Measure;

/** All numbers of an evaluation, as plain data and as tables. */
public final class EvalReport {
  /**
   * What a number is about.
   *
   * @param task group of numbers, one table each
   * @param metric column of the table
   * @param lowerIsBetter for errors
   */
  record Key(String task, String metric, boolean lowerIsBetter) {}

  private final Map<Key, Map<String, Measure>> rows = new LinkedHashMap<>();
  private final Map<String, String> titles = new LinkedHashMap<>();
  private final Map<String, Object> facts = new LinkedHashMap<>();
  private String main = "";

  EvalReport() {}

  void put(String task, String metric, Contestant contestant, Measure measure) {
    put(task, metric, false, contestant, measure);
  }

  void putError(String task, String metric, Contestant contestant, Measure measure) {
    put(task, metric, true, contestant, measure);
  }

  private void put(
      String task, String metric, boolean lower, Contestant contestant, Measure measure) {
    put(new Key(task, metric, lower), contestant.name(), contestant.title(), measure);
  }

  /** A number of something that is no model, such as a way of ranking. */
  void put(String task, String metric, String name, String title, Measure measure) {
    put(new Key(task, metric, false), name, title, measure);
  }

  private void put(Key key, String name, String title, Measure measure) {
    titles.putIfAbsent(name, title);
    if (main.isEmpty()) {
      main = name;
    }
    rows.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(name, measure);
  }

  /** Facts about the data and the run, for the head of the report. */
  Map<String, Object> facts() {
    return facts;
  }

  /** A contestant's number; for tests. */
  Measure of(String task, String metric, String contestant) {
    return rows.entrySet().stream()
        .filter(e -> e.getKey().task().equals(task) && e.getKey().metric().equals(metric))
        .map(e -> e.getValue().get(contestant))
        .findFirst()
        .orElseThrow();
  }

  /**
   * {@code data}, {@code results} (one a task, metric and contestant, with its interval and number
   * of queries) and {@code differences} (the first contestant and its parts minus every other,
   * paired).
   */
  public Map<String, Object> data() {
    List<Map<String, Object>> results = new ArrayList<>();
    rows.forEach((key, found) ->
        found.forEach((name, measure) -> results.add(row(key, name, null, measure))));
    List<Map<String, Object>> differences = new ArrayList<>();
    rows.forEach((key, found) ->
        found.forEach((name, measure) -> {
          if (isOurs(name)) {
            found.forEach((other, theirs) -> {
              if (!isOurs(other) && theirs.queries() == measure.queries()) {
                differences.add(row(key, name, other, measure.minus(theirs)));
              }
            });
          }
        }));
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("data", facts);
    data.put("results", results);
    data.put("differences", differences);
    return data;
  }

  private static Map<String, Object> row(Key key, String name, String minus, Measure measure) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("task", key.task());
    row.put("metric", key.metric());
    row.put("lower_is_better", key.lowerIsBetter());
    row.put("contestant", name);
    if (minus != null) {
      row.put("minus", minus);
    }
    row.put("value", number(measure.value()));
    List<Double> interval = new ArrayList<>();
    for (double end : measure.interval()) {
      interval.add(number(end));
    }
    row.put("interval", interval);
    row.put("queries", measure.queries());
    return row;
  }

  /** Five decimals; null when it is not finite, which JSON cannot say. */
  private static Double number(double value) {
    return Double.isFinite(value) ? (Double) (Math.rint(value * 100_000) / 100_000) : null;
  }

  private boolean isOurs(String name) {
    return name.equals(main) || name.startsWith(main + ":");
  }

  /** Markdown tables, one a task; a cell is the value with its interval. */
  public String tables() {
    StringBuilder text = new StringBuilder();
    Set<String> tasks = new LinkedHashSet<>();
    rows.keySet().forEach(key -> tasks.add(key.task()));
    for (String task : tasks) {
      List<Key> keys = rows.keySet().stream().filter(k -> k.task().equals(task)).toList();
      table(text, task, keys);
    }
    return text.toString();
  }

  private void table(StringBuilder text, String task, List<Key> keys) {
    text.append("## ").append(task).append("\n\n| |");
    for (Key key : keys) {
      int queries = rows.get(key).values().stream().mapToInt(Measure::queries).max().orElse(0);
      text.append(
          " %s%s (n=%d) |".formatted(key.metric(), key.lowerIsBetter() ? " ↓" : "", queries));
    }
    text.append("\n| --- |").append(" --- |".repeat(keys.size())).append('\n');
    for (Map.Entry<String, String> contestant : titles.entrySet()) {
      List<String> cells = new ArrayList<>();
      boolean any = false;
      for (Key key : keys) {
        Measure measure = rows.get(key).get(contestant.getKey());
        any |= measure != null;
        cells.add(measure == null ? "" : cell(measure));
      }
      if (any) {
        text.append("| %s | %s |\n".formatted(contestant.getValue(), String.join(" | ", cells)));
      }
    }
    text.append('\n');
  }

  private static String cell(Measure measure) {
    if (!Double.isFinite(measure.value())) {
      return "–";
    }
    double[] ends = measure.interval();
    return "%.3f [%.2f, %.2f]".formatted(measure.value(), ends[0], ends[1]);
  }
}
