package kiai.cli.options;

import kiai.search.answer.SearchOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command that lists hits. */
public final class PageOptions {
  @Option(names = "--limit", paramLabel = "N", description = "Most hits: ${DEFAULT-VALUE}.")
  private int limit = 10;

  @Option(names = "--offset", paramLabel = "N", description = "Hits to leave out first.")
  private int offset;

  @Option(
      names = "--all-difficulties",
      description = "Every difficulty; else only the best of each set.")
  private boolean allDifficulties;

  @Option(names = "--min-score", paramLabel = "X", description = "No hits below it, 0 to 1.")
  private double minScore;

  @Option(
      names = "--diversity",
      paramLabel = "X",
      description = "How much hits should differ from each other, 0 to 1: ${DEFAULT-VALUE}.")
  private double diversity;

  @Option(
      names = "--hide",
      paramLabel = "FILTERS",
      description =
          "Never show maps that meet one of these filters: --hide \"mode=mania mapper=X\".")
  private String hidden = "";

  @Option(names = "--explain", description = "Say of each hit why it is there.")
  private boolean explain;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  public int offset() {
    return offset;
  }

  public SearchOptions options() {
    if (limit < 1 || limit > SearchOptions.MAX_LIMIT) {
      throw new ParameterException(
          spec.commandLine(), "--limit must be from 1 to " + SearchOptions.MAX_LIMIT);
    }
    if (offset < 0 || offset > SearchOptions.WINDOW) {
      throw new ParameterException(
          spec.commandLine(), "--offset must be from 0 to " + SearchOptions.WINDOW);
    }
    if (!(minScore >= 0 && minScore <= 1) || !(diversity >= 0 && diversity <= 1)) {
      throw new ParameterException(
          spec.commandLine(), "--min-score and --diversity must be from 0 to 1");
    }
    return SearchOptions.DEFAULT
        .page(limit, offset)
        .folding(!allDifficulties)
        .choosing(minScore, diversity)
        .explaining(explain)
        .hiding(hidden);
  }
}
