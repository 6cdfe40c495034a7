package kiai.eval;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import kiai.embeddings.Encoder;
import kiai.eval.measure.Gains;
import kiai.eval.measure.Measure;
import kiai.index.LiveIndex;
import kiai.map.MapRecord;
import kiai.query.IndexVocabulary;
import kiai.query.parser.QueryParser;
import kiai.search.SearchService;
import kiai.search.answer.Hit;
import kiai.search.answer.SearchOptions;
import kiai.search.ranking.TextWeights;
import kiai.search.ranking.Tuning;

/**
 * Do texts find what their rules say? The first ten sets of each judged question, by nDCG (a set
 * counts as its best map) and the share of relevant ones, for several ways of ranking. Questions
 * that no map of the index answers are left out.
 */
final class TextTask {
  private static final String TASK = "Judged texts";
  private static final int DEPTH = 10;

  /** Ways of ranking; the shipped one comes first. */
  private static final List<TextWeights> VARIANTS =
      List.of(
          TextWeights.SHIPPED,
          new TextWeights("no tower", 0, 0.3, 1, 1, false),
          new TextWeights("tower 0.3", 0.3, 0.3, 1, 1, false),
          new TextWeights("tower 1", 1, 0.3, 1, 1, false),
          new TextWeights("words 1", 0.1, 1, 1, 1, false),
          new TextWeights("reciprocal ranks", 0.1, 0.3, 1, 1, true),
          new TextWeights("tower alone", 1, 0, 0, 0, false),
          new TextWeights("words alone", 0, 1, 0, 0, false));

  private final LiveIndex index;
  private final Encoder encoder;
  private final int rounds;
  private final Map<JudgedText, Map<String, Integer>> gradesOfSets = new HashMap<>();
  private final Map<JudgedText, Map<String, Integer>> gradesOfMaps = new HashMap<>();
  private final Map<String, Map<String, Double>> byText = new LinkedHashMap<>();

  /** The task on an index. */
  TextTask(LiveIndex index, Encoder encoder, int rounds) {
    this.index = index;
    this.encoder = encoder;
    this.rounds = rounds;
  }

  /** An order of hits for a text. */
  private interface Search {
    List<MapRecord> hits(String text) throws IOException;
  }

  void run(EvalReport report) throws IOException {
    List<JudgedText> asked = new ArrayList<>();
    List<String> unanswered = new ArrayList<>();
    for (JudgedText text : JudgedText.shipped()) {
      Map<String, Integer> grades = grades(text);
      gradesOfSets.put(text, grades);
      if (grades.isEmpty()) {
        unanswered.add(text.text());
      } else {
        asked.add(text);
      }
    }
    if (!unanswered.isEmpty()) {
      report.facts().put("texts_without_an_answer", unanswered);
    }
    report.facts().put("nDCG@10 by text", byText);
    SearchOptions ten = SearchOptions.first(DEPTH);
    for (TextWeights variant : VARIANTS) {
      String title =
          variant.equals(TextWeights.SHIPPED) ? variant.name() + " (shipped)" : variant.name();
      SearchService service = new SearchService(index, encoder, Tuning.SHIPPED.with(variant));
      measure(title, asked, text -> records(service.search(text, ten).hits()), report);
    }
    SearchService graph = new SearchService(index, encoder, Tuning.SHIPPED.scanning(0));
    measure(
        "shipped, candidates by graph and words",
        asked,
        text -> records(graph.search(text, ten).hits()),
        report);
    measure(
        "BM25 over all words, nothing understood",
        asked,
        text -> WordsBaseline.search(index, text, DEPTH),
        report);
  }

  private static List<MapRecord> records(List<Hit> hits) {
    return hits.stream().map(Hit::map).toList();
  }

  private void measure(String title, List<JudgedText> asked, Search search, EvalReport report)
      throws IOException {
    double[] ndcg = new double[asked.size()];
    double[] precision = new double[asked.size()];
    for (int i = 0; i < ndcg.length; i++) {
      JudgedText text = asked.get(i);
      Map<String, Integer> sets = gradesOfSets.get(text);
      Map<String, Integer> maps = gradesOfMaps.get(text);
      List<Integer> found =
          search.hits(text.text()).stream().map(m -> maps.getOrDefault(m.md5(), 0)).toList();
      ndcg[i] = Gains.ndcg(found, List.copyOf(sets.values()), DEPTH);
      precision[i] =
          found.stream().filter(g -> g > 0).count() / (double) Math.min(DEPTH, sets.size());
    }
    Map<String, Double> each = new LinkedHashMap<>();
    for (int i = 0; i < ndcg.length; i++) {
      each.put(asked.get(i).text(), Math.rint(ndcg[i] * 1_000) / 1_000);
    }
    byText.put(title, each);
    for (boolean reportedOnly : new boolean[] {false, true}) {
      int[] half =
          IntStream.range(0, ndcg.length)
              .filter(i -> asked.get(i).reportedOnly() == reportedOnly)
              .toArray();
      String[] groups =
          IntStream.of(half).mapToObj(i -> asked.get(i).text()).toArray(String[]::new);
      String which = reportedOnly ? ", only reported" : ", tuned on";
      report.put(TASK, "nDCG@10" + which, title, title, mean(ndcg, half, groups));
      report.put(TASK, "relevant of ten" + which, title, title, mean(precision, half, groups));
    }
  }

  private Measure mean(double[] values, int[] half, String[] groups) {
    return Measure.mean(IntStream.of(half).mapToDouble(i -> values[i]).toArray(), groups, rounds);
  }

  /** Grades of sets by their keys: 1 for a relevant map, 2 for a better one. */
  private Map<String, Integer> grades(JudgedText text) throws IOException {
    QueryParser language = new QueryParser(IndexVocabulary.NONE, Clock.systemUTC());
    Map<String, Integer> maps = new HashMap<>();
    Map<String, Integer> sets = new HashMap<>();
    String better = text.relevant() + " " + text.better();
    for (String rule : List.of(text.relevant(), better)) {
      var parsed = language.parse(rule);
      if (!parsed.understanding().words().isEmpty() || !parsed.preferences().isEmpty()) {
        throw new IOException("not a rule of filters alone: " + rule);
      }
      for (MapRecord map : WordsBaseline.matching(index, parsed)) {
        maps.merge(map.md5(), 1, Integer::sum);
        sets.merge(map.setKey(), maps.get(map.md5()), Math::max);
      }
    }
    gradesOfMaps.put(text, maps);
    return sets;
  }
}
