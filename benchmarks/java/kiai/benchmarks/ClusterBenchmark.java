package kiai.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import kiai.cli.options.IndexOptions;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.VectorMath;
import kiai.index.CandidateRequest;
import kiai.index.Deadline;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.MapRef;
import kiai.map.MapContent;
import kiai.map.MapFields;
import kiai.map.MapRecord;
import kiai.query.Condition;

/**
 * Made-up maps with windows in an index at any place, a folder or a cluster: how fast they are
 * written, and how fast and how completely the nearest are found, with and without filters. Prints
 * one JSON object a line.
 *
 * <pre>  benchmarks/run cluster PLACE [MAPS] [QUESTIONS]</pre>
 */
public final class ClusterBenchmark {
  private static final int DIMENSION = 384;
  private static final int WINDOWS = 10;
  private static final int CENTRES = 200;
  private static final int TOP = 10;
  private static final double SPREAD = 0.8; // of a map around its centre, in lengths of the centre
  private static final double WITHIN = 0.3; // of a window around its map
  private static final Condition EVERYTHING = new Condition.Everything();

  private final float[][] centres = new float[CENTRES][];
  private final float[][] maps;
  private final float[][][] windows;

  private ClusterBenchmark(int count) {
    for (int i = 0; i < CENTRES; i++) {
      centres[i] = around(null, 1, i);
    }
    maps = new float[count][];
    windows = new float[count][WINDOWS][];
    IntStream.range(0, count)
        .parallel()
        .forEach(i -> {
          maps[i] = around(centres[i % CENTRES], SPREAD, 1_000 + i);
          for (int w = 0; w < WINDOWS; w++) {
            windows[i][w] = around(maps[i], WITHIN, 1_000_000L + (long) i * WINDOWS + w);
          }
        });
  }

