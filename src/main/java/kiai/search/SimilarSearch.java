package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kiai.embeddings.EmbeddingPart;
import kiai.embeddings.ModelFolder;
import kiai.index.BeatmapRecord;
import kiai.index.MapVectors;
import kiai.index.Schema;
import kiai.search.SimilarMaps.Example;
import kiai.search.language.Filters;
import kiai.search.language.ParsedQuery;
import org.apache.lucene.document.DoubleField;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** One question for maps like examples, on one state of the index. */
final class SimilarSearch {
  /** Name of the part of an embedding that does not know tempo. */
  private static final String TEMPO_FREE = "style";

  private static final int FIRST_YEAR = 2007; // of osu!
  private static final double WISHES_SHARE = 0.25; // of the score, when a filter text has wishes
  private static final double STARS_CHANGE = 0.3;
  private static final double STARS_CHANGE_LIMIT = 1.6;
  private static final double BPM_CHANGE = 10;
  private static final double LENGTH_CHANGE = 1.2;

  private final IndexSearcher searcher;
  private final ModelFolder model;
  private final ParsedQuery filter;
  private final SearchOptions options;
  private final Deadline deadline;
  private final Tuning tuning;

  /**
   * A question.
   *
   * @param model of the vectors, null for ready embeddings
   * @param filter filters, wishes and changes beside the examples
   */
  SimilarSearch(
      IndexSearcher searcher,
      ModelFolder model,
      ParsedQuery filter,
      SearchOptions options,
      Deadline deadline,
      Tuning tuning) {
    this.searcher = searcher;
    this.model = model;
    this.filter = filter;
    this.options = options;
    this.deadline = deadline;
    this.tuning = tuning;
  }

  /** A map of the index as an example. */
  Example example(MapFinder.Found found, double weight) throws IOException {
    BeatmapRecord map = found.map();
    float[] vector = MapVectors.vectorOf(searcher, found.doc());
    if (vector == null) {
      throw new IOException("the index has no vectors of the map " + map.md5());
    }
    float[][] windows = MapVectors.windowsOf(searcher, found.doc());
    return example(map, vector, windows == null ? new float[0][] : windows, weight);
  }

