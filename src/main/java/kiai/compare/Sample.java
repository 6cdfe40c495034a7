package kiai.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Vectors of a set, each with the map that it is of.
 *
 * @param vectors rows of length 1
 * @param maps for each row the number of its map, from 0 on
 * @param keys for each map what its copies in other sets have too
 */
@SuppressWarnings("ArrayRecordComponent") // columns on their way through; never compared
record Sample(float[][] vectors, int[] maps, List<?> keys) {

  /** One vector a map. */
  static Sample ofMaps(List<ComparedMap> set) {
    int[] numbers = new int[set.size()];
    Arrays.setAll(numbers, i -> i);
    return new Sample(
        set.stream().map(ComparedMap::vector).toArray(float[][]::new), numbers, keys(set));
  }

  /** The vectors of all windows. */
  static Sample ofWindows(List<ComparedMap> set) {
    List<float[]> vectors = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    for (int map = 0; map < set.size(); map++) {
      for (float[] window : set.get(map).windows()) {
        vectors.add(window);
        numbers.add(map);
      }
    }
    return new Sample(
        vectors.toArray(float[][]::new),
        numbers.stream().mapToInt(Integer::intValue).toArray(),
        keys(set));
  }

  private static List<?> keys(List<ComparedMap> set) {
    return set.stream().map(ComparedMap::key).toList();
  }

  int size() {
    return vectors.length;
  }

  /** At most so many rows, drawn without putting back. */
  Sample atMost(int most, Random random) {
    if (size() <= most) {
      return this;
    }
    int[] order = new int[size()];
    Arrays.setAll(order, i -> i);
    for (int i = 0; i < most; i++) {
      int other = i + random.nextInt(order.length - i);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    int[] kept = Arrays.copyOf(order, most);
    Arrays.sort(kept);
    return new Sample(
        Arrays.stream(kept).mapToObj(i -> vectors[i]).toArray(float[][]::new),
        Arrays.stream(kept).map(i -> maps[i]).toArray(),
        keys);
  }
}
