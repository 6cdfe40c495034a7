package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.index.BeatmapIndex;
import kiai.index.BeatmapRecord;
import kiai.index.MapDocuments;
import kiai.index.MapVectors;
import kiai.index.Schema;
import kiai.tokens.MapMetadata;
import org.apache.lucene.document.IntField;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.TermQuery;

/**
 * Answers text and map questions on an index.
 *
 * <ol>
 *   <li>The filters count their matches first.
 *   <li>At most {@link #EXACT_LIMIT} matches are all looked at: the answer is exact.
 *   <li>Above it, HNSW and the words choose candidates, never fewer than exist up to the window.
 *   <li>Similar maps are reordered by late interaction: each window of one map with the best of the
 *       other, both ways.
 * </ol>
 */
public final class SearchService {
  /**
   * Up to so many matches are scanned. Estimated from published speeds of dot products, not yet
   * measured against HNSW on an index of this size.
   */
  public static final int EXACT_LIMIT = 50_000;

  private static final double METADATA_WEIGHT = 1.0;
  private static final double WORDS_WEIGHT = 1.0;
  private static final double BAND_WEIGHT = 1.2;
  private static final double PATTERN_WEIGHT = 1.5;
  private static final double PATTERN_HALF = 0.25; // a share that earns half the score

  private final BeatmapIndex index;
  private final Encoder encoder;
  private final int exactLimit;

  /**
   * A service.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one, whose
   *     texts are then ranked by words, stars and patterns alone
   */
  public SearchService(BeatmapIndex index, Encoder encoder) {
    this(index, encoder, EXACT_LIMIT);
  }

  SearchService(BeatmapIndex index, Encoder encoder, int exactLimit) {
    this.index = index;
    this.encoder = encoder;
    this.exactLimit = exactLimit;
  }

  /** The index. */
  public BeatmapIndex index() {
    return index;
  }

  /** Maps for a text. */
  public Answer search(String text, SearchOptions options) throws IOException {
    return search(QueryParser.parse(text), options);
  }

  /**
   * Maps for a text together with metadata fields; fields that the text also gives follow the text.
   */
  public Answer search(String text, MapMetadata fields, SearchOptions options) throws IOException {
    ParsedQuery parsed = QueryParser.parse(text);
    MapMetadata m = parsed.metadata();
    MapMetadata joined =
        new MapMetadata(
            m.difficulty() != null ? m.difficulty() : fields.difficulty(),
            m.year() != null ? m.year() : fields.year(),
            m.mode() != null ? m.mode() : fields.mode(),
            m.status() != null ? m.status() : fields.status(),
            fields.mapper(),
            fields.cs(),
            fields.hitsounded(),
            fields.songLength(),
            fields.songPosition(),
            fields.globalSv(),
            m.maniaKeycount() != null ? m.maniaKeycount() : fields.maniaKeycount(),
            fields.holdNoteRatio(),
            fields.scrollSpeedRatio(),
            m.tags() != null ? m.tags() : fields.tags());
    return search(
        new ParsedQuery(
            parsed.filters(),
            parsed.words(),
            parsed.wishes(),
            joined,
            parsed.sort(),
            parsed.understood()),
        options);
  }

  private Answer search(ParsedQuery query, SearchOptions options) throws IOException {
    long started = System.nanoTime();
    float[] wanted =
        encoder == null || query.metadata().equals(MapMetadata.UNKNOWN)
            ? null
            : encoder.embed(query.metadata());
    return index.search(searcher -> {
      Query matches = matches(query.filters(), query.words());
      int total = searcher.count(matches);
      if (query.sort() != null) {
        List<Hit> hits = Ranking.page(searcher, sorted(searcher, matches, query.sort()), options);
        return new Answer(
            hits, total, query.understood(), (System.nanoTime() - started) / 1e6, true);
      }
      boolean exact = total <= exactLimit;
      Query visited = exact ? matches : candidates(searcher, matches, query, wanted, total);
      List<Ranking.Scored> scored = score(searcher, visited, query, wanted);
      List<Hit> hits = Ranking.page(searcher, Ranking.best(scored, SearchOptions.WINDOW), options);
      return new Answer(
          hits, total, query.understood(), (System.nanoTime() - started) / 1e6, exact);
    });
  }

