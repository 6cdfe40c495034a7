package kiai.search;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.ModelFolder;
import kiai.index.BeatmapIndex;
import kiai.index.BeatmapRecord;
import kiai.index.Schema;
import kiai.search.SimilarMaps.Example;
import kiai.search.language.ParsedQuery;
import kiai.search.language.QueryLanguage;
import kiai.tokens.MapMetadata;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedNumericSelector;
import org.apache.lucene.search.SortedNumericSortField;

/**
 * Answers text and map questions on an index.
 *
 * <ol>
 *   <li>The filters count their matches first.
 *   <li>At most {@link Tuning#EXACT_LIMIT} matches are all looked at: the answer is exact.
 *   <li>Above it, HNSW and the words choose candidates, never fewer than exist up to the window.
 *   <li>Similar maps are reordered by late interaction: each window of one map with the best of the
 *       other, both ways.
 * </ol>
 */
public final class SearchService {
  /** No question may take longer. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  /** When nothing is wished: newest first, as ids are given in order. */
  private static final Sort NEWEST =
      new Sort(
          new SortedNumericSortField(
              Schema.BEATMAP_ID,
              SortField.Type.INT,
              true,
              SortedNumericSelector.Type.MIN,
              Integer.MIN_VALUE),
          SortField.FIELD_DOC);

  private final BeatmapIndex index;
  private final Encoder encoder;
  private final Tuning tuning;
  private volatile Spoken spoken;

  private record Spoken(String version, QueryLanguage language) {}

  /**
   * A service.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one, whose
   *     texts are then ranked by words, stars and patterns alone
   */
  public SearchService(BeatmapIndex index, Encoder encoder) {
    this(index, encoder, Tuning.SHIPPED);
  }

  /** A service that is tuned otherwise. */
  public SearchService(BeatmapIndex index, Encoder encoder, Tuning tuning) {
    this.index = index;
    this.encoder = encoder;
    this.tuning = tuning;
  }

  /** The index. */
  public BeatmapIndex index() {
    return index;
  }

  /** The language with the names of the index as it is now. */
  public QueryLanguage language() throws IOException {
    Spoken known = spoken;
    String version = index.version();
    if (known == null || !known.version().equals(version)) {
      known = new Spoken(version, new QueryLanguage(IndexNames.of(index), Clock.systemUTC()));
      spoken = known;
    }
    return known.language();
  }

  private ModelFolder model() {
    return encoder == null ? null : encoder.model();
  }

  /** Maps for a text. */
  public Answer search(String text, SearchOptions options) throws IOException {
    return search(text, MapMetadata.UNKNOWN, options);
  }

  /**
   * Maps for a text together with metadata fields; fields that the text also gives follow the text.
   */
  public Answer search(String text, MapMetadata fields, SearchOptions options) throws IOException {
    long started = System.nanoTime();
    QueryLanguage language = language();
    ParsedQuery parsed = language.parse(text);
    if (parsed.like() != null && parsed.like().text() != null) {
      Optional<Answer> like = like(named(text, parsed, language), language, options, started);
      if (like.isPresent()) {
        return like.get();
      }
      parsed = language.parseWithoutReference(text);
    }
    return search(text, parsed.with(joined(parsed.metadata(), fields)), options, started);
  }

