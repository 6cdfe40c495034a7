package kiai.eval.set;

import java.util.EnumMap;
import java.util.Map;

/**
 * A window with its views.
 *
 * @param map number of its map
 * @param objects hit objects that start in it
 * @param ids token ids of each view; only the full one for windows that are not asked about
 * @param features window features of each view, likewise
 */
@SuppressWarnings("ArrayRecordComponent") // read by the encoder without copies
public record EvalWindow(
    int map, int objects, EnumMap<View, int[]> ids, EnumMap<View, float[]> features) {

  public static EvalWindow of(
      int map, int objects, Map<View, int[]> ids, Map<View, float[]> features) {
    return new EvalWindow(map, objects, new EnumMap<>(ids), new EnumMap<>(features));
  }
}
