package kiai.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiai.analysis.play.WindowFeatures;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.tokens.DefaultProcessor;
import kiai.tokens.Processor;

/**
 * CPU time that one thread spends on a map, from the first map of a new process on, by what is done
 * with it: {@code parse}, {@code tokens}, {@code features} (of all windows) or {@code stars} (all
 * mods that Kiai rates). Arguments: {@code LEG FOLDER [MAPS] [ROUNDS]}. The maps lie in memory.
 */
public final class MapsBenchmark {
  private static final double WINDOW = 16_000; // ms

  private interface Leg {
    /** The number of results, or a sum of them, so that nothing is left uncomputed. */
    double of(byte[] file, Beatmap map) throws InterruptedException;
  }

  private MapsBenchmark() {}

  /** Prints one JSON object; the first round is cold, the last one warm. */
  public static void main(String[] args) throws Exception {
    int count = args.length > 2 ? Integer.parseInt(args[2]) : 600;
    int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 7;
    List<byte[]> files = new ArrayList<>();
    List<Beatmap> maps = new ArrayList<>();
    for (byte[] file : spread(Path.of(args[1]), count)) {
      // Other objects for each leg that parses itself: what is measured starts cold there.
      if (args[0].equals("parse") || args[0].equals("stars")) {
        files.add(file);
        maps.add(null);
      } else if (new BeatmapParser().parse(file) instanceof ParsedBeatmap.Usable usable) {
        files.add(file);
        maps.add(usable.beatmap());
      }
    }
    try (StarCalculator stars = new StarCalculator(1)) {
      run(args[0], leg(args[0], stars), files, maps, rounds);
    }
  }

  private static Leg leg(String name, StarCalculator stars) {
    BeatmapParser parser = new BeatmapParser();
    Processor processor = DefaultProcessor.create();
    return switch (name) {
      case "parse" ->
          (file, _) ->
              parser.parse(file) instanceof ParsedBeatmap.Usable usable
                  ? usable.beatmap().hitObjects().size()
                  : 0;
      case "tokens" -> (_, map) -> processor.windows(map).size();
      case "features" ->
          (_, map) -> {
            WindowFeatures features = new WindowFeatures(map);
            double sum = 0;
            for (double start = 0; start < map.lastObjectEnd(); start += WINDOW) {
              sum += features.of(start, WINDOW)[0];
            }
            return sum;
          };
      case "stars" ->
          (file, _) -> {
            try {
              return stars.rate(file).stars();
            } catch (StarRatingException e) {
              return 0;
            }
          };
      default -> throw new IllegalArgumentException("no leg " + name);
    };
  }

  private static void run(String name, Leg leg, List<byte[]> files, List<Beatmap> maps, int rounds)
      throws InterruptedException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("leg", name).put("maps", files.size());
    report.put("bytes", files.stream().mapToLong(file -> file.length).sum());
    if (name.equals("stars")) {
      report.put("algorithm", StarRating.ALGORITHM);
    }
    ArrayNode microseconds = report.putArray("cpu_us_a_map");
    double sum = 0;
    for (int round = 0; round < rounds; round++) {
      long before = threads.getCurrentThreadCpuTime();
      sum = 0;
      for (int i = 0; i < files.size(); i++) {
        sum += leg.of(files.get(i), maps.get(i));
      }
      double cpu = (threads.getCurrentThreadCpuTime() - before) / 1e3 / files.size();
      microseconds.add(Math.rint(cpu * 10) / 10);
    }
    System.out.println(report.put("sum", sum));
  }

  private static List<byte[]> spread(Path folder, int count) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.filter(p -> p.toString().endsWith(".osu")).sorted().toList();
      List<byte[]> chosen = new ArrayList<>();
      for (int i = 0; i < Math.min(count, all.size()); i++) {
        chosen.add(Files.readAllBytes(all.get((int) ((long) i * all.size() / count))));
      }
      return chosen;
    }
  }
}