  private static MapMetadata joined(MapMetadata m, MapMetadata fields) {
    return new MapMetadata(
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
  }

  /** A name may have taken too much: "like Freedom Dive jumps" is a map and a kind of play. */
  private ParsedQuery named(String text, ParsedQuery parsed, QueryLanguage language)
      throws IOException {
    String name = parsed.like().text();
    for (int end = name.length(); end > 0; end = name.lastIndexOf(' ', end - 1)) {
      String shorter = name.substring(0, end);
      boolean known =
          index.search(searcher ->
              MapFinder.named(searcher, shorter, parsed.saidMode(), language).isPresent());
      if (known) {
        return end == name.length()
            ? parsed
            : language.parse(text.replace(name, shorter + "," + name.substring(end)));
      }
    }
    return parsed;
  }

  /** "like X but harder"; empty when the index has no such map. */
  private Optional<Answer> like(
      ParsedQuery parsed, QueryLanguage language, SearchOptions options, long started)
      throws IOException {
    return index.search(searcher -> {
      Optional<MapFinder.Found> found =
          MapFinder.named(searcher, parsed.like().text(), parsed.saidMode(), language);
      if (found.isEmpty() && parsed.like().text().matches("[0-9]{1,9}|[0-9a-fA-F]{32}")) {
        ObjectNode understood = parsed.understood().deepCopy();
        understood.withArray("hints").add(parsed.like().text() + " is not in this index");
        return Optional.of(new Answer(List.of(), 0, understood, millis(started), true, 0));
      }
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SimilarSearch question = question(searcher, parsed, options);
      Answer answer = question.answer(List.of(question.example(found.get(), 1)), started);
      ObjectNode understood = parsed.understood().deepCopy();
      understood.set("like", HitJson.of(found.get().map()));
      return Optional.of(
          new Answer(
              answer.hits(),
              answer.total(),
              understood,
              answer.tookMs(),
              answer.exact(),
              answer.visited()));
    });
  }

  private SimilarSearch question(
      IndexSearcher searcher, ParsedQuery filter, SearchOptions options) {
    return new SimilarSearch(searcher, model(), filter, options, Deadline.in(LONGEST), tuning);
  }

  private Answer search(String text, ParsedQuery asked, SearchOptions options, long started)
      throws IOException {
    ParsedQuery query = index.search(searcher -> known(searcher, asked));
    float[] wanted =
        encoder == null || query.metadata().equals(MapMetadata.UNKNOWN)
            ? null
            : encoder.embed(query.metadata());
    return index.search(searcher -> {
      Set<Integer> titled = query.sort() == null ? titled(searcher, text) : Set.of();
      Query meant = TextRanking.matches(query, List.of());
      Query matches = titled.isEmpty() ? meant : TextRanking.either(meant, new DocSetQuery(titled));
      int total = searcher.count(matches);
      ObjectNode understood = Gaps.hinted(searcher, asked, total);
      if (!titled.isEmpty() && !query.understood().path("chips").isEmpty()) {
        understood.put("title", text.strip());
      }
      TextRanking ranking = new TextRanking(query, wanted, tuning.text(), Deadline.in(LONGEST));
      if (query.sort() != null || ranking.isSilent()) {
        List<Ranking.Scored> sorted =
            Sorted.by(searcher, matches, query.sort() == null ? NEWEST : query.sort());
        List<Hit> hits =
            Ranking.page(
                searcher,
                Titles.first(sorted, titled),
                query.sort() == null ? options : options.choosing(0, 0),
                Ranking.Explainer.NONE);
        return new Answer(hits, total, understood, millis(started), true, total);
      }
      boolean exact = total <= tuning.exactLimit();
      Query visited = exact ? matches : candidates(searcher, matches, query, wanted, total, titled);
      TextRanking.Result result = ranking.score(searcher, visited);
      List<Hit> hits =
          Ranking.page(
              searcher,
              Ranking.best(Titles.first(result.scored(), titled), Ranking.CONSIDERED),
              options,
              result.explainer());
      return new Answer(hits, total, understood, millis(started), exact, result.scored().size());
    });
  }

  /**
   * The question without kinds of play of which nothing is known here: they would order nothing.
   */
  private static ParsedQuery known(IndexSearcher searcher, ParsedQuery query) throws IOException {
    List<ParsedQuery.KindWish> wanted = new ArrayList<>();
    for (ParsedQuery.KindWish kind : query.wishes().wanted()) {
      if (!Gaps.isUnknown(searcher, kind)) {
        wanted.add(kind);
      }
    }
    return wanted.size() == query.wishes().wanted().size() ? query : query.wanting(wanted);
  }

  private static Set<Integer> titled(IndexSearcher searcher, String text) throws IOException {
    Set<Integer> docs = new HashSet<>();
    Optional<Query> title = Titles.of(text);
    if (title.isPresent()) {
      for (ScoreDoc hit : searcher.search(title.get(), SearchOptions.WINDOW).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    return docs;
  }

  private static double millis(long started) {
    return (System.nanoTime() - started) / 1e6;
  }

  /**
   * Candidates when there are too many matches to look at all: nearest to the metadata embedding,
   * best by words, and those that have most of each kind of play that is wished.
   */
  private static Query candidates(
      IndexSearcher searcher,
      Query matches,
      ParsedQuery query,
      float[] wanted,
      int total,
      Set<Integer> titled)
      throws IOException {
    Set<Integer> docs = new HashSet<>(titled);
    if (wanted != null) {
      docs.addAll(NearestMaps.candidates(searcher, wanted, List.of(), matches, total));
    }
    if (wanted == null || !query.words().isEmpty() || !query.likelyWords().isEmpty()) {
      for (ScoreDoc hit : searcher.search(matches, NearestMaps.CANDIDATES).scoreDocs) {
        docs.add(hit.doc);
      }
    }
    for (ParsedQuery.KindWish kind : query.wishes().wanted()) {
      docs.addAll(KindCandidates.of(searcher, matches, kind, query.wishes()));
    }
    return TextRanking.only(matches, docs);
  }

  /** A map of the index by its id or MD5; of several with one id the one with most objects. */
  public Optional<BeatmapRecord> find(String idOrMd5) throws IOException {
    return index.search(searcher -> MapFinder.byId(searcher, idOrMd5).map(MapFinder.Found::map));
  }

  /**
   * Maps that play like one of the index.
   *
   * @param filterText in the search language
   * @return empty when the index has no such map
   */
  public Optional<Answer> similar(String idOrMd5, String filterText, SearchOptions options)
      throws IOException {
    return Optional.ofNullable(
        similar(List.of(new NamedExample(idOrMd5, 1)), filterText, options).answer());
  }

  /**
   * A map of the index by its id or MD5.
   *
   * @param weight above 0 to be like it, below 0 to be unlike it
   */
  public record NamedExample(String idOrMd5, double weight) {}

  /**
   * An answer, or the example that the index does not have.
   *
   * @param answer null when an example is missing
   * @param missing null when none is
   */
  public record ExamplesAnswer(Answer answer, String missing) {}

  /** Maps that play like some maps of the index and unlike others. */
  public ExamplesAnswer similar(List<NamedExample> named, String filterText, SearchOptions options)
      throws IOException {
    long started = System.nanoTime();
    if (named.stream().noneMatch(e -> e.weight() > 0)) {
      throw new UnsupportedQuestionException("one map at least must be one to be like");
    }
    ParsedQuery filter = language().parseBeside(filterText);
    return index.search(searcher -> {
      SimilarSearch question = question(searcher, filter, options);
      List<Example> examples = new ArrayList<>();
      for (NamedExample one : named) {
        Optional<MapFinder.Found> found = MapFinder.byId(searcher, one.idOrMd5());
        if (found.isEmpty()) {
          return new ExamplesAnswer(null, one.idOrMd5());
        }
        examples.add(question.example(found.get(), one.weight()));
      }
      examples.sort((a, b) -> Double.compare(b.weight(), a.weight()));
      return new ExamplesAnswer(question.answer(examples, started), null);
    });
  }

  /** Maps that play like one that need not be in the index. */
  public Answer similar(
      BeatmapRecord map, MapEmbedding embedding, String filterText, SearchOptions options)
      throws IOException {
    long started = System.nanoTime();
    ParsedQuery filter = language().parseBeside(filterText);
    return index.search(searcher -> {
      SimilarSearch question = question(searcher, filter, options);
      return question.answer(
          List.of(question.example(map, embedding.map(), embedding.windows(), 1)), started);
    });
  }

  /**
   * Maps with a passage that plays like a passage of a map of the index; each hit says where.
   *
   * @param fromMs beginning of the passage
   * @param toMs end of the passage
   * @return empty when the index has no such map
   */
  public Optional<Answer> passages(
      String idOrMd5, int fromMs, int toMs, String filterText, SearchOptions options)
      throws IOException {
    long started = System.nanoTime();
    if (encoder == null) {
      throw new UnsupportedQuestionException(
          "the index holds embeddings of whole maps, without their passages");
    }
    int windowMs = windowMillis();
    ParsedQuery filter = language().parseBeside(filterText);
    return index.search(searcher -> {
      Optional<MapFinder.Found> found = MapFinder.byId(searcher, idOrMd5);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SimilarSearch question = question(searcher, filter, options);
      Example example = question.example(found.get(), 1);
      ObjectNode understood = JsonNodeFactory.instance.objectNode();
      Query matches = question.matches(List.of(example), understood);
      int total = searcher.count(matches);
      Passages passages =
          Passages.of(searcher, Deadline.in(LONGEST), example, fromMs, toMs, windowMs);
      for (int start : passages.askedStarts()) {
        understood.withArray("passage_starts_ms").add(start);
      }
      List<Ranking.Scored> ranked = question.withWishes(passages.rank(matches, total), matches);
      List<Hit> hits = Ranking.page(searcher, ranked, options.explaining(true), passages::explain);
      return Optional.of(
          new Answer(
              hits, total, understood, millis(started), passages.isExact(total), ranked.size()));
    });
  }

  /** Length of a window in milliseconds; 0 for ready embeddings. */
  public int windowMillis() {
    return encoder == null
        ? 0
        : (int) (encoder.model().processor().config().windows().lengthSec() * 1000);
  }

  /** How many maps each mode has, for statistics. */
  public Map<String, Integer> mapsByMode() throws IOException {
    return index.search(searcher -> {
      Map<String, Integer> counts = new HashMap<>();
      for (String mode : List.of("osu", "taiko", "fruits", "mania")) {
        Query ofMode =
            new BooleanQuery.Builder()
                .add(MapFinder.maps(), Occur.FILTER)
                .add(KeywordField.newExactQuery(Schema.MODE, mode), Occur.FILTER)
                .build();
        counts.put(mode, searcher.count(ofMode));
      }
      return counts;
    });
  }
}
