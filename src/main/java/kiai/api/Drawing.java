package kiai.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;
import kiai.beatmap.HitObject;
import kiai.beatmap.curve.SegmentedPath;

/**
 * The objects of a map for the page's preview. Each is a list of time (ms), x, y, end time, kind (0
 * circle, 1 slider, 2 spinner, 3 hold note), whether it starts a combo, hit sound; sliders also
 * curve letter, spans, length and control points.
 */
final class Drawing {
  private static final int MOST_OBJECTS = 20_000;
  private static final int MOST_POINTS = 400; // of one slider

  private Drawing() {}

  /**
   * The objects of the seconds in which most happens.
   *
   * @param drawing of a whole map
   * @param seconds how many of them
   */
  static ObjectNode densest(ObjectNode drawing, int seconds) {
    JsonNode all = drawing.get("objects");
    int from = 0;
    int best = 0;
    int most = -1;
    for (int to = 0; to < all.size(); to++) {
      while (all.get(to).get(0).asLong() - all.get(from).get(0).asLong() > seconds * 1000L) {
        from++;
      }
      if (to - from > most) {
        most = to - from;
        best = from;
      }
    }
    ObjectNode part = drawing.deepCopy();
    ArrayNode objects = part.putArray("objects");
    for (int i = best; i < Math.min(all.size(), best + most + 1); i++) {
      objects.add(all.get(i));
    }
    return part;
  }

  static ObjectNode of(Beatmap beatmap) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("mode", beatmap.mode().apiName());
    node.put("keys", beatmap.mode() == GameMode.MANIA ? beatmap.keysPlayed() : 0);
    node.put("cs", beatmap.played().circleSize());
    node.put("ar", beatmap.played().approachRate());
    ArrayNode objects = node.putArray("objects");
    beatmap.hitObjects().stream()
        .sorted(Comparator.comparingDouble(HitObject::time)) // files need not be in order
        .limit(MOST_OBJECTS)
        .forEach(o -> object(objects.addArray(), o));
    return node;
  }

  private static void object(ArrayNode out, HitObject object) {
    int kind =
        switch (object) {
          case HitObject.Circle _ -> 0;
          case HitObject.Slider _ -> 1;
          case HitObject.Spinner _ -> 2;
          case HitObject.HoldNote _ -> 3;
        };
    out.add(Math.round(object.time()))
        .add(object.x())
        .add(object.y())
        .add(Math.round(object.endTime()))
        .add(kind)
        .add(object.newCombo() ? 1 : 0)
        .add(object.hitSound());
    if (object instanceof HitObject.Slider slider) {
      boolean lines = !slider.segments().isEmpty(); // the page knows paths of one letter
      out.add(lines ? "L" : slider.curve().name().substring(0, 1))
          .add(slider.spans())
          .add(slider.length());
      points(out.addArray(), lines ? rounded(SegmentedPath.line(slider)) : slider.path());
    }
  }

  private static void points(ArrayNode out, int[] path) {
    for (int i = 0; i < Math.min(path.length, 2 * MOST_POINTS); i++) {
      out.add(path[i]);
    }
  }

  /** At most as many points as are drawn, the last among them. */
  private static int[] rounded(double[] line) {
    int points = line.length / 2;
    int kept = Math.min(points, MOST_POINTS);
    int[] rounded = new int[2 * kept];
    for (int i = 0; i < kept; i++) {
      int from = kept == 1 ? 0 : (int) ((long) i * (points - 1) / (kept - 1));
      rounded[2 * i] = (int) Math.round(line[2 * from]);
      rounded[2 * i + 1] = (int) Math.round(line[2 * from + 1]);
    }
    return rounded;
  }
}
