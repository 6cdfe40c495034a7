package kiai.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;
import kiai.beatmap.Beatmap;
import kiai.beatmap.GameMode;

/**
 * Tags for maps that nobody tagged: logistic regressions over patterns, fitted and measured by
 * {@code kiai_tools.derived_tags}. Only tags with a precision of at least 0.6 on maps that the fit
 * never saw are there; docs/knowledge.md has the table.
 */
public final class DerivedTags {
  private static final double LARGEST_INPUT = 1e6;
  private static final double DEVIATIONS = 4;
  private static final List<Model> MODELS = read();

  private record Input(String name, double mean, double deviation, double weight) {}

  private record Model(
      String tag,
      int mode,
      double threshold,
      double bias,
      Map<String, Double> floor,
      List<Input> inputs) {
    double confidence(Map<String, Double> numbers) {
      for (Map.Entry<String, Double> least : floor.entrySet()) {
        if (numbers.get(least.getKey()) < least.getValue()) {
          return 0; // unlike the maps that people gave the tag
        }
      }
      double sum = bias;
      for (Input input : inputs) {
        double value = Math.clamp(numbers.get(input.name), -LARGEST_INPUT, LARGEST_INPUT);
        sum +=
            input.weight
                * Math.clamp((value - input.mean) / input.deviation, -DEVIATIONS, DEVIATIONS);
      }
      return 1 / (1 + Math.exp(-sum));
    }
  }

  private DerivedTags() {}

  /** Names of the tags that can be derived. */
  public static List<String> names() {
    return MODELS.stream().map(Model::tag).toList();
  }

  /**
   * The tags of a map.
   *
   * @param stars star rating without mods, null when there is none
   */
  public static List<DerivedTag> of(
      Beatmap beatmap, MapStatistics facts, Map<Pattern, Double> patterns, Double stars) {
    Map<String, Double> numbers = new HashMap<>();
    patterns.forEach((pattern, value) -> numbers.put(pattern.key(), value));
    numbers.put("stars", stars == null ? 0.0 : stars);
    numbers.put("length", facts.lengthSec());
    numbers.put("bpm", facts.bpm());
    numbers.put("ar", beatmap.played().approachRate());
    return of(beatmap.mode(), numbers);
  }

  /**
   * The tags of a map by its numbers.
   *
   * @param numbers patterns by their keys; stars (without mods, 0 when there are none), length in
   *     seconds, bpm, ar
   */
  public static List<DerivedTag> of(GameMode mode, Map<String, Double> numbers) {
    List<DerivedTag> tags = new ArrayList<>();
    for (Model model : MODELS) {
      if (model.mode == mode.id()) {
        double confidence = model.confidence(numbers);
        if (confidence >= model.threshold) {
          tags.add(new DerivedTag(model.tag, Math.rint(confidence * 1000) / 1000));
        }
      }
    }
    return List.copyOf(tags);
  }

  private static List<Model> read() {
    try (InputStream in = DerivedTags.class.getResourceAsStream("derived-tags.json")) {
      List<Model> models = new ArrayList<>();
      for (JsonNode node : new ObjectMapper().readTree(in)) {
        Map<String, Double> floor = new HashMap<>();
        node.get("floor").properties().forEach(e -> floor.put(e.getKey(), e.getValue().asDouble()));
        List<Input> inputs = new ArrayList<>();
        node.get("inputs")
            .properties()
            .forEach(e ->
                inputs.add(
                    new Input(
                        e.getKey(),
                        e.getValue().get(0).asDouble(),
                        e.getValue().get(1).asDouble(),
                        e.getValue().get(2).asDouble())));
        models.add(
            new Model(
                node.get("tag").asText(),
                node.get("mode").asInt(),
                node.get("threshold").asDouble(),
                node.get("bias").asDouble(),
                floor,
                List.copyOf(inputs)));
      }
      return List.copyOf(models);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
