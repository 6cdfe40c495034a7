package kiai.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import kiai.index.BeatmapIndex;
import kiai.search.Answer;
import kiai.search.HitJson;
import kiai.search.SearchOptions;

/** Pages of answers. Repeated questions on an unchanged index come from a cache. */
final class Answers {
  private static final int CACHED = 2_000;

  private final BeatmapIndex index;
  private final Cache<String, Answer> cache =
      Caffeine.newBuilder().maximumSize(CACHED).recordStats().build();

  Answers(BeatmapIndex index) {
    this.index = index;
  }

  /** A question that may fail for reasons of the index. */
  interface Question {
    Answer ask(SearchOptions options) throws IOException;
  }

  /** Answers with the page that the request names. */
  void page(Context context, String name, Question ask) throws IOException {
    Parameters parameters = Parameters.of(context);
    String stamp = Integer.toHexString((index.version() + name).hashCode());
    Cursor cursor = Cursor.parse(parameters.text("cursor"), stamp);
    SearchOptions options =
        parameters.options(
            parameters.has("cursor")
                ? cursor.offset()
                : parameters.whole("offset", 0, 0, SearchOptions.WINDOW));
    String key = index.version() + "|" + name + "|" + options;
    Answer answer = cache.getIfPresent(key);
    if (answer == null) {
      answer = ask.ask(options);
      cache.put(key, answer);
    }
    ObjectNode node = HitJson.of(answer, false);
    int next = options.offset() + answer.hits().size();
    boolean more = answer.hits().size() == options.limit() && next < SearchOptions.WINDOW;
    node.put("cursor", more && next < answer.total() ? new Cursor(next, stamp).text() : null);
    context.json(node);
  }

  Cache<String, Answer> cache() {
    return cache;
  }
}
