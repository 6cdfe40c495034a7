package kiai.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import kiai.index.LiveIndex;
import kiai.json.AnswerJson;
import kiai.search.answer.Answer;
import kiai.search.answer.SearchOptions;

/** Pages of answers. Repeated questions on an unchanged index come from a cache. */
final class CachedAnswers {
  private static final int CACHED_HITS = 20_000; // of all answers, about 1 kB each

  private final LiveIndex index;
  private final Cache<String, Answer> cache =
      Caffeine.newBuilder()
          .maximumWeight(CACHED_HITS)
          .weigher((String _, Answer answer) -> 1 + answer.hits().size())
          .recordStats()
          .build();

  CachedAnswers(LiveIndex index) {
    this.index = index;
  }

  /** A question that may fail for reasons of the index. */
  interface Question {
    Answer ask(SearchOptions options) throws IOException;
  }

  /** Answers a question with the page that the request names. */
  void page(Context context, String name, Question ask) throws IOException {
    Parameters parameters = Parameters.of(context);
    String stamp = stamp(index.version() + "|" + name + "|" + parameters.options(0));
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
    ObjectNode node = AnswerJson.of(answer, false);
    int next = options.offset() + answer.hits().size();
    boolean more = answer.hits().size() == options.limit() && next < SearchOptions.WINDOW;
    node.put("cursor", more && next < answer.total() ? new Cursor(next, stamp).text() : null);
    context.json(node);
  }

  /** What a cursor is valid for: the question with its options, on one state of the index. */
  private static String stamp(String question) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Cache<String, Answer> cache() {
    return cache;
  }
}
