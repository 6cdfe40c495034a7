package kiai.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kiai.map.MapRecord;
import kiai.search.answer.Explanation;

/** Why a hit is there, in one line. */
final class HitReasons {
  private HitReasons() {}

  /** One line; empty when there is nothing to say. */
  static String of(Explanation explanation) {
    List<String> reasons = new ArrayList<>();
    for (Explanation.Part part : explanation.parts()) {
      reasons.add(String.format(Locale.ROOT, "%s %.2f", part.name(), part.score()));
    }
    if (!explanation.labels().isEmpty()) {
      reasons.add("both probably called " + String.join(", ", explanation.labels()));
    }
    if (explanation.like() != null) {
      MapRecord like = explanation.like();
      reasons.add("like %s - %s [%s]".formatted(like.artist(), like.title(), like.version()));
    }
    for (Explanation.WindowPair pair : explanation.windows()) {
      reasons.add("%s like %s".formatted(clock(pair.hitStartMs()), clock(pair.startMs())));
    }
    return reasons.isEmpty() ? "" : "why: " + String.join(", ", reasons);
  }

  private static String clock(int ms) {
    int seconds = Math.max(0, ms / 1000);
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
