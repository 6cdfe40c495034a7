package kiai.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.Locale;
import kiai.index.BeatmapRecord;
import kiai.search.Answer;
import kiai.search.Hit;

/** Answers as a table for people. */
final class HitPrinter {
  private HitPrinter() {}

  static void print(PrintWriter out, Answer answer, int offset) {
    for (String part : new String[] {"filters", "wishes", "words"}) {
      if (answer.understood().path(part) instanceof ArrayNode values && !values.isEmpty()) {
        StringBuilder line = new StringBuilder();
        values.forEach(v -> line.append(line.isEmpty() ? "" : "; ").append(v.asText()));
        out.println(part + ": " + line);
      }
    }
    if (answer.hits().isEmpty()) {
      out.println("No maps match.");
      return;
    }
    int place = offset;
    for (Hit hit : answer.hits()) {
      BeatmapRecord m = hit.map();
      out.printf(
          Locale.ROOT,
          "%3d  %.3f  %s - %s [%s] by %s%n",
          ++place,
          hit.score(),
          m.artist(),
          m.title(),
          m.version(),
          m.creator());
      out.printf(
          Locale.ROOT,
          "            %s%s  %s  %.0f BPM  %d:%02d  %s  %s%s%n",
          m.mode(),
          m.keys() > 0 ? " " + m.keys() + "K" : "",
          m.stars() == null ? "unrated" : String.format(Locale.ROOT, "%.2f*", m.stars()),
          m.bpm(),
          (int) m.length() / 60,
          (int) m.length() % 60,
          m.year() == null ? "year unknown" : (m.yearEstimated() ? "about " : "") + m.year(),
          m.beatmapId() == null ? m.md5() : "https://osu.ppy.sh/beatmaps/" + m.beatmapId(),
          hit.folded() > 0 ? "  (+" + hit.folded() + " of the set)" : "");
    }
    out.printf(
        Locale.ROOT,
        "%,d match; %s; %.0f ms%n",
        answer.total(),
        answer.exact() ? "exact" : "approximate",
        answer.tookMs());
  }
}
