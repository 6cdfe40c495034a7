package kiai.cli.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.OpenedIndex;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kiai info}: what is in an index. */
@Command(
    name = "info",
    mixinStandardHelpOptions = true,
    description = "Prints what is in an index, which model made it, and its size.")
public final class InfoCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenedIndex opened = OpenedIndex.open(index);
        IndexSnapshot snapshot = opened.index().snapshot()) {
      ObjectNode facts = facts(snapshot, opened.index().generation());
      if (json) {
        out.println(facts);
      } else {
        facts
            .properties()
            .forEach(e -> out.printf("%-16s %s%n", e.getKey(), e.getValue().asText()));
      }
    }
    out.flush();
    return 0;
  }

  private static ObjectNode facts(IndexSnapshot index, String generation) throws IOException {
    IndexManifest manifest = index.manifest();
    IndexSizes sizes = index.sizes();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("maps", sizes.maps());
    node.put("windows", sizes.windows());
    node.put("files", sizes.files());
    node.put("model", manifest.modelName());
    node.put("model_version", manifest.modelVersion());
    node.put("model_hash", manifest.modelHash());
    node.put("dimension", manifest.dimension());
    node.put("schema", manifest.schema());
    node.put("generation", generation);
    node.put("segments", sizes.segments());
    node.put("bytes", sizes.bytes());
    return node;
  }
}
