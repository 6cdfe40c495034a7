package kiai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a hit is there, in one line. */
final class HitReasons {
  private HitReasons() {}

  static String of(JsonNode explain) {
    List<String> reasons = new ArrayList<>();
    explain
        .path("parts")
        .properties()
        .forEach(part -> {
          JsonNode value = part.getValue();
          double score = value.isObject() ? value.path("score").asDouble() : value.asDouble();
          reasons.add(String.format(Locale.ROOT, "%s %.2f", part.getKey(), score));
        });
    explain
        .path("windows")
        .forEach(pair ->
            reasons.add(
                "%s like %s"
                    .formatted(
                        clock(pair.path("hit_start_ms").asInt()),
                        clock(pair.path("start_ms").asInt()))));
    return "why: " + String.join(", ", reasons);
  }

  private static String clock(int ms) {
    int seconds = Math.max(0, ms / 1000);
    return "%d:%02d".formatted(seconds / 60, seconds % 60);
  }
}
