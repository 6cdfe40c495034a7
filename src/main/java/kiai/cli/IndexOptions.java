package kiai.cli;

import java.nio.file.Path;
import kiai.index.IndexHome;
import picocli.CommandLine.Option;

/** Options of every command that uses an index. */
final class IndexOptions {
  @Option(names = "--index", paramLabel = "DIR", description = "Index folder: index/.")
  private Path index = Defaults.index();

  IndexHome home() {
    return new IndexHome(index);
  }
}
