package kiai.cli.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.OpenedIndex;
import kiai.index.IndexSnapshot;
import kiai.ingest.EmbeddingExport;
import kiai.input.SkippedFile;
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
          new EmbeddingExport(snapshot).write(target, mergeWith, skipped::add);
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
}
