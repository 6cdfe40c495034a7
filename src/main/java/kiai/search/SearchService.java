package kiai.search;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kiai.beatmap.GameMode;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.ModelFolder;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;
import kiai.query.Order;
import kiai.query.ParsedQuery;
import kiai.query.PatternTerm;
import kiai.query.Understanding;
import kiai.query.parser.QueryParser;
import kiai.search.answer.Answer;
import kiai.search.answer.Challenge;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;
import kiai.search.ranking.Tuning;
import kiai.search.similar.Example;
import kiai.search.similar.Passages;
import kiai.search.similar.Recommendation;
import kiai.search.similar.SimilarSearch;
import kiai.search.text.AnswerableQuery;
import kiai.search.text.MissingFieldHints;
import kiai.search.text.OrderedMatches;
import kiai.search.text.PatternCandidates;
import kiai.search.text.TextRanking;
import kiai.search.text.Titles;
import kiai.tokens.MapMetadata;

/**
 * Answers text and map questions on an index, each from one snapshot.
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
  private static final Duration LONGEST = Duration.ofSeconds(10); // no question may take longer

  private final LiveIndex index;
  private final Encoder encoder;
  private final Tuning tuning;
  private volatile CachedParser cachedParser;

  /** The parser with the names of one state of the index. */
  private record CachedParser(String version, QueryParser parser) {}

  /**
   * A service.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one, whose
   *     texts are then ranked by words, stars and patterns alone
   */
  public SearchService(LiveIndex index, Encoder encoder) {
    this(index, encoder, Tuning.SHIPPED);
  }

  /** A service that is tuned otherwise. */
  public SearchService(LiveIndex index, Encoder encoder, Tuning tuning) {
    this.index = index;
    this.encoder = encoder;
    this.tuning = tuning;
  }

  /** The index. */
  public LiveIndex index() {
    return index;
  }

  /** The parser of the search language with the words and names of a snapshot. */
  public QueryParser parser(IndexSnapshot snapshot) throws IOException {
    CachedParser known = cachedParser;
    if (known == null || !known.version().equals(snapshot.version())) {
      known =
          new CachedParser(
              snapshot.version(), new QueryParser(snapshot.vocabulary(), Clock.systemUTC()));
      cachedParser = known;
    }
    return known.parser();
  }

  /** Maps for a text. */
  public Answer search(String text, SearchOptions options) throws IOException {
    return search(text, MapMetadata.UNKNOWN, options);
  }

  /**
   * Maps for a text together with metadata fields; fields that the text also gives follow the text.
   */
  public Answer search(String text, MapMetadata fields, SearchOptions options) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return new Question(snapshot, options).search(text, fields, options);
    }
  }

  /** A map of the index by its id or MD5; of several with one id the one with most objects. */
  public Optional<MapRecord> find(String idOrMd5) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return MapFinder.byId(snapshot, idOrMd5).map(MapFinder.Found::map);
    }
  }

  /**
   * Maps that play like one of the index.
   *
   * @param filterText in the search language
   * @return empty when the index has no such map
   */
  public Optional<Answer> similar(String idOrMd5, String filterText, SearchOptions options)
      throws IOException {
    return similar(List.of(new NamedExample(idOrMd5, 1)), filterText, options).answer();
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
   * @param answer empty when an example is missing
   * @param missing empty when none is
   */
  public record ExamplesAnswer(Optional<Answer> answer, Optional<String> missing) {}

  /** Maps that play like some maps of the index and unlike others. */
  public ExamplesAnswer similar(List<NamedExample> named, String filterText, SearchOptions options)
      throws IOException {
    if (named.stream().noneMatch(e -> e.weight() > 0)) {
      throw new UnsupportedQuestionException("one map at least must be one to be like");
    }
    try (IndexSnapshot snapshot = index.snapshot()) {
      Question question = new Question(snapshot, options);
      SimilarSearch similar = question.beside(filterText, options);
      List<Example> examples = new ArrayList<>();
      for (NamedExample one : named) {
        Optional<MapFinder.Found> found = MapFinder.byId(snapshot, one.idOrMd5());
        if (found.isEmpty()) {
          return new ExamplesAnswer(Optional.empty(), Optional.of(one.idOrMd5()));
        }
        examples.add(similar.example(found.get().ref(), one.weight()));
      }
      examples.sort((a, b) -> Double.compare(b.weight(), a.weight()));
      return new ExamplesAnswer(
          Optional.of(similar.answer(examples, question.started)), Optional.empty());
    }
  }

  /** Maps that play like one that need not be in the index. */
  public Answer similar(
      MapRecord map, MapEmbedding embedding, String filterText, SearchOptions options)
      throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      Question question = new Question(snapshot, options);
      if (question.encoder == null) {
        throw new IndexExchangedException();
      }
      SimilarSearch similar = question.beside(filterText, options);
      return similar.answer(
          List.of(
              similar.example(map, embedding.map(), embedding.windows(), embedding.labels(), 1)),
          question.started);
    }
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
    if (encoder == null) {
      throw new UnsupportedQuestionException(
          "the index holds embeddings of whole maps, without their passages");
    }
    try (IndexSnapshot snapshot = index.snapshot()) {
      return new Question(snapshot, options).passages(idOrMd5, fromMs, toMs, filterText, options);
    }
  }

  /**
   * Maps for somebody who likes others: those that a text finds, such as {@code collection=farm} or
   * {@code played=yes}, or that are named.
   *
   * @param likedText in the search language; not used when maps are named
   * @param named liked maps; empty to take those of the text
   * @param withPlayed whether maps that the player has played may be hits
   * @throws UnsupportedQuestionException when no map is liked
   */
  public Answer recommend(
      String likedText,
      List<LikedId> named,
      String filterText,
      Challenge challenge,
      boolean withPlayed,
      SearchOptions options)
      throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return new Question(snapshot, options)
          .recommend(likedText, named, filterText, challenge, withPlayed, options);
    }
  }

  /** Length of a window in milliseconds; 0 for ready embeddings. */
  public int windowMillis() {
    return encoder == null
        ? 0
        : (int) (encoder.model().processor().config().windows().lengthSec() * 1000);
  }

  /** How many maps each ruleset has, for statistics. */
  public Map<String, Integer> mapsByMode() throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      for (String mode : GameMode.apiNames()) {
        counts.put(mode, snapshot.count(new Condition.Keyword(MapFields.MODE, mode)));
      }
      return counts;
    }
  }

  /** One question on one state of the index. */
  private final class Question {
    private final IndexSnapshot snapshot;
    private final QueryParser parser;
    private final List<Condition> hidden;
    private final long started = System.nanoTime();
    private final Deadline deadline = Deadline.in(LONGEST);

    /** Null also where the index was exchanged for one of another model. */
    private final Encoder encoder;

    Question(IndexSnapshot snapshot, SearchOptions options) throws IOException {
      this.snapshot = snapshot;
      Encoder ours = SearchService.this.encoder;
      boolean comparable =
          ours != null && snapshot.manifest().sameVectors(IndexManifest.of(ours.model()));
      this.encoder = comparable ? ours : null;
      this.parser = parser(snapshot);
      this.hidden = hidden(options.hidden());
    }

    /** The filters of a text, each of which hides the maps that meet it. */
    private List<Condition> hidden(String text) {
      if (text.isBlank()) {
        return List.of();
      }
      ParsedQuery filters = parser.parse(text);
      boolean other =
          filters.matching().isLexical()
              || !filters.preferences().isEmpty()
              || filters.order() != null
              || filters.like() != null;
      if (other || filters.matching().filters().isEmpty()) {
        throw new UnsupportedQuestionException(
            "what is hidden is said by filters alone, such as mode=mania or mapper=NAME");
      }
      return filters.matching().filters();
    }

    /** What meets a condition and is not hidden. */
    private Condition shown(Condition condition) {
      if (hidden.isEmpty()) {
        return condition;
      }
      List<Condition> all = new ArrayList<>(List.of(condition));
      hidden.forEach(one -> all.add(Condition.not(new Condition.Filter(one))));
      return new Condition.All(all);
    }

    SimilarSearch beside(String filterText, SearchOptions options) {
      return similar(parser.parseBeside(filterText).without(hidden), options);
    }

    private SimilarSearch similar(ParsedQuery filter, SearchOptions options) {
      ModelFolder model = encoder == null ? null : encoder.model();
      return new SimilarSearch(snapshot, model, filter, options, deadline, tuning);
    }

    Answer search(String text, MapMetadata fields, SearchOptions options) throws IOException {
      ParsedQuery parsed = parser.parse(text).without(hidden);
      if (parsed.like() != null && parsed.like().text() != null) {
        Optional<Answer> like = like(shortened(text, parsed), options);
        if (like.isPresent()) {
          return like.get();
        }
        parsed = parser.parseWithoutReference(text).without(hidden);
      }
      return search(text, parsed.with(parsed.metadata().orElse(fields)), options);
    }

    Answer recommend(
        String likedText,
        List<LikedId> named,
        String filterText,
        Challenge challenge,
        boolean withPlayed,
        SearchOptions options)
        throws IOException {
      // Nothing said is not "all maps".
      ParsedQuery likes = parser.parse(likedText.isBlank() ? "played=yes" : likedText);
      ParsedQuery filter = parser.parseBeside(filterText).without(hidden);
      boolean likesPlayed =
          likes.asked().contains(MapFields.PLAYED) || likes.asked().contains(MapFields.LAST_PLAYED);
      LikedMaps liked =
          !named.isEmpty()
              ? LikedMaps.named(snapshot, named)
              : saysMoreThanFilters(likes)
                  ? LikedMaps.found(
                      snapshot,
                      search(
                          likedText,
                          MapMetadata.UNKNOWN,
                          SearchOptions.first(Recommendation.MOST_LIKED).folding(false)))
                  : LikedMaps.of(snapshot, likes.matching().condition());
      if (liked.compared().isEmpty()) {
        throw new UnsupportedQuestionException(
            named.isEmpty()
                ? "no map of the index is liked: \"%s\" finds none".formatted(likedText)
                : "the index has none of the liked maps");
      }
      return new Recommendation(snapshot, filter, options, similar(filter, options), deadline)
          .answer(
              liked.compared(),
              withPlayed && likesPlayed ? new Condition.Ids(Set.of()) : liked.all(),
              challenge,
              withPlayed,
              new Understood.Recommended(
                  liked.total(),
                  liked.compared().size(),
                  likes.understanding(),
                  filter.understanding(),
                  liked.hints()),
              started);
    }

    /**
     * Whether a text wishes, orders or refers, so that its best hits are meant, not all matches.
     */
    private static boolean saysMoreThanFilters(ParsedQuery query) {
      return !query.preferences().isEmpty()
          || query.order() != null
          || query.like() != null
          || query.matching().isLexical();
    }

    /** Shortens the reference until it names a map: "like Freedom Dive jumps". */
    private ParsedQuery shortened(String text, ParsedQuery parsed) throws IOException {
      String name = parsed.like().text();
      for (int end = name.length(); end > 0; end = name.lastIndexOf(' ', end - 1)) {
        String shorter = name.substring(0, end);
        if (MapFinder.named(snapshot, shorter, parsed.saidMode(), parser).isPresent()) {
          return end == name.length()
              ? parsed
              : parser
                  .parse(text.replace(name, shorter + "," + name.substring(end)))
                  .without(hidden);
        }
      }
      return parsed;
    }

    /** "like X but harder"; empty when the index has no such map. */
    private Optional<Answer> like(ParsedQuery parsed, SearchOptions options) throws IOException {
      String name = parsed.like().text();
      Optional<MapFinder.Found> found = MapFinder.named(snapshot, name, parsed.saidMode(), parser);
      if (found.isEmpty() && name.matches("[0-9]{1,9}|[0-9a-fA-F]{32}")) {
        Understanding hinted =
            parsed.understanding().withHints(List.of(name + " is not in this index"));
        return Optional.of(
            new Answer(List.of(), 0, new Understood.Text(hinted, null, null), millis(), true, 0));
      }
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SimilarSearch similar = similar(parsed, options);
      Answer answer = similar.answer(List.of(similar.example(found.get().ref(), 1)), started);
      return Optional.of(
          new Answer(
              answer.hits(),
              answer.total(),
              new Understood.Text(parsed.understanding(), found.get().map(), null),
              answer.tookMs(),
              answer.exact(),
              answer.visited()));
    }

    private Answer search(String text, ParsedQuery asked, SearchOptions options)
        throws IOException {
      AnswerableQuery answerable = AnswerableQuery.of(snapshot, asked);
      ParsedQuery query = answerable.query();
      float[] wanted =
          encoder == null || query.metadata().equals(MapMetadata.UNKNOWN)
              ? null
              : encoder.embed(query.metadata());
      Titles titles = query.order() == null ? Titles.of(snapshot, text) : Titles.NONE;
      Condition matches = shown(titles.or(query.matching().condition()));
      int total = snapshot.count(matches);
      Understanding parse =
          asked
              .understanding()
              .withHints(MissingFieldHints.of(snapshot, asked, total))
              .withHints(answerable.hints());
      boolean titled = !titles.isEmpty() && !parse.tokens().isEmpty();
      Understood understood = new Understood.Text(parse, null, titled ? text.strip() : null);
      TextRanking ranking = new TextRanking(query, wanted, tuning.text(), deadline);
      if (query.order() != null || ranking.isSilent()) {
        Condition ordered = OrderedMatches.of(snapshot, matches, query.preferences());
        return ordered(
            query,
            ordered,
            ordered.equals(matches) ? total : snapshot.count(ordered),
            titles,
            understood,
            options);
      }
      boolean exact = total <= Math.min(tuning.exactLimit(), snapshot.scanLimit());
      TextRanking.Result result =
          ranking.score(
              snapshot, matches, exact ? null : candidates(query, matches, wanted, total, titles));
      List<Hit> hits =
          new Ranking(snapshot, deadline)
              .page(
                  Scored.best(titles.first(result.scored()), Ranking.CONSIDERED),
                  options,
                  result.explainer());
      return new Answer(hits, total, understood, millis(), exact, result.scored().size());
    }

    private Answer ordered(
        ParsedQuery query,
        Condition matches,
        int total,
        Titles titles,
        Understood understood,
        SearchOptions options)
        throws IOException {
      Order order = query.order() == null ? Order.NEWEST : query.order();
      List<Scored> sorted =
          Scored.byPlace(snapshot.top(matches, order, Ranking.CONSIDERED), Ranking.CONSIDERED);
      List<Hit> hits =
          new Ranking(snapshot, deadline)
              .page(
                  titles.first(sorted),
                  query.order() == null ? options : options.choosing(0, 0),
                  Ranking.Explainer.NONE);
      return new Answer(hits, total, understood, millis(), true, total);
    }

    private double millis() {
      return (System.nanoTime() - started) / 1e6;
    }

    /**
     * Candidates when there are too many matches to look at all: nearest to the metadata embedding,
     * best by words, and those that have most of each pattern that is wanted.
     */
    private Set<MapRef> candidates(
        ParsedQuery query, Condition matches, float[] wanted, int total, Titles titles)
        throws IOException {
      Set<MapRef> maps = new HashSet<>(titles.maps());
      if (wanted != null) {
        maps.addAll(
            snapshot.candidates(
                new CandidateRequest(matches, total, wanted, SearchOptions.WINDOW, List.of(), 0)));
      }
      if (wanted == null || query.matching().isLexical()) {
        maps.addAll(snapshot.best(matches, SearchOptions.WINDOW));
      }
      for (PatternTerm term : query.preferences().wanted()) {
        maps.addAll(PatternCandidates.of(snapshot, matches, term, query.preferences()));
      }
      return maps;
    }

    Optional<Answer> passages(
        String idOrMd5, int fromMs, int toMs, String filterText, SearchOptions options)
        throws IOException {
      Optional<MapFinder.Found> found = MapFinder.byId(snapshot, idOrMd5);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      SimilarSearch similar = beside(filterText, options);
      Example example = similar.example(found.get().ref(), 1);
      Condition matches = similar.matches(List.of(example));
      int total = snapshot.count(matches);
      Passages passages = Passages.of(snapshot, deadline, example, fromMs, toMs, windowMillis());
      List<Scored> ranked = similar.withPreferences(passages.rank(matches, total), matches);
      List<Hit> hits =
          new Ranking(snapshot, deadline)
              .foldingCopies()
              .page(ranked, options.explaining(true), passages::explain);
      return Optional.of(
          new Answer(
              hits,
              total,
              similar.understood(List.of(example), passages.askedStarts()),
              millis(),
              passages.isExact(total),
              ranked.size()));
    }
  }
}
