package kiai.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import kiai.analysis.play.WindowFeatures;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.tokens.DefaultProcessor;
import kiai.tokens.Processor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One thread over a folder of maps that lie in memory. Every operation is a whole pass; divide by
 * the number of maps that the run prints.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ProcessorBenchmark {
  @Param("../shared/beatmaps/files")
  private String folder;

  private final BeatmapParser parser = new BeatmapParser();
  private final Processor processor = DefaultProcessor.create();
  private List<byte[]> files;
  private List<Beatmap> maps;

  /** Reads all maps. */
  @Setup
  public void read() throws IOException {
    files = new ArrayList<>();
    maps = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(Path.of(folder))) {
      for (Path file : walk.filter(f -> f.toString().endsWith(".osu")).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (parser.parse(bytes) instanceof ParsedBeatmap.Usable usable) {
          files.add(bytes);
          maps.add(usable.beatmap());
        }
      }
    }
    long bytes = files.stream().mapToLong(f -> f.length).sum();
    System.out.printf("%n# %d maps, %d bytes on average%n", files.size(), bytes / files.size());
  }

  /** Bytes to beatmaps. */
  @Benchmark
  public void parse(Blackhole sink) {
    for (byte[] file : files) {
      sink.consume(parser.parse(file));
    }
  }

  /** Beatmaps to token ids. */
  @Benchmark
  public void tokenise(Blackhole sink) {
    for (Beatmap map : maps) {
      sink.consume(processor.windows(map));
    }
  }

  /** Beatmaps to window features. */
  @Benchmark
  public void features(Blackhole sink) {
    for (Beatmap map : maps) {
      WindowFeatures features = new WindowFeatures(map);
      for (double start = 0; start < map.lastObjectEnd(); start += 16_000) {
        sink.consume(features.of(start, 16_000));
      }
    }
  }
}
