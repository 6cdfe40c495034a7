package kiai.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import kiai.embeddings.Encoder;
import kiai.embeddings.VectorMath;
import kiai.eval.measure.Measure;
import kiai.eval.set.EvalMap;
import kiai.eval.set.EvalSet;
import kiai.eval.set.View;
import kiai.tokens.MapMetadata;
import kiai.tokens.ProcessorConfig;

/**
 * The metadata tower: does it know the true metadata of a window among variations of one field, and
 * do metadata find maps?
 *
 * <ul>
 *   <li>Zero-shot, as CM3P evaluates: for the first asked window of each map, the true metadata
 *       against the same with every other year, status or mapper, or with one tag replaced, added
 *       or removed; for tags and mappers also whether it is among the first five.
 *   <li>The true metadata of a map as the query among all asked windows: rank of its best window.
 *   <li>Queries on one field alone among held-out maps: precision of the first ten. Tags are asked
 *       for among the maps that people called jump or stream maps.
 * </ul>
 */
final class MetadataTask {
  private static final String ZERO_SHOT = "Metadata to map, zero-shot";
  private static final String RETRIEVAL = "Metadata to map, retrieval";
  private static final int NEAREST = 10;
  private static final int FIRST = 5;
  private static final String PLAY = "play";
  private static final Map<String, String> PLAY_TAGS =
      Map.of("jump", "aim/jump", "stream", "tap/streams");
  private static final double STARS_TOLERANCE = 0.5;
  private static final double LOWEST_STARS = 1;
  private static final double HIGHEST_STARS = 8;
  private static final int LEAST_MAPS = 10;

  private final EvalSet set;
  private final Encoder encoder;
  private final int rounds;
  private final List<Integer> maps; // with asked windows
  private final List<Integer> firstAsked; // position among the asked, of each map's first

  MetadataTask(EvalSet set, Encoder encoder, int rounds) {
    this.set = set;
    this.encoder = encoder;
    this.rounds = rounds;
    this.maps = new ArrayList<>();
    this.firstAsked = new ArrayList<>();
    for (int i = 0; i < set.asked().length; i++) {
      int map = set.windows().get(set.asked()[i]).map();
      if (maps.isEmpty() || maps.getLast() != map) {
        maps.add(map);
        firstAsked.add(i);
      }
    }
  }

  void run(Embedded embedded, EvalReport report) {
    ProcessorConfig.MetadataTokens tables =
        encoder.model().processor().metadataTokenizer().settings();
    List<Integer> years =
        IntStream.rangeClosed(tables.minYear(), tables.maxYear()).boxed().toList();
    zeroShot(embedded, report, "year", 1, m -> all(m, m.year(), years, MetadataTask::withYear));
    List<String> statuses = List.copyOf(tables.statuses().values());
    zeroShot(
        embedded, report, "status", 1, m -> all(m, m.status(), statuses, MetadataTask::withStatus));
    List<Integer> mappers = List.copyOf(tables.mappers().keySet());
    zeroShot(
        embedded,
        report,
        "mapper",
        FIRST,
        m -> all(m, m.mapper(), mappers, MetadataTask::withMapper));
    List<String> tags = tables.tags().values().stream().map(t -> t.name()).distinct().toList();
    zeroShot(embedded, report, "tags", FIRST, m -> tagVariations(m, tags));
    retrieval(embedded, report);
    fields(embedded, report);
  }

  /** The true metadata and its variations; one row when there are none. */
  private interface Rivals {
    List<MapMetadata> of(MapMetadata truth);
  }

  private interface Change<T> {
    MapMetadata to(MapMetadata metadata, T value);
  }

  private static MapMetadata withYear(MapMetadata m, Integer year) {
    return m.with(m.difficulty(), year, m.status(), m.mapper(), m.tags());
  }

  private static MapMetadata withStatus(MapMetadata m, String status) {
    return m.with(m.difficulty(), m.year(), status, m.mapper(), m.tags());
  }

  private static MapMetadata withMapper(MapMetadata m, Integer mapper) {
    return m.with(m.difficulty(), m.year(), m.status(), mapper, m.tags());
  }

