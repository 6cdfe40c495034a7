package kiai.cli.commands.models;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.MapFile;
import kiai.cli.options.ModelOptions;
import kiai.embeddings.Encoder;
import kiai.embeddings.MapEmbedding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai embed}: the vectors of maps. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = "Prints the embeddings of maps: one for each window and one for the map.")
public final class EmbedCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE.osu", description = "Maps.")
  private List<Path> files;

  @Option(names = "--json", description = "One JSON object for each file.")
  private boolean json;

  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int failed = 0;
    try (Encoder encoder = model.encoder()) {
      for (Path file : files) {
        try {
          print(out, file, MapFile.read(file, encoder), encoder);
        } catch (FailedException e) {
          spec.commandLine().getErr().println("kiai: " + e.getMessage());
          failed++;
        }
      }
    }
    out.flush();
    return failed == 0 ? 0 : 1;
  }

  private void print(PrintWriter out, Path file, MapFile map, Encoder encoder) {
    MapEmbedding embedding = map.embed(encoder);
    if (!json) {
      out.printf(
          "%s  %d windows, %d numbers each%n",
          file, embedding.windows().length, encoder.model().dimension());
      return;
    }
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("md5", map.record().md5());
    node.put("model", encoder.model().name());
    floats(node.putArray("embedding"), embedding.map());
    ArrayNode windows = node.putArray("windows");
    for (int i = 0; i < embedding.windows().length; i++) {
      ObjectNode window = windows.addObject();
      window.put("start_ms", embedding.startMs()[i]);
      window.put("objects", embedding.objects()[i]);
      floats(window.putArray("embedding"), embedding.windows()[i]);
    }
    out.println(node);
  }

  private static void floats(ArrayNode array, float[] values) {
    for (float value : values) {
      array.add(value);
    }
  }
}
