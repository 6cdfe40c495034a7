package kiai.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import kiai.dataset.InputLimits;
import kiai.dataset.SkippedFile;
import kiai.embeddings.Encoder;
import kiai.index.IndexSummary;
import kiai.index.Indexer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai index}: folders in, an index out. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    description = "Brings the index in line with folders of maps (.osu, .osz).")
final class IndexCommand implements Callable<Integer> {
  private static final int LISTED = 40;

  @Parameters(arity = "1..*", paramLabel = "ROOT", description = "Folders, .osz or .osu files.")
  private List<Path> roots;

  @Option(names = "--prune", description = "Also forget files below the roots that are gone.")
  private boolean prune;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (Path root : roots) {
      if (!Files.exists(root)) { // with --prune, a drive that is not there would empty the index
        throw new FailedException("there is no file or folder " + root);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    IndexSummary summary;
    try (Encoder encoder = model.encoder();
        ProgressLine progress = new ProgressLine()) {
      summary =
          new Indexer(index.home(), encoder, InputLimits.DEFAULT, model.threads())
              .run(roots, prune, progress);
    }
    if (json) {
      out.println(toJson(summary));
    } else {
      print(out, summary);
    }
    out.flush();
    return 0;
  }

  private static void print(PrintWriter out, IndexSummary s) {
    out.printf(
        "%,d maps seen: %,d indexed, %,d unchanged, %,d removed, %,d left out%n",
        s.seen(), s.indexed(), s.unchanged(), s.removed(), s.skipped().size());
    out.printf(
        "%,d windows in %.1f s: %.1f maps/s, %.0f windows/s%n",
        s.windows(), s.seconds(), s.indexed() / s.seconds(), s.windows() / s.seconds());
    Map<String, Integer> reasons = new TreeMap<>();
    for (SkippedFile file : s.skipped()) {
      reasons.merge(
          file.reason().replaceAll(" \\(.*", "").replaceAll("[0-9]+", "N"), 1, Integer::sum);
    }
    if (!reasons.isEmpty()) {
      out.println("Left out, by reason:");
      reasons.forEach((reason, count) -> out.printf("  %5d  %s%n", count, reason));
      out.println("Left out:");
      s.skipped().stream()
          .limit(LISTED)
          .forEach(file -> out.printf("  %s: %s%n", file.path(), file.reason()));
      if (s.skipped().size() > LISTED) {
        out.printf("  … and %d more; --json lists all%n", s.skipped().size() - LISTED);
      }
    }
  }

  private static ObjectNode toJson(IndexSummary s) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("seen", s.seen());
    node.put("indexed", s.indexed());
    node.put("unchanged", s.unchanged());
    node.put("removed", s.removed());
    ArrayNode skipped = node.putArray("skipped");
    for (SkippedFile file : s.skipped()) {
      skipped.addObject().put("path", file.path()).put("reason", file.reason());
    }
    node.put("windows", s.windows());
    node.put("seconds", Math.rint(s.seconds() * 1000) / 1000);
    return node;
  }
}
