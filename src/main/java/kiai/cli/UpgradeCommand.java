package kiai.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import kiai.index.IndexHealth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kiai upgrade}: rewrites an index of an older Lucene in today's format. */
@Command(
    name = "upgrade",
    mixinStandardHelpOptions = true,
    description = "Rewrites an index that an older Lucene wrote in today's format.")
final class UpgradeCommand implements Callable<Integer> {
  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    java.nio.file.Path generation =
        index
            .home()
            .current()
            .orElseThrow(
                () -> new FailedException("there is no index in " + index.home().folder()));
    IndexHealth.upgrade(generation);
    spec.commandLine().getOut().println("The index is in the format of this version.");
    spec.commandLine().getOut().flush();
    return 0;
  }
}
