package kiai.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.OpenedIndex;
import kiai.index.IndexSnapshot;
import kiai.ingest.EmbeddingExport;
import kiai.input.SkippedFile;
import kiai.query.Condition;
import kiai.query.ParsedQuery;
import kiai.query.parser.QueryParser;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai export}: an index as a table of ready embeddings. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes the maps of an index with their embeddings as a parquet table, in the layout of",
      "CM3P-Embeddings-244K."
    })
public final class ExportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.parquet", description = "Where to write.")
  private Path target;

  @Option(
      names = "--merge-with",
      paramLabel = "FILE.parquet",
      description = "A table whose other maps follow; where both have a map, the index wins.")
  private Path mergeWith;

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      description = "Only maps that meet filters of the search language, such as \"mode=mania\".")
  private String filter = "";

  @Option(
      names = "--compact",
      description = {
        "Vectors as whole numbers from -127 to 127, and the patterns of the maps: a quarter as",
        "large, for Kiai alone."
      })
  private boolean compact;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new FailedException("there is no folder " + folder);
    }
    List<SkippedFile> skipped = new ArrayList<>();
    try (OpenedIndex opened = OpenedIndex.open(index);
        IndexSnapshot snapshot = opened.index().snapshot()) {
      EmbeddingExport.Exported done =
          new EmbeddingExport(snapshot, which(snapshot), compact)
              .write(target, mergeWith, skipped::add);
      for (SkippedFile row : skipped) {
        spec.commandLine().getErr().println("kiai: %s: %s".formatted(row.path(), row.reason()));
      }
      if (json) {
        out.println(
            new ObjectMapper()
                .createObjectNode()
                .put("maps", done.maps())
                .put("merged", done.merged()));
      } else {
        out.printf(
            "%,d maps of the index and %,d others in %s%n", done.maps(), done.merged(), target);
      }
    }
    out.flush();
    return 0;
  }

  private Condition which(IndexSnapshot snapshot) throws IOException {
    ParsedQuery query =
        new QueryParser(snapshot.vocabulary(), Clock.systemUTC()).parseBeside(filter);
    if (!query.preferences().isEmpty() || query.order() != null || query.like() != null) {
      throw new FailedException("\"%s\" is more than filters".formatted(filter));
    }
    return filter.isBlank() ? new Condition.Everything() : query.matching().condition();
  }
}
