package kiai.cli;

import kiai.search.SearchOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that lists hits. */
final class PageOptions {
  @Option(names = "--limit", paramLabel = "N", description = "Most hits: ${DEFAULT-VALUE}.")
  private int limit = 10;

  @Option(names = "--offset", paramLabel = "N", description = "Hits to leave out first.")
  private int offset;

  @Option(names = "--one-per-set", description = "Only the best difficulty of each set.")
  private boolean onePerSet;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  int offset() {
    return offset;
  }

  SearchOptions options() {
    if (limit < 1 || limit > SearchOptions.MAX_LIMIT) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be from 1 to " + SearchOptions.MAX_LIMIT);
    }
    if (offset < 0 || offset > SearchOptions.WINDOW) {
      throw new ParameterException(
          spec.commandLine(), "--offset must be from 0 to " + SearchOptions.WINDOW);
    }
    return new SearchOptions(limit, offset, onePerSet, false, 0, false);
  }
}
