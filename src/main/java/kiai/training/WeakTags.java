package kiai.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kiai.analysis.play.MapPatterns;
import kiai.analysis.play.MapPatterns.Pattern;
import kiai.beatmap.Beatmap;

/**
 * Tags that the patterns of a map suggest, for maps that nobody tagged. Thresholds are by
 * judgement; datasets mark these tags as weak.
 */
final class WeakTags {
  private static final double JUMPS = 0.35;
  private static final double STREAMS = 0.3;
  private static final double BURSTS = 0.25;
  private static final double TECH = 0.12;
  private static final double JACKS = 0.35;
  private static final double CHORDS = 0.5;
  private static final double LONG_NOTES = 0.4;

  private WeakTags() {}

  /** Tag names as in the metadata tokenizer's table; empty when nothing stands out. */
  static List<String> of(Beatmap beatmap) {
    Map<Pattern, Double> shares = MapPatterns.of(beatmap);
    List<String> tags = new ArrayList<>();
    switch (beatmap.mode()) {
      case OSU -> {
        add(tags, "aim/jump", shares.get(Pattern.JUMPS) >= JUMPS);
        add(tags, "tap/streams", shares.get(Pattern.STREAMS) >= STREAMS);
        add(tags, "tap/bursts", shares.get(Pattern.BURSTS) >= BURSTS);
        add(tags, "skillset/tech", shares.get(Pattern.TECH) >= TECH);
      }
      case MANIA -> {
        add(
            tags,
            "style/chordjack",
            shares.get(Pattern.JACKS) >= JACKS && shares.get(Pattern.CHORDS) >= CHORDS);
        add(tags, "style/LN density", shares.get(Pattern.LONG_NOTES) >= LONG_NOTES);
      }
      case TAIKO, FRUITS -> {
        // No pattern of ours corresponds to a tag of theirs.
      }
    }
    return tags;
  }

  private static void add(List<String> tags, String tag, boolean stands) {
    if (stands) {
      tags.add(tag);
    }
  }
}