  /** Matches in an order of their own; their scores are their places, from 1 down. */
  private static List<Ranking.Scored> sorted(IndexSearcher searcher, Query matches, Sort sort)
      throws IOException {
    List<Ranking.Scored> scored = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(matches, SearchOptions.WINDOW, sort).scoreDocs) {
      scored.add(new Ranking.Scored(hit.doc, 1 - (double) scored.size() / SearchOptions.WINDOW));
    }
    return scored;
  }

  private static Query matches(List<Query> filters, List<Query> words) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    all.add(new TermQuery(new Term(Schema.TYPE, Schema.MAP)), Occur.FILTER);
    filters.forEach(filter -> all.add(filter, Occur.FILTER));
    words.forEach(word -> all.add(word, Occur.MUST));
    return all.build();
  }

  /** Candidates of the graph and of the words, when there are too many matches to look at all. */
  private static Query candidates(
      IndexSearcher searcher, Query matches, ParsedQuery query, float[] wanted, int total)
      throws IOException {
    Set<Integer> docs = new HashSet<>();
    if (wanted != null) {
      for (ScoreDoc hit : NearestMaps.of(searcher, wanted, matches, total).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    if (wanted == null || !query.words().isEmpty()) {
      for (ScoreDoc hit : searcher.search(matches, NearestMaps.CANDIDATES).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    BooleanQuery.Builder both = new BooleanQuery.Builder();
    both.add(matches, Occur.MUST);
    both.add(new DocSetQuery(docs), Occur.FILTER);
    return both.build();
  }

  private static List<Ranking.Scored> score(
      IndexSearcher searcher, Query visited, ParsedQuery query, float[] wanted) throws IOException {
    ParsedQuery.Wishes wishes = query.wishes();
    boolean withWords = !query.words().isEmpty();
    List<Ranking.Scored> scored = new ArrayList<>();
    List<Float> lexical = new ArrayList<>();
    float[] best = {0};
    Matches.visit(
        searcher,
        visited,
        withWords,
        (doc, words, values) -> {
          double sum = 0;
          double weights = 0;
          if (wanted != null) {
            sum += METADATA_WEIGHT * (values.cosine(wanted) + 1) / 2;
            weights += METADATA_WEIGHT;
          }
          if (wishes.band() != null) {
            double stars = values.number(Schema.STARS);
            sum += Double.isNaN(stars) ? 0 : BAND_WEIGHT * wishes.band().fit(stars);
            weights += BAND_WEIGHT;
          }
          for (String pattern : wishes.patterns()) {
            double share = values.number(Schema.PATTERN_PREFIX + pattern);
            sum += Double.isNaN(share) ? 0 : PATTERN_WEIGHT * share / (share + PATTERN_HALF);
            weights += PATTERN_WEIGHT;
          }
          for (String pattern : wishes.unwanted()) {
            double share = values.number(Schema.PATTERN_PREFIX + pattern);
            sum +=
                Double.isNaN(share) ? 0 : PATTERN_WEIGHT * (1 - share / (share + PATTERN_HALF / 2));
            weights += PATTERN_WEIGHT;
          }
          scored.add(new Ranking.Scored(doc, weights == 0 ? 0.5 : sum / weights));
          lexical.add(words);
          best[0] = Math.max(best[0], words);
        });
    if (!withWords || best[0] <= 0) {
      return scored;
    }
    boolean onlyWords = wanted == null && wishes.isEmpty();
    for (int i = 0; i < scored.size(); i++) {
      double words = lexical.get(i) / best[0];
      double structure = scored.get(i).score();
      scored.set(
          i,
          new Ranking.Scored(
              scored.get(i).doc(),
              onlyWords ? words : (structure + WORDS_WEIGHT * words) / (1 + WORDS_WEIGHT)));
    }
    return scored;
  }

  /** A map of the index by its id or MD5; of several with one id the one with most objects. */
  public Optional<BeatmapRecord> find(String idOrMd5) throws IOException {
    return index.search(searcher -> find(searcher, idOrMd5).map(Found::map));
  }

  private record Found(int doc, BeatmapRecord map) {}

  private static Optional<Found> find(IndexSearcher searcher, String idOrMd5) throws IOException {
    String key = idOrMd5.toLowerCase(Locale.ROOT);
    Query named;
    if (key.matches("[0-9a-f]{32}")) {
      named = new TermQuery(new Term(Schema.MD5, key));
    } else if (key.matches("[0-9]{1,9}")) {
      named = IntField.newExactQuery(Schema.BEATMAP_ID, Integer.parseInt(key));
    } else {
      return Optional.empty();
    }
    Found best = null;
    for (ScoreDoc hit : searcher.search(matches(List.of(named), List.of()), 64).scoreDocs) {
      BeatmapRecord map =
          MapDocuments.record(searcher.storedFields().document(hit.doc, Set.of(Schema.RECORD)));
      if (best == null
          || map.objects() > best.map().objects()
          || (map.objects() == best.map().objects() && map.md5().compareTo(best.map().md5()) < 0)) {
        best = new Found(hit.doc, map);
      }
    }
    return Optional.ofNullable(best);
  }

  /**
   * Maps that play like one of the index.
   *
   * @param filterText in the search language
   * @return empty when the index has no such map
   */
  public Optional<Answer> similar(String idOrMd5, String filterText, SearchOptions options)
      throws IOException {
    long started = System.nanoTime();
    return index.search(searcher -> {
      Optional<Found> found = find(searcher, idOrMd5);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      BeatmapRecord map = found.get().map();
      float[][] windows = MapVectors.windowsOf(searcher, found.get().doc());
      float[] vector = MapVectors.vectorOf(searcher, found.get().doc());
      if (vector == null) {
        throw new IOException("the index has no vectors of the map " + idOrMd5);
      }
      return Optional.of(
          similar(
              searcher,
              map,
              vector,
              windows == null ? new float[0][] : full(windows, map.windowObjects()),
              filterText,
              options,
              started));
    });
  }

  /** Maps that play like one that need not be in the index. */
  public Answer similar(
      BeatmapRecord map, MapEmbedding embedding, String filterText, SearchOptions options)
      throws IOException {
    long started = System.nanoTime();
    return index.search(searcher ->
        similar(
            searcher,
            map,
            embedding.map(),
            full(embedding.windows(), map.windowObjects()),
            filterText,
            options,
            started));
  }

  /** The windows with enough objects to say something; all when there are none. */
  private float[][] full(float[][] windows, List<Integer> objects) {
    if (encoder == null) {
      return windows;
    }
    List<float[]> kept = new ArrayList<>();
    for (int i = 0; i < windows.length; i++) {
      if (i < objects.size() && objects.get(i) >= encoder.model().minObjects()) {
        kept.add(windows[i]);
      }
    }
    return kept.isEmpty() ? windows : kept.toArray(float[][]::new);
  }

  private Answer similar(
      IndexSearcher searcher,
      BeatmapRecord map,
      float[] vector,
      float[][] windows,
      String filterText,
      SearchOptions options,
      long started)
      throws IOException {
    ParsedQuery filter = filterText.isBlank() ? ParsedQuery.EMPTY : QueryParser.parse(filterText);
    List<Query> filters = new ArrayList<>(filter.filters());
    filters.add(Filters.not(new TermQuery(new Term(Schema.MD5, map.md5()))));
    if (map.beatmapId() != null) {
      filters.add(Filters.not(IntField.newExactQuery(Schema.BEATMAP_ID, map.beatmapId())));
    }
    if (!options.includeSameSet()) {
      filters.add(Filters.not(KeywordField.newExactQuery(Schema.SET_KEY, map.setKey())));
    }
    ObjectNode understood = JsonNodeFactory.instance.objectNode();
    understood.put("similar_to", map.md5());
    if (filter.metadata().mode() == null) {
      filters.add(KeywordField.newExactQuery(Schema.MODE, map.mode()));
      understood.put("mode", map.mode());
    }
    understood.set("filter", filter.understood());
    Query matches = matches(filters, filter.words());
    int total = searcher.count(matches);
    boolean exact = total <= exactLimit;
    SimilarMaps.Example example = new SimilarMaps.Example(vector, windows);
    if (options.anyTempo()) {
      understood.put("tempo", "any");
      if (encoder == null) {
        throw new UnsupportedQuestionException(
            "the index holds ready embeddings; only their model can tell play from its tempo");
      }
      example = example.atAnyTempo(encoder.model());
    }
    List<Ranking.Scored> ranked = SimilarMaps.rank(searcher, matches, example, total, exact);
    List<Hit> hits = Ranking.page(searcher, ranked, options);
    return new Answer(hits, total, understood, (System.nanoTime() - started) / 1e6, exact);
  }

  /** How many maps each mode has, for statistics. */
  public Map<String, Integer> mapsByMode() throws IOException {
    return index.search(searcher -> {
      Map<String, Integer> counts = new HashMap<>();
      for (String mode : List.of("osu", "taiko", "fruits", "mania")) {
        counts.put(
            mode,
            searcher.count(
                matches(List.of(KeywordField.newExactQuery(Schema.MODE, mode)), List.of())));
      }
      return counts;
    });
  }
}
