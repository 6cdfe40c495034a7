package kiai.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.embeddings.BeatmapTower;
import kiai.embeddings.Device;
import kiai.embeddings.ModelFolder;
import kiai.tokens.TokenWindow;

/**
 * Windows and tokens a second of a model's beatmap tower on real maps: {@code EncoderBenchmark
 * MODEL PRECISION DEVICE THREADS WINDOWS FOLDER [IDS.jsonl]}. With a last argument it writes the
 * windows' token ids, a JSON list a line, for another program to run the same, and their vectors
 * beside them.
 */
public final class EncoderBenchmark {
  private EncoderBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    ModelFolder model = ModelFolder.read(Path.of(args[0]), args[1]);
    Device device = Device.valueOf(args[2].toUpperCase(Locale.ROOT));
    int count = Integer.parseInt(args[4]);
    List<int[]> ids = windows(model, Path.of(args[5]), count);
    List<float[]> features = ids.stream().map(_ -> new float[0]).toList();
    long tokens = ids.stream().mapToLong(row -> row.length).sum();
    long pad = model.processor().beatmapTokenizer().vocabulary().id("[PAD]");
    try (BeatmapTower tower =
        new BeatmapTower(model.beatmapEncoder(), pad, device, Integer.parseInt(args[3]))) {
      tower.embed(
          ids.subList(0, Math.min(4, ids.size())), features.subList(0, Math.min(4, ids.size())));
      double best = Double.MAX_VALUE;
      float[][] rows = new float[0][];
      for (int i = 0; i < 3; i++) {
        long started = System.nanoTime();
        rows = tower.embed(ids, features);
        best = Math.min(best, (System.nanoTime() - started) / 1e9);
      }
      System.out.printf(
          Locale.ROOT,
          "%s %s on %s: %d windows, %d tokens, best of 3 passes %.2f s: %.2f windows/s, %.0f tokens/s%n",
          model.name(),
          model.precision(),
          args[2],
          ids.size(),
          tokens,
          best,
          ids.size() / best,
          tokens / best);
      if (args.length > 6) {
        write(Path.of(args[6]), ids, rows);
      }
    }
  }

  private static List<int[]> windows(ModelFolder model, Path folder, int count) throws IOException {
    List<int[]> ids = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".osu")).sorted().toList()) {
        if (new BeatmapParser().parse(Files.readAllBytes(file))
            instanceof ParsedBeatmap.Usable usable) {
          List<TokenWindow> windows = model.processor().windowsToEmbed(usable.beatmap());
          if (!windows.isEmpty() && ids.size() < count) { // one of each map: lengths as they are
            ids.add(windows.get(windows.size() / 2).ids());
          }
        }
        if (ids.size() >= count) {
          break;
        }
      }
    }
    return ids;
  }

  private static void write(Path file, List<int[]> ids, float[][] rows) throws IOException {
    try (PrintWriter out = new PrintWriter(file.toFile(), StandardCharsets.UTF_8)) {
      for (int i = 0; i < rows.length; i++) {
        out.printf(
            "{\"ids\":%s,\"embedding\":%s}%n",
            java.util.Arrays.toString(ids.get(i)), java.util.Arrays.toString(rows[i]));
      }
    }
  }
}
