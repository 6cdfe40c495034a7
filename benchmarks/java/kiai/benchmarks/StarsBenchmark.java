package kiai.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;

/**
 * CPU time of the star ratings of a map (no mod, Double Time, Half Time), by one thread, from the
 * first map of a new process on: {@code benchmarks/run stars FOLDER [MAPS] [ROUNDS]}.
 */
public final class StarsBenchmark {
  private StarsBenchmark() {}

  /** Prints one JSON object; the first round is cold, the last one warm. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 600;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
    List<byte[]> maps = spread(folder, count);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ObjectNode report = new ObjectMapper().createObjectNode();
    report.put("algorithm", StarRating.ALGORITHM).put("maps", maps.size());
    ArrayNode milliseconds = report.putArray("cpu_ms_a_map");
    int refused = 0;
    double sum = 0;
    try (StarCalculator stars = new StarCalculator(1)) {
      for (int round = 0; round < rounds; round++) {
        long before = threads.getCurrentThreadCpuTime();
        refused = 0;
        sum = 0;
        for (byte[] map : maps) {
          try {
            sum += stars.rate(map).stars();
          } catch (StarRatingException e) {
            refused++;
          }
        }
        double cpu = (threads.getCurrentThreadCpuTime() - before) / 1e6 / maps.size();
        milliseconds.add(Math.rint(cpu * 100) / 100);
      }
    }
    report.put("refused", refused).put("sum_of_stars", sum);
    System.out.println(report);
  }

  private static List<byte[]> spread(Path folder, int count) throws Exception {
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
