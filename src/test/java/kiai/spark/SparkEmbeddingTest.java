package kiai.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.MapRef;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code src/spark} on a real master and workers on loopback, of which some are killed: the index
 * of its tables is the one that a single machine makes.
 */
@Tag("spark")
class SparkEmbeddingTest {
  private static final Path MODULE = Path.of("src/spark/target").toAbsolutePath();
  private static final Path JOB = MODULE.resolve("kiai-spark.jar");
  private static final Path HOME = MODULE.resolve("spark");
  private static final Path KIAI = Path.of("target").toAbsolutePath();
  private static final int MAPS = 120;
  private static final int PARTS = 12;

  @TempDir private Path folder;
  private Path maps;
  private Path tables;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void writeMaps() throws IOException {
    assumeTrue(
        Files.exists(JOB) && Files.exists(KIAI.resolve("kiai.jar")),
        "build it with: mvn package -DskipTests; mvn -f src/spark package");
    maps = folder.resolve("maps");
    tables = folder.resolve("tables");
    for (int i = 0; i < MAPS; i++) {
      TestMaps.of(TestMaps.Style.values()[i % 6], i)
          .named("Song " + i, "Artist", "Mapper", "Hard")
          .writeTo(maps.resolve("set " + i / 2));
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String log, List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            HOME.resolve("jars")
                + "/*"
                + File.pathSeparator
                + JOB
                + File.pathSeparator
                + KIAI.resolve("kiai.jar")));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile());
    builder.environment().put("SPARK_HOME", HOME.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int i = 0; i < 240; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.isConnected()) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(250);
      }
    }
    throw new AssertionError("nothing listens on port " + port);
  }

  private Process worker(int number, String master) throws IOException {
    return start(
        "worker" + number + ".log",
        List.of("-Xmx256m"),
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0.1",
        "--cores",
        "1",
        "--memory",
        "1g",
        "--webui-port",
        "0",
        "-d",
        folder.resolve("work" + number).toString(),
        master);
  }

  private static String jars() throws IOException {
    try (Stream<Path> libraries = Files.list(KIAI.resolve("lib"))) {
      return Stream.concat(Stream.of(JOB, KIAI.resolve("kiai.jar")), libraries)
          .map(Path::toString)
          .collect(Collectors.joining(","));
    }
  }

  private Process job(String master) throws IOException {
    return start(
        "driver.log",
        List.of(
            "-Xmx512m",
            "-Dspark.master=" + master,
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dspark.ui.enabled=false",
            "-Dspark.jars=" + jars(),
            "-Dspark.executor.memory=800m",
            "-Dspark.executor.extraJavaOptions=--add-modules=jdk.incubator.vector"
                + " --enable-native-access=ALL-UNNAMED"),
        "kiai.spark.EmbedTables",
        maps.toString(),
        tables.toString(),
        Path.of("onnx/default").toAbsolutePath().toString(),
        String.valueOf(PARTS));
  }

  private long written() throws IOException {
    if (!Files.isDirectory(tables)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(tables)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private void awaitTables(int count) throws IOException, InterruptedException {
    for (int i = 0; i < 600 && written() < count; i++) {
      assertThat(processes.getLast().isAlive()).as(log("driver.log")).isTrue();
      Thread.sleep(200);
    }
    assertThat(written()).as(log("driver.log")).isGreaterThanOrEqualTo(count);
  }

  private String log(String name) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(name));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private Map<String, float[][]> index(String name, Path... roots) throws Exception {
    Path home = folder.resolve(name);
    IndexSummary summary =
        new Indexer(new LuceneGenerations(home), TestModel.encoder(), InputLimits.DEFAULT, 2)
            .run(
                Dataset.open(
                    List.of(roots),
                    List.of(),
                    DatasetFilters.ALL,
                    InputLimits.DEFAULT,
                    UserTags.vocabulary()),
                IndexRequest.KEEP,
                IndexProgress.NONE);
    assertThat(summary.indexed()).isEqualTo(MAPS);
    assertThat(summary.skipped()).isEmpty();
    Map<String, float[][]> windows = new TreeMap<>();
    try (LiveIndex live = new LuceneGenerations(home).openLive();
        IndexSnapshot index = live.snapshot()) {
      for (MapRef ref : index.all()) {
        windows.put(index.record(ref).md5(), index.windows(ref));
      }
    }
    return windows;
  }

  private static void killExecutors(Process worker) {
    List<ProcessHandle> executors = worker.descendants().toList();
    assertThat(executors).isNotEmpty();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  /** Maps that are embedded together share their sums, which rounds the last digits otherwise. */
  private static void assertAlike(float[][] actual, float[][] expected) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).usingComparatorWithPrecision(1e-4f).containsExactly(expected[i]);
    }
  }

  @Test
  void killedExecutorsAndWorkersLoseNothing() throws Exception {
    int port = freePort();
    String master = "spark://127.0.0.1:" + port;
    start(
        "master.log",
        List.of("-Xmx256m", "-Dspark.master.rest.enabled=false"),
        "org.apache.spark.deploy.master.Master",
        "--host",
        "127.0.0.1",
        "--port",
        String.valueOf(port),
        "--webui-port",
        "0");
    awaitPort(port);
    Process first = worker(1, master);
    Process second = worker(2, master);
    Process driver = job(master);

    awaitTables(1);
    killExecutors(first);
    awaitTables(4);
    killExecutors(second);
    second.destroyForcibly().waitFor();
    assertThat(written()).as("the job was in the middle").isLessThan(PARTS);

    assertThat(driver.waitFor(Duration.ofMinutes(8).toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(driver.exitValue()).as(log("driver.log")).isZero();
    try (Stream<Path> files = Files.list(tables)) {
      Path[] all =
          files.filter(file -> file.toString().endsWith(".parquet")).sorted().toArray(Path[]::new);
      Map<String, float[][]> merged = index("merged", all);
      Map<String, float[][]> alone = index("alone", maps);
      assertThat(merged.keySet()).isEqualTo(alone.keySet());
      alone.forEach((md5, windows) -> assertAlike(merged.get(md5), windows));
    }
  }
}
