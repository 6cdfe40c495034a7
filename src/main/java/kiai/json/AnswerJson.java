package kiai.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import kiai.map.MapContent;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.query.Understanding;
import kiai.search.MapViews;
import kiai.search.answer.Answer;
import kiai.search.answer.Explanation;
import kiai.search.answer.Hit;
import kiai.search.answer.Understood;
import kiai.tokens.MapMetadata;

/** Answers as JSON, in the shapes of the API: snake case, stable order. */
public final class AnswerJson {
  private AnswerJson() {}

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** An answer; paths of this machine only for those who may know them. */
  public static ObjectNode of(Answer answer, boolean withPaths) {
    ObjectNode node = object();
    ArrayNode hits = node.putArray("hits");
    Mods mods = answer.understood().parsed().mods();
    for (Hit hit : answer.hits()) {
      ObjectNode shown = of(hit, withPaths);
      if (!mods.equals(Mods.NONE)) {
        shown.set("with_mods", withMods(hit.map(), mods));
      }
      hits.add(shown);
    }
    node.put("total", answer.total());
    node.set("understood", of(answer.understood()));
    node.put("took_ms", Math.rint(answer.tookMs() * 100) / 100);
    node.put("exact", answer.exact());
    node.put("visited", answer.visited());
    return node;
  }

  /** A hit. */
  public static ObjectNode of(Hit hit, boolean withPaths) {
    ObjectNode node = MapJson.of(hit.map());
    node.put("path", withPaths ? hit.path() : null);
    node.put("audio", withPaths ? hit.map().content().origin().audio() : null);
    node.put("score", Math.rint(hit.score() * 1e6) / 1e6);
    if (hit.folded() > 0) {
      node.put("folded", hit.folded());
    }
    if (hit.copies() > 0) {
      node.put("copies", hit.copies());
    }
    if (hit.explanation() != null) {
      node.set("explain", of(hit.explanation()));
    }
    return node;
  }

  /** The numbers of a map with mods. */
  private static ObjectNode withMods(MapRecord map, Mods mods) {
    MapContent.Settings settings = map.content().settings();
    return object()
        .put("mods", mods.toString())
        .put("stars", mods.isRated() ? mods.stars(map) : null)
        .put("bpm", four(mods.played(MapFields.BPM, map.bpm())))
        .put("length", four(mods.played(MapFields.LENGTH, map.length())))
        .put("ar", four(mods.played(MapFields.AR, settings.ar(), map.mode())))
        .put("od", four(mods.played(MapFields.OD, settings.od())))
        .put("cs", four(mods.played(MapFields.CS, settings.cs(), map.mode())))
        .put("hp", four(mods.played(MapFields.HP, settings.hp())));
  }

  private static ObjectNode of(Explanation explanation) {
    ObjectNode node = object();
    if (!explanation.parts().isEmpty()) {
      ObjectNode parts = node.putObject("parts");
      for (Explanation.Part part : explanation.parts()) {
        if (part.weight() == null) {
          parts.put(part.name(), four(part.score()));
        } else {
          parts
              .putObject(part.name())
              .put("score", four(part.score()))
              .put("weight", part.weight());
        }
      }
    }
    if (explanation.passage() != null) {
      node.putObject("passage")
          .put("start_ms", explanation.passage().startMs())
          .put("end_ms", explanation.passage().endMs());
    }
    for (Explanation.WindowPair pair : explanation.windows()) {
      ObjectNode window = node.withArray("windows").addObject();
      window.put("start_ms", pair.startMs()).put("hit_start_ms", pair.hitStartMs());
      if (pair.score() != null) {
        window.put("score", four(pair.score()));
      }
    }
    explanation.labels().forEach(node.withArray("labels")::add);
    if (explanation.like() != null) {
      MapRecord like = explanation.like();
      node.putObject("like")
          .put("md5", like.md5())
          .put("beatmap_id", like.beatmapId())
          .put("artist", like.artist())
          .put("title", like.title())
          .put("version", like.version());
    }
    return node;
  }

  private static double four(double value) {
    return Math.rint(value * 1e4) / 1e4;
  }

  /** How a question was read. */
  public static ObjectNode of(Understood understood) {
    return switch (understood) {
      case Understood.Text text -> text(text);
      case Understood.Similar similar -> similar(similar);
      case Understood.Recommended recommended -> recommended(recommended);
    };
  }

  private static ObjectNode text(Understood.Text text) {
    ObjectNode node = of(text.parse());
    if (text.like() != null) {
      node.set("like", MapJson.of(text.like()));
    }
    if (text.title() != null) {
      node.put("title", text.title());
    }
    return node;
  }

