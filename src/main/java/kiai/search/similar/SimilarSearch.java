package kiai.search.similar;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kiai.embeddings.EmbeddingPart;
import kiai.embeddings.ModelFolder;
import kiai.index.Deadline;
import kiai.index.IndexSnapshot;
import kiai.index.MapRef;
import kiai.map.MapField;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.map.Mods;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.answer.Understood;
import kiai.search.answer.UnsupportedQuestionException;
import kiai.search.ranking.Ranking;
import kiai.search.ranking.Scored;
import kiai.search.ranking.Tuning;
import kiai.search.text.TextRanking;

/** One question for maps like examples, on one state of the index. */
public final class SimilarSearch {
  /** Name of the part of an embedding that does not know tempo. */
  private static final String TEMPO_FREE = "style";

  private static final int FIRST_YEAR = 2007; // of osu!
  private static final double PREFERENCES_SHARE = 0.25; // of the score, when a filter text has any
  private static final double STARS_CHANGE = 0.3;
  private static final double STARS_CHANGE_LIMIT = 1.6;
  private static final double BPM_CHANGE = 10;
  private static final double LENGTH_CHANGE = 1.2;

  private final IndexSnapshot index;
  private final ModelFolder model;
  private final ParsedQuery filter;
  private final SearchOptions options;
  private final Aspects by;
  private final Deadline deadline;
  private static final int FIRST_HITS = 32; // the first page of the web page and of the program
  private static final int FIRST_CANDIDATES = 256;
  private static final double MOSTLY = 0.7; // the share of style by default
  private static final double BEHIND = 1 - 1e-6;

  private final Tuning tuning;

  /**
   * A question.
   *
   * @param model of the vectors, null for ready embeddings
   * @param filter filters, preferences and changes beside the examples
   */
  public SimilarSearch(
      IndexSnapshot index,
      ModelFolder model,
      ParsedQuery filter,
      SearchOptions options,
      Deadline deadline,
      Tuning tuning) {
    this.index = index;
    this.model = model;
    this.filter = filter;
    this.options = options;
    this.by = aspects(options, filter.understanding().mods());
    this.deadline = deadline;
    this.tuning = tuning;
  }

  /**
   * What maps are compared in. At any tempo ratings and density say nothing; mods may stand in the
   * filter text too.
   */
  private static Aspects aspects(SearchOptions options, Mods said) {
    Aspects by = options.by();
    Mods mods = by.mods().equals(Mods.NONE) ? said : by.mods();
    boolean styleAlone = options.anyTempo() && by.isDefault();
    return styleAlone
        ? new Aspects(Aspects.STYLE.weights(), Aspects.STYLE.labels(), mods)
        : new Aspects(by.weights(), by.labels(), mods);
  }

  /** A map of the index as an example. */
  public Example example(MapRef ref, double weight) throws IOException {
    MapRecord map = index.record(ref);
    float[] vector = index.vector(ref);
    if (vector == null) {
      throw new IOException("the index has no vectors of the map " + map.md5());
    }
    return example(map, vector, index.windows(ref), index.labels(ref), weight);
  }

