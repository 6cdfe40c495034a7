package kiai.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kiai.embeddings.AudioUse;
import kiai.embeddings.Device;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.ingest.EmbeddingTask;
import kiai.ingest.IndexProgress;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * {@code kiai embed-table} on a Spark cluster: each task is one part of the sets, each executor has one
 * encoder. Maps, model and tables lie in folders that all executors see under the same path.
 *
 * <pre>  spark-submit … --class kiai.spark.EmbedTables kiai-spark.jar ROOT OUT MODEL PARTS</pre>
 *
 * A task that is lost is run again elsewhere and goes on from the tables that it left; a table appears
 * whole or not at all, and {@code kiai index} counts a map once.
 */
public final class EmbedTables {
  private EmbedTables() {}

  /** Where the maps, the tables and the model are, and how many parts there are. */
  private record Job(String root, String out, String model, int parts, int threads)
      implements Serializable {}

  /** What one task did. */
  private record Report(int embedded, int known, List<String> skipped) implements Serializable {}

  /**
   * Runs on the driver.
   *
   * @param args ROOT OUT MODEL PARTS
   */
  public static void main(String[] args) {
    if (args.length != 4 || !args[3].matches("[1-9]\\d{0,5}")) {
      System.err.println("usage: EmbedTables ROOT OUT MODEL PARTS");
      System.exit(2);
    }
    SparkConf conf = new SparkConf().setAppName("kiai embed-table");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      int threads = conf.getInt("spark.task.cpus", 1);
      Job job = new Job(args[0], args[1], args[2], Integer.parseInt(args[3]), threads);
      List<Integer> numbers = IntStream.rangeClosed(1, job.parts()).boxed().toList();
      List<Report> reports =
          spark
              .parallelize(new ArrayList<>(numbers), job.parts())
              .map(number -> embed(job, number))
              .collect();
      System.out.printf(
          "%,d maps embedded, %,d there already, %,d left out; in %s%n",
          reports.stream().mapToInt(Report::embedded).sum(),
          reports.stream().mapToInt(Report::known).sum(),
          reports.stream().mapToInt(report -> report.skipped().size()).sum(),
          job.out());
      reports.stream().flatMap(report -> report.skipped().stream()).forEach(System.out::println);
    }
  }

  private static Report embed(Job job, int number) throws IOException, InterruptedException {
    EmbeddingTask.Done done =
        new EmbeddingTask(Executor.encoder(job), InputLimits.DEFAULT, job.threads())
            .run(
                Dataset.of(List.of(Path.of(job.root())), InputLimits.DEFAULT),
                new EmbeddingTask.Part(number, job.parts()),
                Path.of(job.out()),
                IndexProgress.NONE);
    List<String> skipped = new ArrayList<>();
    for (SkippedFile left : done.skipped()) {
      skipped.add("  " + left.path() + ": " + left.reason());
    }
    return new Report(done.embedded(), done.known(), skipped);
  }

  /** What all tasks of one executor share. */
  private static final class Executor {
    private static Encoder encoder;

    private Executor() {}

    static synchronized Encoder encoder(Job job) throws IOException {
      if (encoder == null) {
        ModelFolder model = ModelFolder.read(Path.of(job.model()));
        encoder = new Encoder(model, Device.AUTO, job.threads(), AudioUse.AUTO);
      }
      return encoder;
    }
  }
}
