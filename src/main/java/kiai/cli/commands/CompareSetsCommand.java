package kiai.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.TemporaryFolder;
import kiai.compare.ComparedSet;
import kiai.compare.ComparisonPicture;
import kiai.compare.ModeComparison;
import kiai.compare.SetComparison;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai compare-sets}: two sets of maps by the distributions of their vectors. */
@Command(
    name = "compare-sets",
    mixinStandardHelpOptions = true,
    description = {
      "Compares two sets of maps, such as those of a generator (B) with those that people made (A):"
          + " Fréchet and kernel distance, precision and recall, maps that repeat others, and"
          + " self-similarity.",
      "A set is a folder, an archive, a file, a table of ready embeddings, or the folder of an"
          + " index. Each ruleset is compared for itself."
    })
public final class CompareSetsCommand implements Callable<Integer> {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  @Parameters(index = "0", paramLabel = "A", description = "The maps to measure by.")
  private Path first;

  @Parameters(index = "1", paramLabel = "B", description = "The maps that are judged.")
  private Path second;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Samples of maps drawn for the intervals: ${DEFAULT-VALUE}.")
  private int rounds = 200;

  @Option(
      names = "--sample",
      paramLabel = "N",
      description = {
        "Vectors of a set that kernel distance, precision and recall are computed from, drawn at",
        "random when there are more: ${DEFAULT-VALUE}. The Fréchet distance takes all."
      })
  private int sample = 2000;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Also write the JSON here.")
  private Path out;

