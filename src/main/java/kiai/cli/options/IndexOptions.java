package kiai.cli.options;

import java.nio.file.Path;
import kiai.index.Generations;
import kiai.index.lucene.LuceneGenerations;
import picocli.CommandLine.Option;

/** Options of every command that uses an index. */
public final class IndexOptions {
  @Option(
      names = "--index",
      paramLabel = "DIR",
      description = "Index folder: index/, or what KIAI_INDEX names.")
  private Path index = Defaults.index();

  public Generations generations() {
    return new LuceneGenerations(index);
  }
}
