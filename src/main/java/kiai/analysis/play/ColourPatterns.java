package kiai.analysis.play;

import java.util.Map;
import kiai.analysis.play.MapPatterns.Pattern;

/** Patterns of taiko: changes of colour, and finishers. */
final class ColourPatterns {
  private ColourPatterns() {}

  static void fill(PlayTimeline map, Map<Pattern, Double> values) {
    int notes = 0;
    int changes = 0;
    int finishers = 0;
    boolean before = false;
    for (int i = 0; i < map.size; i++) {
      if (map.kind[i] != PlayTimeline.CIRCLE) {
        continue;
      }
      boolean kat = (map.sound[i] & TaikoFeatures.KAT_BITS) != 0;
      changes += notes > 0 && kat != before ? 1 : 0;
      finishers += (map.sound[i] & TaikoFeatures.BIG_BIT) != 0 ? 1 : 0;
      before = kat;
      notes++;
    }
    values.put(Pattern.COLOUR_CHANGES, notes < 2 ? 0 : (double) changes / (notes - 1));
    values.put(Pattern.FINISHERS, notes == 0 ? 0 : (double) finishers / notes);
  }
}
