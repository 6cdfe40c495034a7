package kiai.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import kiai.cli.options.PageOptions;
import kiai.cli.options.TargetOptions;
import kiai.json.AnswerJson;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.map.Rounding;
import kiai.query.Understanding;
import kiai.search.answer.Answer;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import picocli.CommandLine.Model.CommandSpec;

/** Answers as a table for people. */
public final class HitPrinter {
  private HitPrinter() {}

  /** A question that can be asked for any page. */
  @FunctionalInterface
  public interface Question {
    Answer ask(SearchOptions options) throws IOException;
  }

  /** Asks, and hands the answer to the screen and to a file if one is wanted. */
  public static void deliver(
      CommandSpec spec, PageOptions page, TargetOptions target, boolean json, Question question)
      throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Answer answer = question.ask(page.options());
    if (json) {
      out.println(AnswerJson.of(answer, true));
    } else {
      print(out, answer, page.offset());
    }
    out.flush();
    if (target.wanted()) {
      spec.commandLine().getErr().println(target.write(answer.hits()));
    }
  }

  /** How the question was read, what a typo was taken for, and which map "like" means. */
  private static void understood(PrintWriter out, Understood understood) {
    if (understood instanceof Understood.Text text) {
      Understanding parse = text.parse();
      line(out, "filters", parse.filters());
      line(out, "wishes", parse.preferences());
      line(out, "words", parse.words());
      if (parse.order() != null) {
        out.println("sort: " + parse.order());
      }
      parse.corrections().forEach(c -> out.printf("\"%s\" read as \"%s\"%n", c.from(), c.to()));
      parse.hints().forEach(hint -> out.println("hint: " + hint));
      if (text.like() != null) {
        MapRecord like = text.like();
        out.printf("like: %s - %s [%s]%n", like.artist(), like.title(), like.version());
      }
    } else if (understood instanceof Understood.Similar similar) {
      similar.hints().forEach(hint -> out.println("hint: " + hint));
      similar.filter().hints().forEach(hint -> out.println("hint: " + hint));
    } else if (understood instanceof Understood.Recommended recommended) {
      out.printf("liked: %,d maps, %,d compared%n", recommended.liked(), recommended.considered());
      recommended.hints().forEach(hint -> out.println("hint: " + hint));
      recommended.likedText().hints().forEach(hint -> out.println("hint: " + hint));
      recommended.filter().hints().forEach(hint -> out.println("hint: " + hint));
    }
  }

  private static void line(PrintWriter out, String name, List<String> values) {
    if (!values.isEmpty()) {
      out.println(name + ": " + String.join("; ", values));
    }
  }

  /** What the hit stands for besides itself. */
  private static String folded(Hit hit) {
    String set = hit.folded() > 0 ? "  (+" + hit.folded() + " of the set)" : "";
    return switch (hit.copies()) {
      case 0 -> set;
      case 1 -> set + "  and a copy";
      default -> set + "  and " + hit.copies() + " copies";
    };
  }

  /** The rating, cut as the game cuts it: the number that is shown finds the map. */
  private static String stars(MapRecord map, Mods mods) {
    Double stars = mods.stars(map);
    return stars == null
        ? "unrated"
        : String.format(
            Locale.ROOT, "%.2f*%s", Rounding.cut(stars), mods.isRated() ? plus(mods) : "");
  }

  private static String plus(Mods mods) {
    return mods.equals(Mods.NONE) ? "" : " +" + mods;
  }

  private static void print(PrintWriter out, Answer answer, int offset) {
    understood(out, answer.understood());
    if (answer.hits().isEmpty()) {
      out.println("No maps match.");
      return;
    }
    int place = offset;
    Mods mods = answer.understood().parsed().mods();
    for (Hit hit : answer.hits()) {
      MapRecord m = hit.map();
      int length = (int) mods.played(MapFields.LENGTH, m.length());
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
          stars(m, mods),
          mods.played(MapFields.BPM, m.bpm()),
          length / 60,
          length % 60,
          m.year() == null ? "year unknown" : (m.yearEstimated() ? "about " : "") + m.year(),
          m.beatmapId() == null ? m.md5() : "https://osu.ppy.sh/beatmaps/" + m.beatmapId(),
          folded(hit));
      String reasons = hit.explanation() == null ? "" : HitReasons.of(hit.explanation());
      if (!reasons.isEmpty()) {
        out.println("            " + reasons);
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
