package kiai.training;

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

/**
 * What is known of maps from elsewhere: a file of JSON lines with {@code md5} and any of {@code
 * group}, {@code year}, {@code status}, {@code mapper}, {@code tags}, {@code exclude}.
 */
public final class Labels {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * The labels of one map; null where unknown.
   *
   * @param group maps of one group are never split between training and test
   * @param excluded true for maps that should not be trained on
   */
  public record Label(
      String group,
      Integer year,
      String status,
      Integer mapper,
      List<String> tags,
      boolean excluded) {
    static final Label NONE = new Label(null, null, null, null, null, false);
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
    List<String> tags = null;
    if (node.path("tags").isArray()) {
      tags = new ArrayList<>();
      for (JsonNode tag : node.get("tags")) {
        tags.add(tag.asText());
      }
    }
    byMd5.put(
        node.path("md5").asText(),
        new Label(
            node.hasNonNull("group") ? node.get("group").asText() : null,
            node.hasNonNull("year") ? node.get("year").asInt() : null,
            node.hasNonNull("status") ? node.get("status").asText() : null,
            node.hasNonNull("mapper") ? node.get("mapper").asInt() : null,
            tags,
            node.path("exclude").asBoolean(false)));
  }

  /** The labels of a map; all unknown when the file does not name it. */
  public Label of(String md5) {
    return byMd5.getOrDefault(md5, Label.NONE);
  }
}
