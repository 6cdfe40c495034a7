package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.MapFile;
import kiai.cli.options.ModelOptions;
import kiai.embeddings.HeadGraph;
import kiai.embeddings.ModelFolder;
import kiai.tokens.TokenWindow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai classify}: what a model with a classifier says of maps. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    description = "Prints the classes of maps by a model with a classifier, such as ranked or not.")
public final class ClassifyCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE.osu", description = "Maps.")
  private List<Path> files;

  @Option(names = "--json", description = "One JSON object for each file.")
  private boolean json;

  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ModelFolder folder = model.folder();
    if (folder.heads().classifier() == null) {
      throw new FailedException(
          "the model %s has no classifier; name one with --model".formatted(folder.name()));
    }
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    try (HeadGraph classifier = new HeadGraph(folder, folder.heads().classifier())) {
      for (Path file : files) {
        try {
          print(out, file, mean(classifier, MapFile.read(file, folder)), folder.heads().labels());
        } catch (FailedException e) {
          spec.commandLine().getErr().println("kiai: " + e.getMessage());
          failed++;
        }
      }
    }
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  /** Probabilities, averaged over the windows. */
  private static double[] mean(HeadGraph classifier, MapFile map) {
    double[] mean = null;
    for (TokenWindow window : map.windows()) {
      double[] shares = HeadGraph.probabilities(classifier.classes(List.of(window.ids()))[0]);
      mean = mean == null ? new double[shares.length] : mean;
      for (int i = 0; i < shares.length; i++) {
        mean[i] += shares[i] / map.windows().size();
      }
    }
    return mean;
  }

  private void print(PrintWriter out, Path file, double[] shares, List<String> labels) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("file", file.toString());
    ObjectNode classes = node.putObject("classes");
    for (int i = 0; i < shares.length; i++) {
      classes.put(
          i < labels.size() ? labels.get(i) : "class " + i, Math.rint(shares[i] * 1e4) / 1e4);
    }
    if (json) {
      out.println(node);
    } else {
      out.println(file);
      classes
          .properties()
          .forEach(
              e -> out.printf("  %-24s %5.1f %%%n", e.getKey(), 100 * e.getValue().asDouble()));
    }
  }
}