  @Option(
      names = "--picture",
      paramLabel = "FILE.svg",
      description = "Draw the maps of both sets on a plane.")
  private Path picture;

  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (rounds < 0 || rounds > 10_000 || sample < 4 || sample > 5_000) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is from 0 to 10000, --sample from 4 to 5000");
    }
    Set<Path> used = new HashSet<>(List.of(whole(first), whole(second)));
    for (Path written : new Path[] {out, picture}) { // before the work, not after
      if (written == null) {
        continue;
      }
      Path folder = whole(written).getParent();
      if (Files.isDirectory(written) || folder == null || !Files.isDirectory(folder)) {
        throw new FailedException("%s is no file, or its folder is not there".formatted(written));
      }
      if (!used.add(whole(written))) {
        throw new FailedException("%s is named twice".formatted(written));
      }
    }
    Loaded a = load(first);
    Loaded b = load(second);
    if (!a.manifest().sameVectors(b.manifest())) {
      throw new FailedException(
          "%s has vectors of %s, %s of %s: they cannot be compared"
              .formatted(first, made(a.manifest()), second, made(b.manifest())));
    }
    List<ModeComparison> found = new SetComparison(rounds, sample).compare(a.set(), b.set());
    if (found.isEmpty()) {
      throw new FailedException(
          "no ruleset has maps in both sets (A: %s; B: %s)".formatted(modes(a), modes(b)));
    }
    JsonNode report = report(a, b, found);
    if (out != null) {
      Files.writeString(out, report.toPrettyString() + "\n");
    }
    if (picture != null) {
      Files.writeString(picture, ComparisonPicture.of(a.set(), b.set()));
    }
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(report);
    } else {
      found.forEach(mode -> print(writer, mode));
    }
    writer.flush();
    return 0;
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * A set, what made its vectors, and how many of its maps were left out.
   *
   * @param leftOut files or rows, each named on the error stream
   */
  private record Loaded(ComparedSet set, IndexManifest manifest, int leftOut) {}

  private Loaded load(Path path) throws IOException, InterruptedException {
    if (!Files.exists(path)) {
      throw new FailedException("there is no file or folder " + path);
    }
    Generations home = new LuceneGenerations(path);
    Optional<IndexManifest> made =
        Files.isDirectory(path) ? home.currentManifest() : Optional.empty();
    if (made.isPresent()) {
      return read(path, home, 0);
    }
    try (TemporaryFolder folder = new TemporaryFolder("kiai-compared-")) {
      Generations temporary = new LuceneGenerations(folder.path());
      spec.commandLine().getErr().println("Reading " + path);
      IndexSummary summary = Indexing.run(temporary, model, dataset(path), IndexRequest.KEEP);
      summary
          .skipped()
          .forEach(
              file -> spec.commandLine().getErr().printf("  %s: %s%n", file.path(), file.reason()));
      if (summary.indexed() == 0) {
        throw new FailedException("%s has no map that can be compared".formatted(path));
      }
      return read(path, temporary, summary.skipped().size());
    }
  }

  private static Dataset dataset(Path path) throws IOException {
    return Dataset.open(
        List.of(path), List.of(), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
  }

  private static Loaded read(Path path, Generations generations, int leftOut) throws IOException {
    try (LiveIndex index = generations.openLive();
        IndexSnapshot snapshot = index.snapshot()) {
      ComparedSet set = ComparedSet.of(path.toString(), snapshot);
      return new Loaded(set, snapshot.manifest(), leftOut);
    }
  }

  private static String made(IndexManifest manifest) {
    return manifest.withoutModel()
        ? "%d numbers without a model".formatted(manifest.dimension())
        : "the model %s %s".formatted(manifest.modelName(), manifest.modelVersion());
  }

  private static Set<String> modes(Loaded set) {
    Set<String> modes = new HashSet<>();
    set.set().maps().forEach(map -> modes.add(map.mode()));
    return modes;
  }

  private static JsonNode report(Loaded a, Loaded b, List<ModeComparison> found) {
    ObjectNode report = JSON.createObjectNode();
    report.put("a", a.set().name()).put("b", b.set().name());
    report.put("left_out_of_a", a.leftOut()).put("left_out_of_b", b.leftOut());
    report.put("model", a.manifest().modelName());
    report.put("model_hash", a.manifest().modelHash());
    report.set("modes", withoutNaN(JSON.valueToTree(found)));
    return report;
  }

  /** JSON has no NaN: what could not be computed is null. */
  private static JsonNode withoutNaN(JsonNode node) {
    if (node.isObject()) {
      ObjectNode object = (ObjectNode) node;
      for (String name :
          new ArrayList<>(object.properties().stream().map(e -> e.getKey()).toList())) {
        JsonNode value = object.get(name);
        if (value.isDouble() && !Double.isFinite(value.doubleValue())) {
          object.putNull(name);
        } else {
          withoutNaN(value);
        }
      }
    } else if (node.isArray()) {
      node.forEach(CompareSetsCommand::withoutNaN);
    }
    return node;
  }

  private static void print(PrintWriter out, ModeComparison mode) {
    out.printf(
        "%s: %,d maps (%,d windows) of A, %,d maps (%,d windows) of B%n",
        mode.mode(),
        mode.mapsA().maps(),
        mode.mapsA().windows(),
        mode.mapsB().maps(),
        mode.mapsB().windows());
    out.printf(
        "  %-26s %10s %10s %24s %10s %10s%n",
        "", "Fréchet", "kernel", "95 % interval", "precision", "recall");
    row(out, "vectors of windows", mode.byWindows());
    row(out, "vectors of maps", mode.byMaps());
    row(out, "halves of A, windows", mode.halvesByWindows());
    row(out, "halves of A, maps", mode.halvesByMaps());
    ModeComparison.Copies copies = mode.copies();
    out.printf("  copies: %,d identical files%n", copies.identicalFiles());
    if (!Double.isNaN(copies.usual())) {
      out.printf(
          "    %.1f %% of B are nearer to a map of A than %.3f, which 1 %% of A is to another song%n",
          100 * copies.shareAbove(), copies.usual());
    }
    copies.nearest().stream()
        .limit(5)
        .forEach(near ->
            out.printf("    %.3f  %s  like  %s%n", near.likeness(), near.map(), near.like()));
    if (mode.selfSimilarity() == null) {
      out.println("  self-similarity: no song is in both sets");
    } else {
      out.printf(
          "  self-similarity error: %.4f over %,d maps of songs that are in both%n",
          mode.selfSimilarity().error(), mode.selfSimilarity().pairs());
    }
  }

  private static void row(PrintWriter out, String name, ModeComparison.Distances distances) {
    if (distances == null) {
      return;
    }
    out.printf(
        "  %-26s %10s %10s %24s %10s %10s%n",
        name,
        number(distances.frechet()),
        number(distances.kernel()),
        "[%s, %s]".formatted(number(distances.kernelLow()), number(distances.kernelHigh())),
        number(distances.precision()),
        number(distances.recall()));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "–" : "%.4f".formatted(value);
  }
}