  /**
   * A map that need not be in the index as an example; only windows with enough objects count.
   *
   * @param labels its label profile, no numbers when it is not known
   */
  public Example example(
      MapRecord map, float[] vector, float[][] windows, float[] labels, double weight) {
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
        labels,
        weight);
  }

  /** Maps like the examples. */
  public Answer answer(List<Example> given, long started) throws IOException {
    Condition matches = matches(given);
    int total = index.count(matches);
    boolean exact =
        total <= Math.min(tuning.exactLimit(), index.scanLimit())
            || (by.weight(Aspects.Aspect.STYLE) == 0 && index.scanLimit() == Integer.MAX_VALUE);
    List<Example> examples = options.anyTempo() ? atAnyTempo(given) : given;
    SimilarMaps maps =
        new SimilarMaps(
            index, examples, by, new LabelPull(strength(given), labelNames()), tuning, deadline);
    boolean few = !exact && isForFew(examples);
    SimilarMaps.Result result =
        maps.rank(matches, total, exact, few ? FIRST_CANDIDATES : SearchOptions.WINDOW);
    SearchOptions chosen = filter.order() == null ? options : options.choosing(0, 0);
    Ranking ranking = new Ranking(index, deadline).foldingCopies();
    List<Scored> ranked = withPreferences(result.scored(), matches);
    if (few && options.offset() + options.limit() > FIRST_HITS) {
      List<Scored> first = ranking.first(ranked, chosen.page(FIRST_HITS, 0));
      result = maps.rank(matches, total, false, SearchOptions.WINDOW);
      ranked = behind(first, result.scored());
    }
    List<Hit> hits = ranking.page(ranked, chosen, maps::explain);
    return new Answer(
        hits,
        total,
        understood(given, List.of()),
        (System.nanoTime() - started) / 1e6,
        exact,
        result.visited());
  }

  /**
   * Whether the first hits are found among few candidates: style alone says most of how alike maps
   * are to one example, and nothing reorders them later.
   */
  private boolean isForFew(List<Example> examples) {
    return examples.size() == 1
        && by.weight(Aspects.Aspect.STYLE) >= MOSTLY
        && filter.preferences().isEmpty()
        && filter.order() == null
        && options.diversity() == 0;
  }

  /** The first hits as they were on earlier pages, and further maps behind them. */
  private static List<Scored> behind(List<Scored> first, List<Scored> further) {
    List<Scored> all = new ArrayList<>(first);
    double lowest = first.isEmpty() ? 1 : first.getLast().score() * BEHIND;
    Set<MapRef> shown = first.stream().map(Scored::map).collect(Collectors.toSet());
    for (Scored one : further) {
      if (!shown.contains(one.map())) {
        all.add(new Scored(one.map(), Math.min(one.score(), lowest)));
      }
    }
    return all;
  }

  /** How strong label profiles are: 0 where an example has none, or its ruleset too few labels. */
  double strength(List<Example> examples) {
    ModelFolder.LabelProfile profile = model == null ? null : model.labelProfile();
    boolean known =
        profile != null
            && profile.hash().equals(index.manifest().labels())
            && examples.stream()
                .allMatch(e ->
                    e.labels().length == profile.labels().size()
                        && profile.modes().contains(e.map().mode()));
    if (by.hasLabels() && !known) {
      throw new UnsupportedQuestionException(
          "there is no label profile of the example: its model has none, or too few labels of its"
              + " mode were known");
    }
    if (!known || by.labels() != null) {
      return known ? by.labels() : 0;
    }
    return tuning.labels() ? profile.strength() : 0;
  }

  private List<ModelFolder.Label> labelNames() {
    return model == null || model.labelProfile() == null
        ? List.of()
        : model.labelProfile().labels();
  }

  /** Rulesets of the examples that hits should be like. */
  private static Set<String> modes(List<Example> examples) {
    return examples.stream()
        .filter(e -> e.weight() > 0)
        .map(e -> e.map().mode())
        .collect(Collectors.toSet());
  }

  /** The ruleset that hits are limited to; null when the filter says otherwise. */
  private String mode(List<Example> examples) {
    return !filter.mentionsMode() && modes(examples).size() == 1
        ? examples.getFirst().map().mode()
        : null;
  }

  /** What may be a hit: never an example, and of its ruleset unless the filter says otherwise. */
  public Condition matches(List<Example> examples) {
    List<Condition> filters = new ArrayList<>();
    for (Example example : examples) {
      MapRecord map = example.map();
      filters.add(Condition.not(new Condition.Ids(Set.of(map.md5()))));
      if (map.beatmapId() != null) {
        filters.add(Condition.not(Condition.equal(MapFields.BEATMAP_ID, map.beatmapId())));
      }
      if (!options.includeSameSet()) {
        filters.add(Condition.not(new Condition.Keyword(MapFields.SET_KEY, map.setKey())));
      }
    }
    String mode = mode(examples);
    if (mode != null) {
      filters.add(new Condition.Keyword(MapFields.MODE, mode));
    }
    if (filter.like() != null) {
      MapRecord first = examples.getFirst().map();
      filter.like().changes().forEach(change -> filters.add(changed(first, change)));
    }
    return filter.matching().with(filters);
  }

  /** How the question was read. */
  public Understood.Similar understood(List<Example> examples, List<Integer> passageStartsMs) {
    boolean modded = !by.mods().equals(Mods.NONE);
    return new Understood.Similar(
        examples.getFirst().map().md5(),
        mode(examples),
        options.by().isDefault() && !modded ? null : by.toString(),
        by.onlyStyle() && modded
            ? List.of("mods change rhythm, sliders and difficulty; style compares maps as they are")
            : List.of(),
        filter.understanding(),
        options.anyTempo(),
        passageStartsMs);
  }

  /** "harder" and its like, by what the example is. */
  private static Condition changed(MapRecord map, String change) {
    double stars = map.stars() == null ? 0 : map.stars();
    int year = map.year() == null ? FIRST_YEAR : map.year();
    return switch (change) {
      case "harder" ->
          new Condition.Range(MapFields.STARS, stars + STARS_CHANGE, stars + STARS_CHANGE_LIMIT);
      case "easier" ->
          new Condition.Range(MapFields.STARS, stars - STARS_CHANGE_LIMIT, stars - STARS_CHANGE);
      case "faster" -> above(MapFields.BPM, map.bpm() + BPM_CHANGE);
      case "slower" -> below(MapFields.BPM, map.bpm() - BPM_CHANGE);
      case "longer" -> above(MapFields.LENGTH, map.length() * LENGTH_CHANGE);
      case "shorter" -> below(MapFields.LENGTH, map.length() / LENGTH_CHANGE);
      case "newer" -> above(MapFields.YEAR, year + 1);
      default -> new Condition.Range(MapFields.YEAR, 0, year - 1);
    };
  }

  private static Condition above(MapField field, double low) {
    return new Condition.Range(field, low, Double.POSITIVE_INFINITY);
  }

  private static Condition below(MapField field, double high) {
    return new Condition.Range(field, Double.NEGATIVE_INFINITY, high);
  }

  /** Preferences and orders of the filter text move hits among each other. */
  public List<Scored> withPreferences(List<Scored> ranked, Condition matches) throws IOException {
    if (filter.preferences().isEmpty() && filter.order() == null) {
      return ranked;
    }
    Map<MapRef, Double> likeness =
        ranked.stream().collect(Collectors.toMap(Scored::map, Scored::score));
    if (filter.order() != null) {
      return ordered(likeness.keySet(), matches);
    }
    TextRanking preferences = new TextRanking(filter, null, tuning.text(), deadline);
    List<Scored> both = new ArrayList<>();
    for (Scored one : preferences.score(index, matches, likeness.keySet()).scored()) {
      both.add(
          new Scored(
              one.map(),
              (1 - PREFERENCES_SHARE) * likeness.get(one.map()) + PREFERENCES_SHARE * one.score()));
    }
    return both;
  }

  private List<Scored> ordered(Set<MapRef> maps, Condition matches) throws IOException {
    Condition these = Condition.all(matches, new Condition.Filter(ids(maps)));
    return Scored.byPlace(index.top(these, filter.order(), Ranking.CONSIDERED), Ranking.CONSIDERED);
  }

  private Condition ids(Set<MapRef> maps) throws IOException {
    Set<String> md5s = new java.util.HashSet<>();
    index.visit(
        new Condition.Everything(),
        maps,
        false,
        deadline,
        map -> md5s.add(java.util.HexFormat.of().formatHex(map.md5())));
    return new Condition.Ids(md5s);
  }

  /** The same play at any speed. */
  private List<Example> atAnyTempo(List<Example> examples) {
    if (model == null) {
      throw new UnsupportedQuestionException(
          "the index holds ready embeddings; only their model can tell play from its tempo");
    }
    return examples.stream()
        .map(example ->
            withoutTempo(example)
                .orElseThrow(() ->
                    new UnsupportedQuestionException(
                        "the model %s %s does not tell play from its tempo"
                            .formatted(model.name(), model.version()))))
        .toList();
  }

  /** An example that is compared by its play at any speed; empty where the model cannot. */
  Optional<Example> withoutTempo(Example example) {
    List<EmbeddingPart> parts = model == null ? List.of() : model.parts();
    double[] weights =
        parts.stream().mapToDouble(p -> p.name().equals(TEMPO_FREE) ? 1 : 0).toArray();
    if (Arrays.stream(weights).sum() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Example(
            example.map(),
            EmbeddingPart.weighted(example.vector(), parts, weights),
            Arrays.stream(example.windows())
                .map(window -> EmbeddingPart.weighted(window, parts, weights))
                .toArray(float[][]::new),
            example.startMs(),
            example.labels(),
            example.weight()));
  }
}
