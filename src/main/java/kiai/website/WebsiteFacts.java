package kiai.website;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kiai.map.TagVocabulary;

/**
 * A table of what the website knows of maps: JSON lines that {@code --labels} reads, one a map, in
 * the order in which they were asked for. Each answer is appended at once, so that a fetch that was
 * stopped goes on where it was. Maps that the website does not know have a line too, and are not
 * asked for again.
 */
public final class WebsiteFacts {
  /** Name of the file in the index's folder, which {@code kiai index} reads by itself. */
  public static final String FILE = "website-facts.jsonl";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final TagVocabulary vocabulary;

  /** A table; it need not be there yet. */
  public WebsiteFacts(Path file, TagVocabulary vocabulary) {
    this.file = file;
    this.vocabulary = vocabulary;
  }

  /**
   * What a fetch did.
   *
   * @param known maps that the table had before
   * @param found maps that the website told of
   * @param missing maps that it does not know
   */
  public record Fetched(int known, int found, int missing) {}

  /** Told how a fetch gets on. */
  @FunctionalInterface
  public interface Progress {
    /** So many of all maps were asked for. */
    void asked(int done, int all);
  }

  /** Beatmap ids that have a line; a last line that was cut off is left out. */
  public Set<Integer> known() throws IOException {
    Set<Integer> ids = new HashSet<>();
    if (!Files.exists(file)) {
      return ids;
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        try {
          JsonNode id = JSON.readTree(line).path("beatmap_id");
          if (id.isInt()) {
            ids.add(id.asInt());
          }
        } catch (JacksonException e) {
          // The line was being written when the program was stopped.
        }
      }
    }
    return ids;
  }

  /**
   * Asks for the maps that have no line yet.
   *
   * @param again ask for all; what was known stays until all is told
   * @throws IOException when the website cannot be asked; what was told before is kept
   */
  public Fetched fetch(Set<Integer> wanted, OsuApi api, boolean again, Progress progress)
      throws IOException, InterruptedException {
    if (again) {
      return afresh(wanted, api, progress);
    }
    Set<Integer> known = known();
    dropCutLine();
    List<Integer> open = new TreeSet<>(wanted).stream().filter(id -> !known.contains(id)).toList();
    int found = 0;
    int missing = 0;
    try (BufferedWriter out =
        Files.newBufferedWriter(
            file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (int from = 0; from < open.size(); from += OsuApi.MOST_IDS) {
        List<Integer> ids = open.subList(from, Math.min(open.size(), from + OsuApi.MOST_IDS));
        Set<Integer> left = new TreeSet<>(ids);
        for (JsonNode map : api.beatmaps(ids)) {
          if (left.remove(map.path("id").asInt())) {
            out.write(JSON.writeValueAsString(row(map)) + "\n");
            found++;
          }
        }
        for (int id : left) {
          ObjectNode row = JSON.createObjectNode();
          out.write(row.put("beatmap_id", id).put("unknown", true) + "\n");
          missing++;
        }
        out.flush();
        progress.asked(from + ids.size(), open.size());
      }
    }
    return new Fetched(known.size(), found, missing);
  }

  /** Asks for all into another file, which takes the place of this one when it is whole. */
  private Fetched afresh(Set<Integer> wanted, OsuApi api, Progress progress)
      throws IOException, InterruptedException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Fetched fetched = new WebsiteFacts(part, vocabulary).fetch(wanted, api, false, progress);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return fetched;
  }

  /** Ends a line that was cut off, so that the next one begins on its own. */
  private void dropCutLine() throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      byte[] end = new byte[1];
      try (var channel = Files.newByteChannel(file)) {
        channel.position(channel.size() - 1).read(java.nio.ByteBuffer.wrap(end));
      }
      if (end[0] != '\n') {
        Files.writeString(file, "\n", StandardOpenOption.APPEND);
      }
    }
  }

  /** A line of the table out of the API's beatmap object; what it does not say is left out. */
  private ObjectNode row(JsonNode map) {
    JsonNode set = map.path("beatmapset");
    ObjectNode row = JSON.createObjectNode();
    row.put("beatmap_id", map.path("id").asInt());
    copy(map, "checksum", row, "md5");
    copy(map, "status", row, "status");
    copy(map, "difficulty_rating", row, "stars");
    copy(map, "user_id", row, "mapper_id");
    copy(map, "playcount", row, "plays");
    copy(map, "max_combo", row, "max_combo");
    copy(map, "last_updated", row, "updated");
    copy(set, "submitted_date", row, "submitted");
    copy(set, "ranked_date", row, "ranked");
    copy(set, "favourite_count", row, "favourites");
    copy(set.path("genre"), "name", row, "genre");
    copy(set.path("language"), "name", row, "language");
    for (JsonNode tag : map.path("top_tag_ids")) {
      String name = vocabulary.of(tag.path("tag_id").asInt());
      if (name != null) {
        row.withArray("user_tags").add(name);
        row.withArray("user_tag_counts").add(tag.path("count").asInt());
      }
    }
    return row;
  }

  private static void copy(JsonNode from, String name, ObjectNode row, String as) {
    JsonNode value = from.path(name);
    if (value.isValueNode() && !value.isNull()) {
      row.set(as, value);
    }
  }
}
