package kiai.cli.commands.models;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import kiai.cli.options.Defaults;
import kiai.cli.options.FailedException;
import kiai.embeddings.ModelFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai model}: brings in other models. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Brings in other models.",
    subcommands = ModelCommand.Add.class)
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which one? See kiai model --help.");
  }

  /**
   * {@code kiai model add}: exports a checkpoint with tools/, in a Python environment of its own.
   */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Exports a checkpoint of CM3P, a folder or a name on the hub, as a model folder.",
        "Makes a private Python environment in tools/.venv when there is none (about 2 GB)."
      })
  public static final class Add implements Callable<Integer> {
    @Parameters(
        paramLabel = "CHECKPOINT",
        description = "A folder with config.json and weights, or a name such as OliBomby/CM3P.")
    private String checkpoint;

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description = "Where the model goes: onnx/NAME when left out.")
    private Path out;

    @Option(
        names = "--processor",
        paramLabel = "DIR",
        description = "Folder of the processor; the checkpoint's own when left out.")
    private Path processor;

    @Option(
        names = "--precisions",
        paramLabel = "LIST",
        description = "Besides float32: ${DEFAULT-VALUE}.")
    private String precisions = "float16,int8";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
      PrintWriter err = spec.commandLine().getErr();
      Path tools = Defaults.home().resolve("tools");
      if (!Files.isRegularFile(tools.resolve("environment"))) {
        throw new FailedException(
            "there is no tools folder beside kiai; take the whole repository");
      }
      String python = last(tools, List.of("bash", "environment"), err);
      String name =
          checkpoint.replaceAll("/+$", "").replaceAll(".*[/\\\\]", "").toLowerCase(Locale.ROOT);
      Path target = out == null ? Defaults.model().resolveSibling(name) : out;
      List<String> command =
          new ArrayList<>(
              List.of(
                  python,
                  "-W",
                  "ignore",
                  "-m",
                  "kiai_tools.released_export",
                  Files.isDirectory(Path.of(checkpoint))
                      ? Path.of(checkpoint).toAbsolutePath().toString()
                      : checkpoint,
                  "--out",
                  target.toAbsolutePath().toString(),
                  "--precisions",
                  precisions));
      if (processor != null) {
        command.add("--processor");
        command.add(processor.toAbsolutePath().toString());
      }
      err.println("Exporting …");
      last(tools, command, err);
      ModelFolder model = ModelFolder.read(target);
      spec.commandLine()
          .getOut()
          .printf(
              "%s %s is in %s; check it with: kiai doctor --model %s%n",
              model.name(), model.version(), target, target);
      spec.commandLine().getOut().flush();
      return 0;
    }

    /** Runs a program, shows what it prints, and gives its last line. */
    private static String last(Path folder, List<String> command, PrintWriter err)
        throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String last = "";
      try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.contains("difference") || line.contains("traced") || line.contains("fetching")) {
            err.println("  " + line);
          }
          last = line.isBlank() ? last : line;
        }
      }
      if (process.waitFor() != 0) {
        throw new FailedException("that failed; what it said stands above");
      }
      return last;
    }
  }
}
