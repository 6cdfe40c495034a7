package kiai.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.embeddings.EmbeddingPart;
import kiai.eval.measure.Vectors;
import kiai.eval.set.EvalSet;
import kiai.eval.set.EvalWindow;
import kiai.eval.set.View;

/**
 * Everything that one contestant made of an evaluation set, rows of length 1.
 *
 * @param contestant who
 * @param asked for each view, one row for each asked window
 * @param maps one row a map: the mean of its full windows
 */
@SuppressWarnings("ArrayRecordComponent") // matrices that every task reads
record Embedded(Contestant contestant, Map<View, float[][]> asked, float[][] maps) {
  private static final int MAPS_AT_ONCE = 128;

  /** Embeds all of a set. */
  static Embedded of(Contestant contestant, EvalSet set, List<EmbeddingPart> parts) {
    Map<View, float[][]> asked = new EnumMap<>(View.class);
    for (View view : View.values()) {
      List<int[]> ids = new ArrayList<>();
      List<float[]> features = new ArrayList<>();
      for (int window : set.asked()) {
        ids.add(set.windows().get(window).ids().get(view));
        features.add(set.windows().get(window).features().get(view));
      }
      asked.put(view, Vectors.normalise(contestant.vectors(ids, features)));
    }
    return new Embedded(contestant, asked, maps(contestant, set, parts));
  }

  private static float[][] maps(Contestant contestant, EvalSet set, List<EmbeddingPart> parts) {
    int[] firstWindow = new int[set.maps().size() + 1];
    set.windows().forEach(window -> firstWindow[window.map() + 1]++);
    Arrays.parallelPrefix(firstWindow, Integer::sum);
    float[][] maps = new float[set.maps().size()][];
    for (int from = 0; from < maps.length; from += MAPS_AT_ONCE) {
      int to = Math.min(from + MAPS_AT_ONCE, maps.length);
      List<EvalWindow> windows = set.windows().subList(firstWindow[from], firstWindow[to]);
      float[][] rows =
          Vectors.normalise(
              contestant.vectors(
                  windows.stream().map(w -> w.ids().get(View.FULL)).toList(),
                  windows.stream().map(w -> w.features().get(View.FULL)).toList()));
      for (int map = from; map < to; map++) {
        int offset = firstWindow[from];
        List<float[]> full =
            counting(windows, firstWindow[map] - offset, firstWindow[map + 1] - offset)
                .mapToObj(i -> rows[i])
                .toList();
        maps[map] = mean(full, rows.length == 0 ? 0 : rows[0].length, parts);
      }
    }
    return maps;
  }

  /** The windows that count for a map: those with enough objects, all when there are none. */
  private static IntStream counting(List<EvalWindow> windows, int from, int to) {
    IntStream full =
        IntStream.range(from, to).filter(i -> windows.get(i).objects() >= EvalSet.MIN_OBJECTS);
    int[] found = full.toArray();
    return found.length > 0 ? Arrays.stream(found) : IntStream.range(from, to);
  }

  /** The mean, in which each part weighs the same. */
  private static float[] mean(List<float[]> rows, int dimension, List<EmbeddingPart> parts) {
    float[] mean = Vectors.mean(rows, dimension);
    if (parts.size() > 1) {
      EmbeddingPart.normalise(mean, parts);
    }
    return mean;
  }

  /** What a part of the vectors alone would do. */
  Embedded part(EmbeddingPart part) {
    Map<View, float[][]> views = new EnumMap<>(View.class);
    asked.forEach((view, rows) -> views.put(view, slice(rows, part)));
    return new Embedded(
        new Slice(
            contestant.name() + ":" + part.name(),
            "%s, part %s".formatted(contestant.title(), part.name())),
        views,
        slice(maps, part));
  }

  private static float[][] slice(float[][] rows, EmbeddingPart part) {
    return Vectors.normalise(
        Arrays.stream(rows)
            .map(row -> Arrays.copyOfRange(row, part.from(), part.from() + part.size()))
            .toArray(float[][]::new));
  }

  private record Slice(String name, String title) implements Contestant {
    @Override
    public float[][] vectors(List<int[]> ids, List<float[]> features) {
      throw new UnsupportedOperationException("a part is cut from the whole");
    }
  }
}
