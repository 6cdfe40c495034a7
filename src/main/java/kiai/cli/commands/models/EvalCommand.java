package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.Defaults;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.embeddings.Encoder;
import kiai.embeddings.ModelFolder;
import kiai.eval.EvalReport;
import kiai.eval.RankingSuite;
import kiai.eval.Suite;
import kiai.sources.tables.Labels;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kiai eval}: measures models and rankings on the maps of an index. */
@Command(
    name = "eval",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how well a model's vectors find what plays alike, against baselines.",
      "Asks about maps of the index that the model was not trained on; reads their files again."
    })
public final class EvalCommand implements Callable<Integer> {
  private static final List<String> SPLITS = List.of("test", "val", "held-out");

  @Option(
      names = "--against",
      paramLabel = "DIR[:PRECISION]",
      description = "Another model, or another precision of one; may be repeated.")
  private List<String> others = List.of();

  @Option(
      names = "--baselines",
      paramLabel = "DIR",
      description = "Folder of baselines: onnx/baselines; none when empty.")
  private String baselines;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "JSON lines with md5 and group, year, status, judged …")
  private Path labels;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Which maps ask: test, val or held-out (both): ${DEFAULT-VALUE}.")
  private String split = "test";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Samples drawn for the intervals: ${DEFAULT-VALUE}.")
  private int rounds = 1000;

  @Option(
      names = "--ranking",
      description =
          "Compare ways of ranking instead of vectors: judged texts, and similar maps by --labels.")
  private boolean ranking;

  @Option(names = "--json", description = "Print JSON instead of tables.")
  private boolean json;

  @Option(names = "--out", paramLabel = "FILE", description = "Also write the JSON here.")
  private Path out;

  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!SPLITS.contains(split)) {
      throw new ParameterException(
          spec.commandLine(), "--split is one of " + String.join(", ", SPLITS));
    }
    if (rounds < 1 || rounds > 100_000) {
      throw new ParameterException(spec.commandLine(), "--rounds is from 1 to 100000");
    }
    if (out != null && !Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw new FailedException("there is no folder for " + out); // before the work, not after
    }
    PrintWriter err = spec.commandLine().getErr();
    List<ModelFolder> folders = new ArrayList<>();
    for (String other : others) {
      int colon = other.lastIndexOf(':');
      boolean precise = colon > 1; // not a drive letter
      folders.add(
          ModelFolder.read(
              Path.of(precise ? other.substring(0, colon) : other),
              precise ? other.substring(colon + 1) : null));
    }
    Path baselineFolder =
        baselines == null ? Defaults.baselines() : baselines.isEmpty() ? null : Path.of(baselines);
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = model.encoder(model.folder(index.generations()))) {
      Labels judged = labels == null ? Labels.none() : Labels.read(labels);
      EvalReport report =
          ranking
              ? new RankingSuite(opened.index(), encoder, judged, rounds, err::println).run()
              : new Suite(
                      opened.index(),
                      encoder,
                      new Suite.Settings(
                          folders,
                          baselineFolder,
                          judged,
                          split,
                          rounds,
                          model.device(),
                          model.threads()),
                      err::println)
                  .run();
      String text = new ObjectMapper().valueToTree(report.data()).toPrettyString() + "\n";
      if (out != null) {
        Files.writeString(out, text);
      }
      spec.commandLine().getOut().print(json ? text : report.tables());
    }
    spec.commandLine().getOut().flush();
    return 0;
  }
}
