package kiai.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import kiai.api.http.Problem;
import kiai.input.Printable;
import kiai.json.AnswerJson;
import kiai.playing.MemoryReader;
import kiai.playing.NowPlaying;
import kiai.search.PlayedMap;
import kiai.search.SearchService;
import kiai.search.answer.Answer;
import kiai.search.answer.SearchOptions;

/** Maps like the one that the player of this machine has before them. */
final class NowHandlers {
  private static final long FRESH_NANOS = 1_000_000_000;

  private final SearchService service;
  private final ApiLimits limits;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile MemoryReader reader;
  private Optional<NowPlaying> last = Optional.empty();
  private long lastAsked = System.nanoTime() - FRESH_NANOS;

  NowHandlers(SearchService service, ApiLimits limits) {
    this.service = service;
    this.limits = limits;
  }

  /** Asks this program from now on; nobody is asked before. */
  void follow(MemoryReader program) {
    reader = program;
  }

  void now(Context context) throws IOException {
    Parameters parameters = Parameters.of(context);
    String filter = parameters.query(limits.maxQueryLength());
    SearchOptions options = parameters.options(0);
    if (reader == null) {
      throw new Problem(
          404,
          "This server does not look at what is played",
          "Start it with --now, and tosu or StreamCompanion beside the game.");
    }
    NowPlaying playing =
        playing().orElseThrow(() -> new Problem(404, "No map is selected in the game"));
    ObjectNode about = JsonNodeFactory.instance.objectNode();
    about.put("name", Printable.line(playing.name()));
    about.put("md5", playing.md5().isEmpty() ? null : playing.md5());
    about.put("beatmap_id", playing.beatmapId());
    about.put("mods", playing.mods());
    Answer answer =
        PlayedMap.similar(
                service,
                playing.md5(),
                playing.beatmapId(),
                filter,
                PlayedMap.options(options, playing.mods()))
            .orElse(null);
    ObjectNode node =
        answer == null ? JsonNodeFactory.instance.objectNode() : AnswerJson.of(answer, false);
    about.put("here", answer != null);
    node.set("playing", about);
    context.header("Cache-Control", "no-store");
    context.json(node);
  }

  /** Asked once a second at most, however many pages look. */
  private Optional<NowPlaying> playing() {
    asking.lock();
    try {
      if (System.nanoTime() - lastAsked >= FRESH_NANOS) {
        last = reader.read();
        lastAsked = System.nanoTime();
      }
      return last;
    } catch (IOException e) {
      throw new Problem(404, "What is played is not known", e.getMessage());
    } finally {
      asking.unlock();
    }
  }
}
