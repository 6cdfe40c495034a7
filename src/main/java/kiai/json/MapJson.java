package kiai.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kiai.analysis.DerivedTag;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;

/**
 * A map as JSON: a member for each field of the registry that is shown, in the registry's order,
 * then what is no field.
 */
public final class MapJson {
  private static final String WEBSITE = "https://osu.ppy.sh/beatmaps/";
  private static final String CLIENT = "osu://b/";

  private MapJson() {}

  /** A map without its windows. */
  public static ObjectNode of(MapRecord map) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (MapField field : MapFields.all()) {
      if (field.jsonName() != null) {
        member(node, field, field.value(map));
      }
      if (field == MapFields.SET_ID) {
        node.put("md5", map.md5());
      }
      if (field == MapFields.TAGS) {
        derivedTags(node, map);
      }
    }
    ObjectNode patterns = node.putObject("patterns");
    map.patterns().forEach(patterns::put);
    node.put("has_background", map.content().origin().background() != null);
    node.put("has_song", map.content().origin().audio() != null);
    node.put("url", map.beatmapId() == null ? null : WEBSITE + map.beatmapId());
    node.put("direct", map.beatmapId() == null ? null : CLIENT + map.beatmapId());
    return node;
  }

  private static void member(ObjectNode node, MapField field, Object value) {
    String name = field.jsonName();
    switch (value) {
      case null -> node.putNull(name);
      case List<?> texts when field.type() == MapField.Type.TEXT ->
          node.put(name, texts.isEmpty() ? null : (String) texts.getFirst());
      case List<?> texts -> {
        ArrayNode array = node.putArray(name);
        texts.forEach(text -> array.add((String) text));
      }
      case Integer whole -> node.put(name, whole);
      case Long whole -> node.put(name, whole);
      case Double real -> node.put(name, real);
      case Boolean flag -> node.put(name, flag);
      default -> node.put(name, value.toString());
    }
  }

  private static void derivedTags(ObjectNode node, MapRecord map) {
    ArrayNode tags = node.putArray("derived_tags");
    for (DerivedTag tag : map.derivedTags()) {
      tags.addObject().put("tag", tag.tag()).put("confidence", tag.confidence());
    }
  }
}
