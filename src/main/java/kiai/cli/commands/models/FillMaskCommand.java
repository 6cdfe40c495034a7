package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import kiai.cli.options.FailedException;
import kiai.cli.options.MapFile;
import kiai.cli.options.ModelOptions;
import kiai.embeddings.HeadGraph;
import kiai.embeddings.ModelFolder;
import kiai.tokens.Vocabulary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai fill-mask}: what a model expects at hidden places of a map; for debugging. */
@Command(
    name = "fill-mask",
    mixinStandardHelpOptions = true,
    description = "Hides tokens of a window of a map and prints what the model expects there.")
public final class FillMaskCommand implements Callable<Integer> {
  private static final int SHOWN = 5;
  private static final int HIDDEN = 10; // places, spread over the window

  @Parameters(paramLabel = "FILE.osu", description = "A map.")
  private Path file;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Which window, from 0: ${DEFAULT-VALUE}.")
  private int window;

  @Option(
      names = "--places",
      paramLabel = "I",
      split = ",",
      description = "Places to hide, from 0.")
  private List<Integer> places;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    ModelFolder folder = model.folder();
    if (folder.heads().maskedLm() == null) {
      throw new FailedException(
          "the model %s does not guess tokens; name one with --model".formatted(folder.name()));
    }
    MapFile map = MapFile.read(file, folder);
    if (window < 0 || window >= map.windows().size()) {
      throw new ParameterException(
          spec.commandLine(), "--window is from 0 to " + (map.windows().size() - 1));
    }
    int[] ids = map.windows().get(window).ids();
    List<Integer> hidden = places == null ? spread(ids.length) : places;
    int[] masked = ids.clone();
    Vocabulary vocabulary = folder.processor().beatmapTokenizer().vocabulary();
    for (int place : hidden) {
      if (place < 0 || place >= ids.length) {
        throw new ParameterException(
            spec.commandLine(), "--places are from 0 to " + (ids.length - 1));
      }
      masked[place] = vocabulary.id("[MASK]");
    }
    try (HeadGraph graph = new HeadGraph(folder, folder.heads().maskedLm())) {
      print(hidden, ids, graph.tokens(List.of(masked))[0], names(vocabulary));
    }
    return 0;
  }

  private static List<Integer> spread(int length) {
    return IntStream.range(0, Math.min(HIDDEN, length))
        .mapToObj(i -> (int) ((i + 0.5) * length / Math.min(HIDDEN, length)))
        .toList();
  }

  private static Map<Integer, String> names(Vocabulary vocabulary) {
    Map<Integer, String> names = new HashMap<>();
    vocabulary.base().forEach((token, id) -> names.put(id, token));
    vocabulary.specials().forEach((token, id) -> names.put(id, token));
    return names;
  }

  private void print(
      List<Integer> hidden, int[] ids, float[][] scores, Map<Integer, String> names) {
    PrintWriter out = spec.commandLine().getOut();
    ArrayNode all = new ObjectMapper().createArrayNode();
    for (int place : hidden) {
      double[] shares = HeadGraph.probabilities(scores[place]);
      ObjectNode node = all.addObject();
      node.put("place", place);
      node.put("token", names.get(ids[place]));
      ArrayNode expected = node.putArray("expected");
      IntStream.range(0, shares.length)
          .boxed()
          .sorted(Comparator.comparingDouble((Integer i) -> -shares[i]))
          .limit(SHOWN)
          .forEach(i ->
              expected
                  .addObject()
                  .put("token", names.getOrDefault(i, "?"))
                  .put("probability", Math.rint(shares[i] * 1e4) / 1e4));
    }
    if (json) {
      out.println(all);
    } else {
      all.forEach(node -> {
        out.printf("%5d  %-24s", node.get("place").asInt(), node.get("token").asText());
        node.get("expected")
            .forEach(e ->
                out.printf(" %s %.3f ", e.get("token").asText(), e.get("probability").asDouble()));
        out.println();
      });
    }
    out.flush();
  }
}
