package kiai.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import kiai.index.IndexSnapshot;
import kiai.index.lucene.analysis.KnownNames;
import kiai.index.lucene.analysis.TextAnalysis;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.query.IndexVocabulary;

/**
 * The words, mappers and artists of one state of a generation. Names are read once and kept; words
 * are asked of the cluster, and its answers kept. Thread-safe.
 */
final class ClusterVocabulary implements IndexVocabulary {
  private static final int NAMES_AT_ONCE = 5_000;
  private static final int WORDS_KEPT = 20_000;
  private static final int SHORTEST_TYPO = 4; // characters
  private static final double ACCURACY = 0.7;

  private final PointInTime point;
  private final KnownNames names;
  private final Cache<String, Boolean> words =
      Caffeine.newBuilder().maximumSize(WORDS_KEPT).build();
  private final Cache<String, Optional<String>> typos =
      Caffeine.newBuilder().maximumSize(WORDS_KEPT).build();

  private ClusterVocabulary(PointInTime point, KnownNames names) {
    this.point = point;
    this.names = names;
  }

  static ClusterVocabulary of(PointInTime point) throws IOException {
    KnownNames names = new KnownNames();
    // A name of both is more often asked for as a mapper.
    forEach(point, MapFields.ARTIST, (text, _) -> names.add(text, Kind.ARTIST));
    forEach(point, MapFields.CREATOR, (text, _) -> names.add(text, Kind.MAPPER));
    return new ClusterVocabulary(point, names);
  }

  /** Hands over all whole names of a field, in their order. */
  static void forEach(PointInTime point, MapField field, IndexSnapshot.NameVisitor visitor)
      throws IOException {
    ObjectNode body = ConditionDsl.object();
    body.put("size", 0);
    ObjectNode composite = body.putObject("aggs").putObject("names").putObject("composite");
    composite.put("size", NAMES_AT_ONCE);
    composite
        .putArray("sources")
        .addObject()
        .putObject("name")
        .putObject("terms")
        .put("field", field.name() + ClusterSchema.NAME_SUFFIX);
    while (true) {
      JsonNode answer = point.search(body, "").path("aggregations").path("names");
      for (JsonNode bucket : answer.path("buckets")) {
        visitor.visit(bucket.path("key").path("name").asText(), bucket.path("doc_count").asInt());
      }
      if (!answer.has("after_key")) {
        return;
      }
      composite.set("after", answer.path("after_key"));
    }
  }

  @Override
  public List<String> terms(String text) {
    return TextAnalysis.terms(text);
  }

  @Override
  public boolean isWord(String word) {
    return words.get(word, this::asked);
  }

  private boolean asked(String word) {
    ObjectNode body = ConditionDsl.object();
    body.put("size", 0);
    body.put("track_total_hits", 1);
    body.put("terminate_after", 1);
    ArrayNode any = body.putObject("query").putObject("bool").putArray("should");
    ConditionDsl.texts().forEach(field -> any.add(ConditionDsl.term(field, word)));
    try {
      return point.search(body, "").path("hits").path("total").path("value").asInt() > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> likeWord(String word) {
    return typos.get(word, this::suggested);
  }

  private Optional<String> suggested(String word) {
    ObjectNode body = ConditionDsl.object();
    body.put("size", 0);
    ObjectNode suggest = body.putObject("suggest").putObject("typo");
    suggest.put("text", word);
    suggest
        .putObject("term")
        .put("field", ClusterSchema.SPELLING)
        .put("analyzer", "words")
        .put("size", 1)
        .put("suggest_mode", "missing")
        .put("min_word_length", SHORTEST_TYPO)
        .put("accuracy", ACCURACY)
        .put("string_distance", "internal")
        .put("max_term_freq", 0.01) // Lucene's own default, as in the local index
        .put("min_doc_freq", 0);
    try {
      JsonNode options =
          point.search(body, "").path("suggest").path("typo").path(0).path("options");
      return options.isEmpty()
          ? Optional.empty()
          : Optional.of(options.path(0).path("text").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Name> named(String text) {
    return names.named(text);
  }

  @Override
  public Optional<Name> likeName(String text, Kind kind) {
    return names.like(text, kind);
  }
}
