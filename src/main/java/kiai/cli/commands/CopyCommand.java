package kiai.cli.commands;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.output.ProgressLine;
import kiai.index.Generations;
import kiai.ingest.IndexCopy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai copy}: an index to another place. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    description = {
      "Copies an index with its vectors to another place, such as from a folder to a cluster, in",
      "place of what is there."
    })
public final class CopyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR|ADDRESS",
      description = "Where to: a folder, or opensearch://host:9200/name.")
  private String target;

  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Generations from = index.generations();
    Generations to = IndexOptions.at(target);
    if (from.location().equals(to.location())) {
      throw new FailedException("an index cannot be copied to where it is: " + to.location());
    }
    int maps;
    try (ProgressLine progress = new ProgressLine()) {
      maps = new IndexCopy(from, to, progress).run();
    }
    spec.commandLine().getOut().printf(Locale.ROOT, "%,d maps copied to %s%n", maps, to.location());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