  /** A map that need not be in the index as an example; only windows with enough objects count. */
  Example example(BeatmapRecord map, float[] vector, float[][] windows, double weight) {
    List<float[]> kept = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < windows.length; i++) {
      boolean full =
          model == null
              || (i < map.windowObjects().size()
                  && map.windowObjects().get(i) >= model.minObjects());
      if (full) {
        kept.add(windows[i]);
        starts.add(map.windowStarts().get(i));
      }
    }
    boolean none = kept.isEmpty();
    return new Example(
        map,
        vector,
        none ? windows : kept.toArray(float[][]::new),
        (none ? map.windowStarts() : starts).stream().mapToInt(Integer::intValue).toArray(),
        weight);
  }

  /** Maps like the examples. */
  Answer answer(List<Example> given, long started) throws IOException {
    ObjectNode understood = JsonNodeFactory.instance.objectNode();
    Query matches = matches(given, understood);
    int total = searcher.count(matches);
    boolean exact = total <= tuning.exactLimit() || options.by().weight(Aspects.Aspect.STYLE) == 0;
    List<Example> examples = given;
    if (options.anyTempo()) {
      understood.put("tempo", "any");
      examples = atAnyTempo(given);
    }
    SimilarMaps maps =
        new SimilarMaps(searcher, examples, options.by(), tuning.windows(), deadline);
    SimilarMaps.Result result = maps.rank(matches, total, exact);
    List<Ranking.Scored> ranked = withWishes(result.scored(), matches);
    SearchOptions chosen = filter.sort() == null ? options : options.choosing(0, 0);
    List<Hit> hits = Ranking.page(searcher, ranked, chosen, maps::explain);
    return new Answer(
        hits, total, understood, (System.nanoTime() - started) / 1e6, exact, result.visited());
  }

  /** What may be a hit: never an example, and of its mode unless the filter says otherwise. */
  Query matches(List<Example> examples, ObjectNode understood) {
    List<Query> filters = new ArrayList<>();
    for (Example example : examples) {
      BeatmapRecord map = example.map();
      filters.add(Filters.not(new TermQuery(new Term(Schema.MD5, map.md5()))));
      if (map.beatmapId() != null) {
        filters.add(Filters.not(IntField.newExactQuery(Schema.BEATMAP_ID, map.beatmapId())));
      }
      if (!options.includeSameSet()) {
        filters.add(Filters.not(KeywordField.newExactQuery(Schema.SET_KEY, map.setKey())));
      }
    }
    BeatmapRecord first = examples.getFirst().map();
    understood.put("similar_to", first.md5());
    Set<String> modes =
        examples.stream()
            .filter(e -> e.weight() > 0)
            .map(e -> e.map().mode())
            .collect(Collectors.toSet());
    if (!filter.mentionsMode() && modes.size() == 1) {
      filters.add(KeywordField.newExactQuery(Schema.MODE, first.mode()));
      understood.put("mode", first.mode());
    }
    if (!options.by().onlyStyle() || options.by().mod() != Aspects.Mod.NONE) {
      understood.put("by", options.by().toString());
    }
    if (options.by().onlyStyle() && options.by().mod() != Aspects.Mod.NONE) {
      understood
          .withArray("hints")
          .add("mods change rhythm, sliders and difficulty; style compares maps as they are");
    }
    understood.set("filter", filter.understood());
    if (filter.like() != null) {
      filter.like().changes().forEach(change -> filters.add(changed(first, change)));
    }
    return TextRanking.matches(filter, filters);
  }

  /** "harder" and its like, by what the example is. */
  private static Query changed(BeatmapRecord map, String change) {
    double stars = map.stars() == null ? 0 : map.stars();
    int year = map.year() == null ? FIRST_YEAR : map.year();
    return switch (change) {
      case "harder" ->
          DoubleField.newRangeQuery(Schema.STARS, stars + STARS_CHANGE, stars + STARS_CHANGE_LIMIT);
      case "easier" ->
          DoubleField.newRangeQuery(Schema.STARS, stars - STARS_CHANGE_LIMIT, stars - STARS_CHANGE);
      case "faster" -> above(Schema.BPM, map.bpm() + BPM_CHANGE);
      case "slower" -> below(Schema.BPM, map.bpm() - BPM_CHANGE);
      case "longer" -> above(Schema.LENGTH, map.length() * LENGTH_CHANGE);
      case "shorter" -> below(Schema.LENGTH, map.length() / LENGTH_CHANGE);
      case "newer" -> IntField.newRangeQuery(Schema.YEAR, year + 1, Integer.MAX_VALUE);
      default -> IntField.newRangeQuery(Schema.YEAR, 0, year - 1);
    };
  }

  private static Query above(String field, double low) {
    return DoubleField.newRangeQuery(field, low, Double.POSITIVE_INFINITY);
  }

  private static Query below(String field, double high) {
    return DoubleField.newRangeQuery(field, Double.NEGATIVE_INFINITY, high);
  }

  /** Wishes of the filter text move hits among each other. */
  List<Ranking.Scored> withWishes(List<Ranking.Scored> ranked, Query matches) throws IOException {
    if (filter.wishes().isEmpty() && filter.sort() == null) {
      return ranked;
    }
    Map<Integer, Double> likeness =
        ranked.stream().collect(Collectors.toMap(Ranking.Scored::doc, Ranking.Scored::score));
    Query these = TextRanking.only(matches, new HashSet<>(likeness.keySet()));
    if (filter.sort() != null) {
      return Sorted.by(searcher, these, filter.sort());
    }
    TextRanking wishes = new TextRanking(filter, null, tuning.text(), deadline);
    List<Ranking.Scored> both = new ArrayList<>();
    for (Ranking.Scored wish : wishes.score(searcher, these).scored()) {
      both.add(
          new Ranking.Scored(
              wish.doc(),
              (1 - WISHES_SHARE) * likeness.get(wish.doc()) + WISHES_SHARE * wish.score()));
    }
    return both;
  }

  /** The same play at any speed. */
  private List<Example> atAnyTempo(List<Example> examples) throws IOException {
    if (model == null) {
      throw new UnsupportedQuestionException(
          "the index holds ready embeddings; only their model can tell play from its tempo");
    }
    List<EmbeddingPart> parts = model.parts();
    double[] weights =
        parts.stream().mapToDouble(p -> p.name().equals(TEMPO_FREE) ? 1 : 0).toArray();
    if (Arrays.stream(weights).sum() == 0) {
      throw new UnsupportedQuestionException(
          "the model %s %s does not tell play from its tempo"
              .formatted(model.name(), model.version()));
    }
    List<Example> free = new ArrayList<>();
    for (Example e : examples) {
      free.add(
          new Example(
              e.map(),
              EmbeddingPart.weighted(e.vector(), parts, weights),
              Arrays.stream(e.windows())
                  .map(window -> EmbeddingPart.weighted(window, parts, weights))
                  .toArray(float[][]::new),
              e.startMs(),
              e.weight()));
    }
    return free;
  }
}