  /** The truth, then one row for every other value of a field that the table knows. */
  private static <T> List<MapMetadata> all(
      MapMetadata m, T truth, List<T> values, Change<T> change) {
    List<MapMetadata> rows = new ArrayList<>(List.of(m));
    if (truth != null && values.contains(truth)) {
      values.stream().filter(v -> !v.equals(truth)).forEach(v -> rows.add(change.to(m, v)));
    }
    return rows;
  }

  /** The truth, then one tag replaced, added or removed in every way. */
  private static List<MapMetadata> tagVariations(MapMetadata m, List<String> tags) {
    List<MapMetadata> rows = new ArrayList<>(List.of(m));
    List<String> mine = m.tags() == null ? List.of() : m.tags();
    for (int i = 0; i < mine.size(); i++) {
      List<String> fewer = new ArrayList<>(mine);
      fewer.remove(i);
      rows.add(withTags(m, fewer));
      for (String tag : tags) {
        if (!mine.contains(tag)) {
          List<String> replaced = new ArrayList<>(mine);
          replaced.set(i, tag);
          rows.add(withTags(m, replaced));
        }
      }
    }
    if (!mine.isEmpty()) {
      for (String tag : tags) {
        if (!mine.contains(tag)) {
          List<String> more = new ArrayList<>(mine);
          more.add(tag);
          rows.add(withTags(m, more));
        }
      }
    }
    return rows;
  }

  private static MapMetadata withTags(MapMetadata m, List<String> tags) {
    return m.with(m.difficulty(), m.year(), m.status(), m.mapper(), tags.isEmpty() ? null : tags);
  }

  private float[][] embed(List<MapMetadata> metadata) {
    return encoder.runMetadata(
        metadata.stream().map(encoder.model().processor()::metadataIds).toList());
  }

