package kiai.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kiai.cli.commands.CompareSetsCommand;
import kiai.cli.commands.CompletionCommand;
import kiai.cli.commands.CopyCommand;
import kiai.cli.commands.DoctorCommand;
import kiai.cli.commands.EmbedTableCommand;
import kiai.cli.commands.ExportCommand;
import kiai.cli.commands.FactsCommand;
import kiai.cli.commands.IndexCommand;
import kiai.cli.commands.InfoCommand;
import kiai.cli.commands.NowCommand;
import kiai.cli.commands.RecommendCommand;
import kiai.cli.commands.SearchCommand;
import kiai.cli.commands.ServeCommand;
import kiai.cli.commands.SimilarCommand;
import kiai.cli.commands.UpgradeCommand;
import kiai.cli.commands.models.ClassifyCommand;
import kiai.cli.commands.models.EmbedCommand;
import kiai.cli.commands.models.EvalCommand;
import kiai.cli.commands.models.FillMaskCommand;
import kiai.cli.commands.models.ModelCommand;
import kiai.cli.commands.models.TokenDatasetCommand;
import kiai.cli.commands.models.TokensCommand;
import kiai.cli.commands.models.ZeroShotCommand;
import kiai.cli.output.PrintableWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the {@code kiai} command. */
@Command(
    name = "kiai",
    mixinStandardHelpOptions = true,
    version = "kiai 0.1.0",
    description = "Finds osu! beatmaps by how they play.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IndexCommand.class,
      SearchCommand.class,
      SimilarCommand.class,
      NowCommand.class,
      RecommendCommand.class,
      FactsCommand.class,
      TokensCommand.class,
      EmbedCommand.class,
      InfoCommand.class,
      ServeCommand.class,
      DoctorCommand.class,
      UpgradeCommand.class,
      CopyCommand.class,
      EmbedTableCommand.class,
      TokenDatasetCommand.class,
      EvalCommand.class,
      ExportCommand.class,
      CompareSetsCommand.class,
      ClassifyCommand.class,
      ZeroShotCommand.class,
      FillMaskCommand.class,
      ModelCommand.class,
      CompletionCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs a command and ends the program with its status: 0 done, 1 failed, 2 wrong usage. */
  public static void main(String[] args) {
    try (java.io.InputStream logging = Main.class.getResourceAsStream("/logging.properties")) {
      java.util.logging.LogManager.getLogManager().readConfiguration(logging);
    } catch (IOException e) {
      System.err.println("kiai: logging stays as Java sets it up: " + e.getMessage());
    }
    // Numbers are written in ASCII digits wherever this runs: vocabularies and files need them so.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Signals.handle();
    System.exit(execute(args));
  }

  private static int execute(String[] args) {
    try {
      return commandLine().execute(Arguments.of(args, System.getenv(Arguments.FILE)));
    } catch (IOException | LinkageError | OutOfMemoryError e) { // picocli lets errors through
      System.err.println("kiai: " + Failures.sentence(e).orElseThrow());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** The command line, for the program and for tests. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    // "-tech" excludes a word; it is no option of ours.
    commandLine.getSubcommands().get("search").setUnmatchedOptionsArePositionalParams(true);
    commandLine.getSubcommands().values().forEach(Main::describeWhole);
    return commandLine
        .setOut(printable(System.out))
        .setErr(printable(System.err))
        // Colours are control characters, which never reach a terminal from here.
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExpandAtFiles(false) // "@home" is a word to search for
        .setExecutionExceptionHandler(Main::report);
  }

  private static PrintWriter printable(PrintStream stream) {
    return new PrintWriter(
        new PrintableWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8)), true);
  }

  private static int report(Exception e, CommandLine command, CommandLine.ParseResult parseResult) {
    Failures.sentence(e)
        .ifPresentOrElse(
            sentence -> command.getErr().println("kiai: " + sentence),
            () -> e.printStackTrace(command.getErr()));
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See kiai --help.");
  }

  /**
   * Joins the lines of each description into whole paragraphs, of which the first is its first
   * sentence: the list of commands shows the first line alone. Indented lines are examples and stay
   * as they are.
   */
  private static void describeWhole(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    List<String> paragraphs = new ArrayList<>();
    for (String line : usage.description()) {
      int last = paragraphs.size() - 1;
      if (last < 0 || line.startsWith(" ") || paragraphs.get(last).startsWith(" ")) {
        paragraphs.add(line);
      } else {
        paragraphs.set(last, paragraphs.get(last) + " " + line);
      }
    }
    if (!paragraphs.isEmpty()) {
      String[] sentences = paragraphs.removeFirst().split("(?<=[a-z0-9)\"][.]) (?=[A-Z])", 2);
      paragraphs.addAll(0, List.of(sentences));
    }
    usage.description(paragraphs.toArray(String[]::new));
    command.getSubcommands().values().forEach(Main::describeWhole);
  }
}
