package kiai.sources.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of maps from elsewhere: a file of JSON lines with {@code md5} and any of {@code
 * group}, {@code split}, {@code year}, {@code status}, {@code mapper}, {@code tags}, {@code
 * judged}, {@code exclude}.
 */
public final class Labels {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The labels of one map; null where unknown.
   *
   * @param group maps of one group are never split between training and test
   * @param split train, val or test
   * @param tags osu! user tags, an input of the model
   * @param judged what people said about how the map plays, by table ({@code play}, {@code skill},
   *     {@code tags} …); for evaluation alone, no model sees it
   * @param excluded true for maps that should not be trained on
   */
  public record Label(
      String group,
      String split,
      Integer year,
      String status,
      Integer mapper,
      List<String> tags,
      Map<String, List<String>> judged,
      boolean excluded) {
    static final Label NONE = new Label(null, null, null, null, null, null, Map.of(), false);
  }

  private final Map<String, Label> byMd5 = new HashMap<>();

  private Labels() {}

  /** No labels at all. */
  public static Labels none() {
    return new Labels();
  }

  /**
   * Reads a file of JSON lines.
   *
   * @throws IOException naming the line that is not JSON
   */
  public static Labels read(Path file) throws IOException {
    Labels labels = new Labels();
    int number = 0;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line = reader.readLine();
      while (line != null) {
        number++;
        if (!line.isBlank()) {
          labels.add(JSON.readTree(line));
        }
        line = reader.readLine();
      }
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IOException("%s, line %d: %s".formatted(file, number, e.getOriginalMessage()), e);
    }
    return labels;
  }

  private void add(JsonNode node) {
    Map<String, List<String>> judged = new TreeMap<>();
    node.path("judged").properties().forEach(e -> judged.put(e.getKey(), strings(e.getValue())));
    byMd5.put(
        node.path("md5").asText(),
        new Label(
            text(node, "group"),
            text(node, "split"),
            node.hasNonNull("year") ? node.get("year").asInt() : null,
            text(node, "status"),
            node.hasNonNull("mapper") ? node.get("mapper").asInt() : null,
            node.path("tags").isArray() ? strings(node.get("tags")) : null,
            judged,
            node.path("exclude").asBoolean(false)));
  }

  private static String text(JsonNode node, String field) {
    return node.hasNonNull(field) ? node.get(field).asText() : null;
  }

  private static List<String> strings(JsonNode array) {
    List<String> values = new ArrayList<>();
    array.forEach(value -> values.add(value.asText()));
    return values;
  }

  /** The labels of a map; all unknown when the file does not name it. */
  public Label of(String md5) {
    return byMd5.getOrDefault(md5, Label.NONE);
  }
}
