package kiai.cli.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kiai.cli.options.DatasetOptions;
import kiai.cli.options.FailedException;
import kiai.cli.options.ModelOptions;
import kiai.cli.output.ProgressLine;
import kiai.embeddings.Encoder;
import kiai.ingest.EmbeddingTask;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai embed-table}: maps as tables of ready embeddings with windows. */
@Command(
    name = "embed-table",
    mixinStandardHelpOptions = true,
    description = {
      "Embeds maps into parquet tables, which kiai index takes in as if it had embedded them itself.",
      "Run again, it goes on where it was broken off. With --part several machines share the work."
    })
public final class EmbedTableCommand implements Callable<Integer> {
  private static final Pattern PART = Pattern.compile("(\\d{1,6})/(\\d{1,6})");
  private static final int LISTED = 10;

  @Parameters(
      arity = "1..*",
      paramLabel = "ROOT",
      description = "Folders, archives and files of maps, as for kiai index.")
  private List<Path> roots;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder for the tables; several parts may share it.")
  private Path out;

  @Option(
      names = "--part",
      paramLabel = "I/N",
      description = "The I-th of N parts of the sets, such as 1/3.")
  private String part = "1/1";

  @Mixin private DatasetOptions datasetOptions;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    EmbeddingTask.Part which = part();
    for (Path root : roots) {
      if (!Files.exists(root)) {
        throw new FailedException("there is no file or folder " + root);
      }
    }
    Dataset dataset = datasetOptions.open(roots, spec);
    EmbeddingTask.Done done;
    try (Encoder encoder = model.encoder();
        ProgressLine progress = new ProgressLine()) {
      done =
          new EmbeddingTask(encoder, InputLimits.DEFAULT, model.threads())
              .run(dataset, which, out, progress);
    }
    PrintWriter text = spec.commandLine().getOut();
    text.printf(
        Locale.ROOT,
        "%,d files looked into: %,d maps embedded (%,d windows), %,d there already, %,d left out; in %s%n",
        done.files(),
        done.embedded(),
        done.windows(),
        done.known(),
        done.skipped().size(),
        out);
    for (SkippedFile skipped : done.skipped().stream().limit(LISTED).toList()) {
      text.printf("  %s: %s%n", skipped.path(), skipped.reason());
    }
    text.flush();
    return 0;
  }

  private EmbeddingTask.Part part() {
    Matcher numbers = PART.matcher(part);
    try {
      if (numbers.matches()) {
        return new EmbeddingTask.Part(
            Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--part: " + e.getMessage(), e);
    }
    throw new ParameterException(
        spec.commandLine(), "--part takes two numbers such as 1/3, not " + part);
  }
}
