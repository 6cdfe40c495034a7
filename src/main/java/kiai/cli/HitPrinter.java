package kiai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import kiai.index.BeatmapRecord;
import kiai.search.Answer;
import kiai.search.Hit;
import kiai.search.HitJson;
import kiai.search.SearchOptions;
import picocli.CommandLine.Model.CommandSpec;

/** Answers as a table for people. */
final class HitPrinter {
  private HitPrinter() {}

  /** A question that can be asked for any page. */
  @FunctionalInterface
  interface Question {
    Answer ask(SearchOptions options) throws IOException;
  }

  /** Asks, and hands the answer to the screen and to a file if one is wanted. */
  static void deliver(
      CommandSpec spec, PageOptions page, TargetOptions target, boolean json, Question question)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Answer answer = question.ask(page.options());
    if (json) {
      out.println(HitJson.of(answer, true));
    } else {
      print(out, answer, page.offset());
    }
    out.flush();
    if (target.wanted()) {
      spec.commandLine().getErr().println(target.write(answer.hits()));
    }
  }

  /** What a typo was taken for, what was not understood, and which map "like" means. */
  private static void notes(PrintWriter out, Answer answer) {
    JsonNode understood = answer.understood();
    understood
        .path("corrections")
        .forEach(c -> out.printf("\"%s\" read as \"%s\"%n", text(c, "from"), text(c, "to")));
    understood.path("hints").forEach(hint -> out.println("hint: " + hint.asText()));
    JsonNode like = understood.path("like");
    if (like.isObject()) {
      out.printf(
          "like: %s - %s [%s]%n", text(like, "artist"), text(like, "title"), text(like, "version"));
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }

  static void print(PrintWriter out, Answer answer, int offset) {
    for (String part : new String[] {"filters", "wishes", "words"}) {
      if (answer.understood().path(part) instanceof ArrayNode values && !values.isEmpty()) {
        StringBuilder line = new StringBuilder();
        values.forEach(v -> line.append(line.isEmpty() ? "" : "; ").append(v.asText()));
        out.println(part + ": " + line);
      }
    }
    if (answer.understood().has("sort")) {
      out.println("sort: " + answer.understood().get("sort").asText());
    }
    notes(out, answer);
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
      if (hit.explain() != null && !hit.explain().isEmpty()) {
        out.println("            " + HitReasons.of(hit.explain()));
      }
    }
    out.printf(
        Locale.ROOT,
        "%,d match; %s; %.0f ms%n",
        answer.total(),
        answer.exact() ? "exact" : "approximate",
        answer.tookMs());
  }
}
