package kiai.cli.commands;

import java.io.IOException;
import java.util.concurrent.Callable;
import kiai.cli.options.IndexOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kiai upgrade}: rewrites an index of an older Lucene in today's format. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = "Rewrites an index that an older Lucene wrote in today's format.")
public final class UpgradeCommand implements Callable<Integer> {
  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    index.generations().upgradeFormat();
    spec.commandLine().getOut().println("The index is in the format of this version.");
    spec.commandLine().getOut().flush();
    return 0;
  }
}
