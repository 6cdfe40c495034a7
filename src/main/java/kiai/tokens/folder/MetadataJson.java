package kiai.tokens.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kiai.tokens.MapMetadata;
import kiai.tokens.MetadataTokenizer;
import kiai.tokens.ProcessorConfig;

/**
 * Metadata as JSON, with the reference's field names. Modes, statuses, mappers and tags may be
 * given by id or by name; what the tables do not know is unknown, never an error.
 */
public final class MetadataJson {
  private MetadataJson() {}

  /** Reads a JSON object; fields of wrong types are unknown. */
  public static MapMetadata read(JsonNode node, MetadataTokenizer tokenizer) {
    ProcessorConfig.MetadataTokens tables = tokenizer.settings();
    return new MapMetadata(
        number(node.path("difficulty")),
        whole(node.path("year")),
        name(node.path("mode"), tables.modes()),
        name(node.path("status"), tables.statuses()),
        mapper(node.path("mapper"), tokenizer),
        number(node.path("cs")),
        truth(node.path("hitsounded")),
        number(node.path("song_length")),
        number(node.path("song_position")),
        number(node.path("global_sv")),
        keys(node.path("mania_keycount")),
        number(node.path("hold_note_ratio")),
        number(node.path("scroll_speed_ratio")),
        tags(node.path("tags"), tables));
  }

  /** Writes all fields, unknown ones as null, modes as ids as the reference does. */
  public static ObjectNode write(MapMetadata m, ProcessorConfig.MetadataTokens tables) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("difficulty", m.difficulty());
    node.put("year", m.year());
    node.put("mode", idOf(m.mode(), tables.modes()));
    node.put("status", m.status());
    node.put("mapper", m.mapper());
    node.put("cs", m.cs());
    node.put("hitsounded", m.hitsounded());
    node.put("song_length", m.songLength());
    node.put("song_position", m.songPosition());
    node.put("global_sv", m.globalSv());
    node.put("mania_keycount", m.maniaKeycount());
    node.put("hold_note_ratio", m.holdNoteRatio());
    node.put("scroll_speed_ratio", m.scrollSpeedRatio());
    if (m.tags() == null) {
      node.putNull("tags");
    } else {
      m.tags().forEach(node.putArray("tags")::add);
    }
    return node;
  }

  private static Integer idOf(String name, Map<Integer, String> table) {
    for (Map.Entry<Integer, String> entry : table.entrySet()) {
      if (entry.getValue().equals(name)) {
        return entry.getKey();
      }
    }
    return null;
  }

  private static Double number(JsonNode node) {
    if (node.isNumber()) {
      return node.asDouble();
    }
    return switch (node.asText()) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> null;
    };
  }

  private static Integer whole(JsonNode node) {
    return node.isIntegralNumber()
        ? Integer.valueOf(Math.clamp(node.asLong(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        : null;
  }

  private static Integer keys(JsonNode node) {
    if (node.isNumber()) {
      return (int) node.asDouble();
    }
    return node.isTextual() && node.asText().strip().matches("[0-9]{1,3}")
        ? Integer.valueOf(node.asText().strip())
        : null;
  }

  private static Boolean truth(JsonNode node) {
    if (node.isBoolean()) {
      return node.asBoolean();
    }
    return switch (node.asText()) {
      case "true", "TRUE" -> Boolean.TRUE;
      case "false", "FALSE" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static String name(JsonNode node, Map<Integer, String> table) {
    if (node.isBoolean()) {
      return table.get(node.asBoolean() ? 1 : 0); // T9: a truth value is an id
    }
    if (node.isIntegralNumber()) {
      return table.get(node.asInt());
    }
    return node.isTextual() ? node.asText() : null;
  }

  private static Integer mapper(JsonNode node, MetadataTokenizer tokenizer) {
    return node.isTextual() ? tokenizer.mapperId(node.asText()) : whole(node);
  }

  private static List<String> tags(JsonNode node, ProcessorConfig.MetadataTokens tables) {
    if (!node.isArray()) {
      return null;
    }
    List<String> tags = new ArrayList<>();
    for (JsonNode tag : node) {
      if (tag.isNumber() || tag.isBoolean()) { // T9: a truth value is an id
        ProcessorConfig.Tag known =
            tables.tags().get(tag.isBoolean() ? (tag.asBoolean() ? 1 : 0) : tag.asInt());
        if (known != null) {
          tags.add(known.name());
        }
      } else if (tag.isTextual()) {
        tags.add(tag.asText());
      }
    }
    return tags;
  }
}