  private void zeroShot(Embedded embedded, EvalReport report, String name, int top, Rivals rivals) {
    float[][] windows = embedded.asked().get(View.FULL);
    List<Double> hits = new ArrayList<>();
    List<Double> topHits = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      EvalMap map = set.maps().get(maps.get(i));
      List<MapMetadata> rows = rivals.of(map.metadata());
      if (rows.size() < 2) {
        continue;
      }
      float[][] about = embed(rows);
      float[] window = windows[firstAsked.get(i)];
      double own = VectorMath.dot(window, about[0]);
      long ahead =
          Arrays.stream(about).skip(1).filter(row -> VectorMath.dot(window, row) >= own).count();
      hits.add(ahead == 0 ? 1.0 : 0.0);
      topHits.add(ahead < top ? 1.0 : 0.0);
      groups.add(map.group());
    }
    if (!hits.isEmpty()) {
      report.put(ZERO_SHOT, name, embedded.contestant(), mean(hits, groups));
      if (top > 1) {
        report.put(
            ZERO_SHOT,
            "%s, top %d".formatted(name, top),
            embedded.contestant(),
            mean(topHits, groups));
      }
    }
  }

  private Measure mean(List<Double> values, List<String> groups) {
    return Measure.mean(
        values.stream().mapToDouble(v -> v).toArray(), groups.toArray(String[]::new), rounds);
  }

  private void retrieval(Embedded embedded, EvalReport report) {
    float[][] windows = embedded.asked().get(View.FULL);
    float[][] queries = embed(maps.stream().map(m -> set.maps().get(m).metadata()).toList());
    int[] owner =
        Arrays.stream(set.asked()).map(window -> set.windows().get(window).map()).toArray();
    double[] ranks = new double[queries.length];
    IntStream.range(0, queries.length)
        .parallel()
        .forEach(q -> {
          float[] scores = new float[windows.length];
          float best = Float.NEGATIVE_INFINITY;
          for (int i = 0; i < windows.length; i++) {
            scores[i] = VectorMath.dot(queries[q], windows[i]);
            best = owner[i] == maps.get(q) ? Math.max(best, scores[i]) : best;
          }
          int ahead = 0;
          for (float score : scores) {
            ahead += score > best ? 1 : 0;
          }
          ranks[q] = ahead + 1;
        });
    String[] groups = maps.stream().map(m -> set.maps().get(m).group()).toArray(String[]::new);
    report.put(
        RETRIEVAL,
        "own window first",
        embedded.contestant(),
        Measure.mean(Arrays.stream(ranks).map(r -> r == 1 ? 1 : 0).toArray(), groups, rounds));
    report.put(
        RETRIEVAL,
        "own window in 10",
        embedded.contestant(),
        Measure.mean(Arrays.stream(ranks).map(r -> r <= 10 ? 1 : 0).toArray(), groups, rounds));
    report.putError(
        RETRIEVAL,
        "median rank",
        embedded.contestant(),
        Measure.of(sample -> median(sample, ranks), groups, rounds));
  }

  private static double median(int[] sample, double[] values) {
    double[] sorted = Arrays.stream(sample).mapToDouble(i -> values[i]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A query on one field and what it asks for. */
  private record FieldQuery(MapMetadata metadata, Predicate<EvalMap> wanted) {}

  private void fields(Embedded embedded, EvalReport report) {
    List<Integer> held = maps;
    List<FieldQuery> stars = new ArrayList<>();
    for (double s = LOWEST_STARS; s <= HIGHEST_STARS; s += STARS_TOLERANCE) {
      double wanted = s;
      stars.add(
          new FieldQuery(
              MapMetadata.UNKNOWN.with(s, null, null, null, null),
              m ->
                  m.record().stars() != null
                      && Math.abs(m.record().stars() - wanted) <= STARS_TOLERANCE));
    }
    precision(embedded, report, "stars within 0.5, P@10", stars, held);
    ProcessorConfig.MetadataTokens tables =
        encoder.model().processor().metadataTokenizer().settings();
    List<FieldQuery> modes = new ArrayList<>();
    for (String mode : tables.modes().values()) {
      modes.add(new FieldQuery(mode(mode, null), m -> Objects.equals(m.metadata().mode(), mode)));
    }
    precision(embedded, report, "mode, P@10", modes, held);
    List<FieldQuery> keys = new ArrayList<>();
    TreeSet<Integer> counts = new TreeSet<>();
    held.stream().map(i -> set.maps().get(i).keys()).filter(k -> k > 0).forEach(counts::add);
    for (int count : counts) {
      String mania = tables.modes().get(3);
      keys.add(new FieldQuery(mode(mania, count), m -> m.keys() == count));
    }
    precision(embedded, report, "keys, P@10", keys, held);
    List<FieldQuery> tags = new ArrayList<>();
    PLAY_TAGS.forEach((label, tag) ->
        tags.add(
            new FieldQuery(
                MapMetadata.UNKNOWN.with(null, null, null, null, List.of(tag)),
                m -> m.judged().getOrDefault(PLAY, List.of()).contains(label))));
    List<Integer> judged =
        IntStream.range(0, set.maps().size())
            .filter(i -> set.maps().get(i).judged().containsKey(PLAY))
            .boxed()
            .toList();
    precision(embedded, report, "jump or stream tag, P@10", tags, judged);
  }

  private static MapMetadata mode(String name, Integer keys) {
    return new MapMetadata(
        null, null, name, null, null, null, null, null, null, null, keys, null, null, null);
  }

  /** Mean over the queries that ten maps answer; intervals draw queries, which are few. */
  private void precision(
      Embedded embedded,
      EvalReport report,
      String metric,
      List<FieldQuery> queries,
      List<Integer> pool) {
    List<Double> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (FieldQuery query : queries) {
      if (pool.stream().map(set.maps()::get).filter(query.wanted()).count() < LEAST_MAPS) {
        continue;
      }
      float[] vector = embed(List.of(query.metadata()))[0];
      List<Integer> order =
          pool.stream()
              .sorted(Comparator.comparingDouble(i -> -VectorMath.dot(vector, embedded.maps()[i])))
              .limit(NEAREST)
              .toList();
      values.add(
          order.stream().filter(i -> query.wanted().test(set.maps().get(i))).count()
              / (double) NEAREST);
      names.add("query " + names.size());
    }
    if (!values.isEmpty()) {
      report.put(RETRIEVAL, metric, embedded.contestant(), mean(values, names));
    }
  }
}
