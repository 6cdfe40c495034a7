package kiai.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import kiai.index.BeatmapIndex;
import kiai.index.IndexFacts;
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
final class InfoCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (OpenedIndex opened = OpenedIndex.open(index)) {
      ObjectNode facts = facts(opened.index());
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

  static ObjectNode facts(BeatmapIndex index) throws IOException {
    IndexFacts facts = index.facts();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("maps", index.maps());
    node.put("windows", index.windows());
    node.put("files", index.files());
    node.put("model", facts.modelName());
    node.put("model_version", facts.modelVersion());
    node.put("model_hash", facts.modelHash());
    node.put("dimension", facts.dimension());
    node.put("schema", facts.schema());
    node.put("generation", index.generation().getFileName().toString());
    node.put("segments", index.segments());
    node.put("bytes", index.bytes());
    return node;
  }
}
