package kiai.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.eval.measure.Measure;
import kiai.eval.measure.Vectors;
import kiai.eval.set.EvalMap;
import kiai.eval.set.EvalSet;
import kiai.eval.set.View;

/**
 * Does a window find the other windows of its map among all asked windows? And the first half of a
 * map its second half? Over all, and within each mode with at least ten maps.
 */
final class SameMapTask {
  private static final int NEAREST = 10;
  private static final int LEAST_MAPS = 10;
  private static final List<String> MODES = List.of("osu", "taiko", "fruits", "mania");

  private final EvalSet set;
  private final int rounds;

  SameMapTask(EvalSet set, int rounds) {
    this.set = set;
    this.rounds = rounds;
  }

  void run(Embedded embedded, EvalReport report) {
    Contestant who = embedded.contestant();
    for (View view : View.values()) {
      String task = "Same map, " + view.label();
      float[][] rows = embedded.asked().get(view);
      int[] all = IntStream.range(0, rows.length).toArray();
      boolean[][] hits = hits(rows, all);
      report.put(task, "recall@1", who, mean(hits[0], all));
      report.put(task, "recall@10", who, mean(hits[1], all));
      halves(rows, task, who, report);
      for (String mode : MODES) {
        int[] chosen = Arrays.stream(all).filter(i -> mapOf(i).mode().equals(mode)).toArray();
        if (Arrays.stream(chosen).map(this::mapNumber).distinct().count() >= LEAST_MAPS) {
          report.put(task, "recall@1 " + mode, who, mean(hits(rows, chosen)[0], chosen));
        }
      }
    }
  }

  private int mapNumber(int asked) {
    return set.windows().get(set.asked()[asked]).map();
  }

  private EvalMap mapOf(int asked) {
    return set.maps().get(mapNumber(asked));
  }

  /** Whether the nearest, and any of the ten nearest, is of the query's map. */
  private boolean[][] hits(float[][] rows, int[] chosen) {
    float[][] pool = Arrays.stream(chosen).mapToObj(i -> rows[i]).toArray(float[][]::new);
    int[][] nearest = Vectors.nearest(pool, pool, NEAREST, (query, row) -> query != row);
    boolean[][] hits = new boolean[2][pool.length];
    for (int q = 0; q < pool.length; q++) {
      int map = mapNumber(chosen[q]);
      for (int rank = 0; rank < nearest[q].length; rank++) {
        if (mapNumber(chosen[nearest[q][rank]]) == map) {
          hits[0][q] |= rank == 0;
          hits[1][q] = true;
        }
      }
    }
    return hits;
  }

  private Measure mean(boolean[] hits, int[] chosen) {
    double[] values = new double[hits.length];
    Arrays.setAll(values, i -> hits[i] ? 1 : 0);
    String[] groups = Arrays.stream(chosen).mapToObj(i -> mapOf(i).group()).toArray(String[]::new);
    return Measure.mean(values, groups, rounds);
  }

  private void halves(float[][] rows, String task, Contestant who, EvalReport report) {
    Map<Integer, List<float[]>> byMap = new LinkedHashMap<>();
    for (int i = 0; i < rows.length; i++) {
      byMap.computeIfAbsent(mapNumber(i), _ -> new ArrayList<>()).add(rows[i]);
    }
    List<float[]> first = new ArrayList<>();
    List<float[]> second = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    byMap.forEach((map, windows) -> {
      int middle = windows.size() / 2;
      int d = rows[0].length;
      first.add(Vectors.mean(windows.subList(0, middle), d));
      second.add(Vectors.mean(windows.subList(middle, windows.size()), d));
      groups.add(set.maps().get(map).group());
    });
    int[][] nearest =
        Vectors.nearest(
            first.toArray(float[][]::new), second.toArray(float[][]::new), 1, (_, _) -> true);
    double[] values = new double[nearest.length];
    Arrays.setAll(values, i -> nearest[i][0] == i ? 1 : 0);
    report.put(task, "half map", who, Measure.mean(values, groups.toArray(String[]::new), rounds));
  }
}