  private static ObjectNode recommended(Understood.Recommended recommended) {
    ObjectNode node = object();
    node.put("liked", recommended.liked());
    node.put("considered", recommended.considered());
    if (!recommended.hints().isEmpty()) {
      recommended.hints().forEach(node.putArray("hints")::add);
    }
    node.set("liked_text", of(recommended.likedText()));
    node.set("filter", of(recommended.filter()));
    return node;
  }

  private static ObjectNode similar(Understood.Similar similar) {
    ObjectNode node = object();
    node.put("similar_to", similar.similarTo());
    if (similar.mode() != null) {
      node.put("mode", similar.mode());
    }
    if (similar.by() != null) {
      node.put("by", similar.by());
    }
    if (!similar.hints().isEmpty()) {
      similar.hints().forEach(node.putArray("hints")::add);
    }
    node.set("filter", of(similar.filter()));
    if (similar.anyTempo()) {
      node.put("tempo", "any");
    }
    if (!similar.passageStartsMs().isEmpty()) {
      similar.passageStartsMs().forEach(node.putArray("passage_starts_ms")::add);
    }
    return node;
  }

  /** How a text was understood. */
  public static ObjectNode of(Understanding parse) {
    ObjectNode node = object();
    texts(node, "filters", parse.filters());
    texts(node, "wishes", parse.preferences());
    MapMetadata metadata = parse.metadata();
    texts(node, "tags", metadata.tags() == null ? List.of() : metadata.tags());
    texts(node, "words", parse.words());
    if (!parse.mods().equals(Mods.NONE)) {
      node.put("mods", parse.mods().toString());
    }
    ArrayNode chips = node.putArray("chips");
    for (Understanding.Span token : parse.tokens()) {
      ObjectNode chip = chips.addObject();
      if (token.note() != null) {
        chip.put("note", token.note());
      }
      chip.put("text", token.text())
          .put("start", token.start())
          .put("end", token.end())
          .put("kind", token.kind())
          .put("meaning", token.meaning());
    }
    ArrayNode corrections = node.putArray("corrections");
    for (Understanding.Correction correction : parse.corrections()) {
      corrections
          .addObject()
          .put("from", correction.from())
          .put("to", correction.to())
          .put("start", correction.start())
          .put("end", correction.end());
    }
    texts(node, "hints", parse.hints());
    if (parse.order() != null) {
      node.put("sort", parse.order());
    }
    if (!metadata.equals(MapMetadata.UNKNOWN)) {
      node.putObject("metadata")
          .put("difficulty", metadata.difficulty())
          .put("year", metadata.year())
          .put("mode", metadata.mode())
          .put("status", metadata.status())
          .put("mania_keycount", metadata.maniaKeycount());
    }
    return node;
  }

  private static void texts(ObjectNode node, String name, List<String> values) {
    values.forEach(node.putArray(name)::add);
  }

  /** A map compared with itself. */
  public static ObjectNode of(MapViews.Timeline timeline) {
    ObjectNode node = of(timeline.map());
    node.set("similarity", matrix(timeline.similarity()));
    return node;
  }

  /** Two maps compared. */
  public static ObjectNode of(MapViews.Comparison comparison) {
    ObjectNode node = object();
    node.set("a", of(comparison.first()));
    node.set("b", of(comparison.second()));
    node.set("similarity", matrix(comparison.similarity()));
    if (comparison.score() != null) {
      node.put("score", three(comparison.score()));
    }
    return node;
  }

  private static ObjectNode of(MapViews.MapWindows map) {
    ObjectNode node = MapJson.of(map.map());
    ArrayNode windows = node.putArray("windows");
    for (MapViews.Window window : map.windows()) {
      windows
          .addObject()
          .put("start_ms", window.startMs())
          .put("end_ms", window.endMs())
          .put("objects", window.objects())
          .put("cluster", window.cluster())
          .put("cluster_name", window.clusterName());
    }
    return node;
  }

  private static ArrayNode matrix(float[][] cosines) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (float[] row : cosines) {
      ArrayNode cells = rows.addArray();
      for (float cosine : row) {
        cells.add(three(cosine));
      }
    }
    return rows;
  }

  private static double three(double value) {
    return Math.rint(value * 1_000) / 1_000;
  }

  /** A map with its windows. */
  public static ObjectNode withWindows(MapRecord map, int lengthMs) {
    ObjectNode node = MapJson.of(map);
    for (int i = 0; i < map.windowStarts().size(); i++) {
      ObjectNode window = node.withArray("windows").addObject();
      window.put("start_ms", map.windowStarts().get(i));
      window.put("end_ms", map.windowStarts().get(i) + lengthMs);
      window.put("objects", map.windowObjects().get(i));
    }
    return node;
  }
}