  /** A unit vector near another one. */
  private static float[] around(float[] centre, double spread, long seed) {
    Random random = new Random(seed);
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      double noise = random.nextGaussian() / Math.sqrt(DIMENSION);
      vector[d] = (float) ((centre == null ? 0 : centre[d]) + spread * noise);
    }
    VectorMath.scale(vector, 1 / Math.sqrt(VectorMath.dot(vector, vector)));
    return vector;
  }

  private static String md5(int i) {
    return "%032x".formatted(i);
  }

  /** A map whose tempo is 100 for one of a hundred, 101 for one of ten, else 102. */
  private static MapRecord map(int i) {
    double bpm = i % 100 == 0 ? 100 : i % 10 == 0 ? 101 : 102;
    List<Integer> starts = new ArrayList<>();
    List<Integer> objects = new ArrayList<>();
    for (int w = 0; w < WINDOWS; w++) {
      starts.add(w * 16_000);
      objects.add(50);
    }
    return new MapRecord(
        new MapContent(
            new MapContent.Ids(md5(i), i + 1, i / 4 + 1),
            new MapContent.Names(
                "Song " + i / 4,
                null,
                "Artist " + i % 997,
                null,
                "Mapper " + i % 499,
                "Hard",
                "",
                ""),
            new MapContent.Settings("osu", 4, 9, 8, 5, 0, 4),
            new MapContent.Timing(bpm, bpm, bpm, 160, 150.0),
            new MapContent.Counts(400, 100, 1, 0),
            new MapContent.Analysis(
                MapContent.Ratings.NONE, null, 0, Map.of("jumps", i % 100 / 100.0), List.of()),
            new MapContent.Windows(starts, objects),
            MapContent.Origin.of(null)),
        List.of());
  }

  public static void main(String[] args) throws IOException {
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
    int questions = args.length > 2 ? Integer.parseInt(args[2]) : 100;
    Generations generations = IndexOptions.at(args[0]);
    ClusterBenchmark benchmark = new ClusterBenchmark(count);
    IndexManifest manifest =
        new IndexManifest(MapFields.SCHEMA_VERSION, "made-up", "1", "e".repeat(64), DIMENSION);
    benchmark.write(generations, manifest);
    try (IndexSnapshot index = generations.open(generations.nameFor(manifest))) {
      IndexSizes sizes = index.sizes();
      System.out.printf(
          "{\"maps\": %d, \"windows\": %d, \"bytes\": %d, \"bytes_a_map\": %d}%n",
          sizes.maps(), sizes.windows(), sizes.bytes(), sizes.bytes() / sizes.maps());
      Condition tenth = new Condition.Range(MapFields.BPM, 100, 101);
      Condition hundredth = new Condition.Range(MapFields.BPM, 100, 100);
      benchmark.ask(index, "all", EVERYTHING, 1, questions);
      benchmark.ask(index, "10 %", tenth, 10, questions);
      benchmark.ask(index, "1 %", hundredth, 100, questions);
    }
  }

  private void write(Generations generations, IndexManifest manifest) throws IOException {
    long started = System.nanoTime();
    try (IndexWriter writer = generations.begin(manifest)) {
      for (int i = 0; i < maps.length; i++) {
        int[] starts = new int[WINDOWS];
        int[] objects = new int[WINDOWS];
        writer.replace(map(i), new MapEmbedding(maps[i], windows[i], starts, objects, false));
      }
      writer.compact();
    }
    generations.publish(generations.nameFor(manifest));
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        "{\"leg\": \"write\", \"seconds\": %.1f, \"maps_a_second\": %.0f}%n",
        seconds, maps.length / seconds);
  }

  private void ask(IndexSnapshot index, String filter, Condition condition, int step, int questions)
      throws IOException {
    int matches = index.count(condition);
    for (boolean byWindow : new boolean[] {false, true}) {
      long[] nanos = new long[questions];
      int found = 0;
      int shortAnswers = 0;
      for (int q = 0; q < questions; q++) {
        int i = (int) ((long) q * maps.length / questions);
        float[] asked = byWindow ? windows[i][q % WINDOWS] : around(maps[i], WITHIN, -1L - q);
        long started = System.nanoTime();
        Set<MapRef> candidates =
            index.candidates(
                byWindow
                    ? new CandidateRequest(condition, matches, null, 0, List.of(asked), 50)
                    : new CandidateRequest(condition, matches, asked, 50, List.of(), 0));
        nanos[q] = System.nanoTime() - started;
        Set<String> names = new HashSet<>();
        index.visit(
            EVERYTHING,
            candidates,
            false,
            Deadline.in(java.time.Duration.ofMinutes(1)),
            map -> names.add(java.util.HexFormat.of().formatHex(map.md5())));
        shortAnswers += names.size() < Math.min(50, matches) && !byWindow ? 1 : 0;
        found += (int) exact(asked, byWindow, step).stream().filter(names::contains).count();
      }
      Arrays.sort(nanos);
      System.out.printf(
          "{\"leg\": \"%s\", \"filter\": \"%s\", \"matches\": %d, \"p50_ms\": %.1f, \"p95_ms\": %.1f,"
              + " \"recall_at_10\": %.4f, \"short\": %d}%n",
          byWindow ? "windows" : "maps",
          filter,
          matches,
          nanos[questions / 2] / 1e6,
          nanos[questions * 95 / 100] / 1e6,
          found / (double) (TOP * questions),
          shortAnswers);
    }
  }

  /** The nearest maps by a look at each. */
  private List<String> exact(float[] asked, boolean byWindow, int step) {
    record Near(int map, double cosine) {}
    return IntStream.range(0, (maps.length + step - 1) / step)
        .parallel()
        .mapToObj(n -> {
          int i = n * step;
          if (!byWindow) {
            return new Near(i, VectorMath.dot(asked, maps[i]));
          }
          double best = -1;
          for (float[] window : windows[i]) {
            best = Math.max(best, VectorMath.dot(asked, window));
          }
          return new Near(i, best);
        })
        .sorted(Comparator.comparingDouble((Near near) -> -near.cosine()))
        .limit(TOP)
        .map(near -> md5(near.map()))
        .toList();
  }
}
