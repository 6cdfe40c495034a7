package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import kiai.analysis.DerivedTag;
import kiai.dataset.MapFacts;
import kiai.index.BeatmapRecord;

/** Answers as JSON, in the shapes of the contract: snake case, stable order. */
public final class HitJson {
  private static final String WEBSITE = "https://osu.ppy.sh/beatmaps/";
  private static final String CLIENT = "osu://b/";

  private HitJson() {}

  /** An answer; paths of this machine only for those who may know them. */
  public static ObjectNode of(Answer answer, boolean withPaths) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    answer.hits().forEach(hit -> node.withArray("hits").add(of(hit, withPaths)));
    if (answer.hits().isEmpty()) {
      node.putArray("hits");
    }
    node.put("total", answer.total());
    node.set("understood", answer.understood());
    node.put("took_ms", Math.rint(answer.tookMs() * 100) / 100);
    node.put("exact", answer.exact());
    node.put("visited", answer.visited());
    return node;
  }

  /** A hit. */
  public static ObjectNode of(Hit hit, boolean withPaths) {
    ObjectNode node = of(hit.map());
    node.put("path", withPaths ? hit.path() : null);
    node.put("audio", withPaths ? hit.map().audio() : null);
    node.put("score", Math.rint(hit.score() * 1e6) / 1e6);
    if (hit.folded() > 0) {
      node.put("folded", hit.folded());
    }
    if (hit.explain() != null) {
      node.set("explain", hit.explain());
    }
    return node;
  }

  /** A map without its windows. */
  public static ObjectNode of(BeatmapRecord map) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("beatmap_id", map.beatmapId());
    node.put("set_id", map.setId());
    node.put("md5", map.md5());
    node.put("title", map.title());
    node.put("artist", map.artist());
    node.put("creator", map.creator());
    node.put("version", map.version());
    node.put("source", map.source());
    node.put("mode", map.mode());
    node.put("stars", map.stars());
    node.put("stars_dt", map.starsDoubleTime());
    node.put("stars_ht", map.starsHalfTime());
    node.put("stars_source", map.starsSource());
    node.put("year", map.year());
    node.put("year_estimated", map.yearEstimated());
    node.put("year_source", map.yearEstimated() ? "set id" : map.yearSource());
    node.put("submitted", map.known(MapFacts::submitted).orElse(null));
    node.put("ranked", map.known(MapFacts::ranked).orElse(null));
    node.put("status", map.status());
    node.put("mapper_id", map.known(MapFacts::mapperId).orElse(null));
    node.put("genre", map.known(MapFacts::genre).orElse(null));
    node.put("language", map.known(MapFacts::language).orElse(null));
    node.put("favourites", map.known(MapFacts::favourites).orElse(null));
    node.put("plays", map.known(MapFacts::plays).orElse(null));
    node.put("owned", map.owned());
    node.put("played", map.known(MapFacts::played).orElse(null));
    node.put("last_played", map.known(MapFacts::lastPlayed).orElse(null));
    node.put("bpm", map.bpm());
    node.put("bpm_min", map.bpmMin());
    node.put("bpm_max", map.bpmMax());
    node.put("length", map.length());
    node.put("cs", map.cs());
    node.put("ar", map.ar());
    node.put("od", map.od());
    node.put("hp", map.hp());
    node.put("keys", map.keys() == 0 ? null : (Integer) map.keys());
    node.put("circles", map.circles());
    node.put("sliders", map.sliders());
    node.put("spinners", map.spinners());
    node.put("hold_notes", map.holdNotes());
    map.tags().forEach(node.putArray("tags")::add);
    for (DerivedTag tag : map.derivedTags()) {
      node.withArray("derived_tags")
          .addObject()
          .put("tag", tag.tag())
          .put("confidence", tag.confidence());
    }
    if (map.derivedTags().isEmpty()) {
      node.putArray("derived_tags");
    }
    map.collections().forEach(node.putArray("collections")::add);
    ObjectNode patterns = node.putObject("patterns");
    map.patterns().forEach(patterns::put);
    node.put("url", map.beatmapId() == null ? null : WEBSITE + map.beatmapId());
    node.put("direct", map.beatmapId() == null ? null : CLIENT + map.beatmapId());
    return node;
  }

  /** A map with its windows. */
  public static ObjectNode withWindows(BeatmapRecord map, int lengthMs) {
    ObjectNode node = of(map);
    for (int i = 0; i < map.windowStarts().size(); i++) {
      ObjectNode window = node.withArray("windows").addObject();
      window.put("start_ms", map.windowStarts().get(i));
      window.put("end_ms", map.windowStarts().get(i) + lengthMs);
      window.put("objects", map.windowObjects().get(i));
    }
    return node;
  }
}
