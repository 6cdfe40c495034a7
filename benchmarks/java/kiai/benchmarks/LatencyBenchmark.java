package kiai.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import kiai.TestIndex;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.explorer.Explorer;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.search.SearchService;
import kiai.search.Suggestions;
import kiai.search.answer.Aspects;
import kiai.search.answer.SearchOptions;
import kiai.search.ranking.Tuning;

/**
 * How long questions take on an index, one at a time, warm: {@code LatencyBenchmark INDEX [MODEL]
 * [ROUNDS]}. Prints a table of medians and 99th percentiles in milliseconds. Nothing is cached
 * between questions.
 */
public final class LatencyBenchmark {
  private static final int WARM_UP = 60;
  private static final List<String> TEXTS =
      List.of(
          "2015 hard jump maps",
          "7k mania ln",
          "streams around 6 stars",
          "sky dream",
          "fast tech",
          "taiko 2018",
          "easy catch",
          "short jumps without streams",
          "marathon",
          "blue night hard");
  private static final List<String> FILTERED =
      List.of(
          "mode=osu stars>5 stars<6 jumps",
          "year=2015 hard",
          "stars>8 streams",
          "bpm>=200 ar>=9.5",
          "mode=mania keys=7 ln",
          "length<90 stars=4-5",
          "created=2012",
          "status=loved stars>6");

  private interface Question {
    void ask(int i) throws IOException;
  }

  private LatencyBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 400;
    boolean model = args.length > 1 && !args[1].equals("-");
    try (LiveIndex index = new LuceneGenerations(Path.of(args[0])).openLive();
        Encoder encoder =
            model ? new Encoder(ModelFolder.read(Path.of(args[1])), Device.CPU, 2) : null) {
      run(index, encoder, rounds);
    }
  }

  private static void run(LiveIndex index, Encoder encoder, int rounds) throws IOException {
    SearchService service = new SearchService(index, encoder);
    SearchService graph = new SearchService(index, encoder, Tuning.SHIPPED.scanning(0));
    SearchService scan =
        new SearchService(index, encoder, Tuning.SHIPPED.scanning(Integer.MAX_VALUE));
    List<String> maps = new ArrayList<>();
    TestIndex.maps(index).forEach(map -> maps.add(map.md5()));
    Random random = new Random(7);
    List<String> some = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      some.add(maps.get(random.nextInt(maps.size())));
    }
    SearchOptions ten = SearchOptions.DEFAULT;
    System.out.printf(
        Locale.ROOT,
        "%,d maps, %d segments, %,d bytes%n%n",
        maps.size(),
        TestIndex.sizes(index).segments(),
        TestIndex.sizes(index).bytes());
    System.out.println("| question | p50 ms | p99 ms |\n| --- | --- | --- |");
    measure("text", rounds, i -> service.search(TEXTS.get(i % TEXTS.size()), ten));
    measure(
        "text with filters", rounds, i -> service.search(FILTERED.get(i % FILTERED.size()), ten));
    measure("similar", rounds, i -> service.similar(some.get(i % 500), "", ten));
    measure("similar, graph", rounds, i -> graph.similar(some.get(i % 500), "", ten));
    measure("similar, all scanned", rounds, i -> scan.similar(some.get(i % 500), "", ten));
    measure(
        "similar with filters",
        rounds,
        i -> service.similar(some.get(i % 500), "stars>4 stars<6", ten));
    measure(
        "similar, graph, with filters",
        rounds,
        i -> graph.similar(some.get(i % 500), "stars>4 stars<6", ten));
    measure(
        "similar, scan, with filters",
        rounds,
        i -> scan.similar(some.get(i % 500), "stars>4 stars<6", ten));
    measure(
        "similar by difficulty",
        rounds,
        i ->
            service.similar(
                some.get(i % 500), "", ten.similar(false, false, Aspects.of("difficulty", null))));
    if (encoder != null) {
      measure("passage", rounds, i -> service.passages(some.get(i % 500), 0, 200_000, "", ten));
    }
    try (IndexSnapshot snapshot = index.snapshot()) {
      Suggestions suggestions = Suggestions.of(snapshot);
      List<String> typed =
          List.of("s", "st", "stre", "mapper=ma", "mapper12", "sky d", "tag=ai", "drea");
      measure(
          "suggestions",
          rounds * 5,
          i -> suggestions.of(typed.get(i % typed.size()), typed.get(i % typed.size()).length()));
      Explorer explorer = Explorer.of(snapshot);
      measure(
          "explorer's filter",
          Math.max(20, rounds / 10),
          i ->
              explorer.matching(
                  snapshot,
                  service
                      .parser(snapshot)
                      .parseWithoutReference(FILTERED.get(i % FILTERED.size()))));
    }
  }

  private static void measure(String name, int rounds, Question question) throws IOException {
    for (int i = 0; i < Math.min(WARM_UP, rounds); i++) {
      question.ask(i);
    }
    double[] times = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long started = System.nanoTime();
      question.ask(i);
      times[i] = (System.nanoTime() - started) / 1e6;
    }
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT, "| %s | %.2f | %.2f |%n", name, times[rounds / 2], times[rounds * 99 / 100]);
  }
}
