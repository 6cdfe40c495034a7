package kiai.cli.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.PageOptions;
import kiai.cli.options.TargetOptions;
import kiai.cli.output.HitPrinter;
import kiai.embeddings.Encoder;
import kiai.search.SearchService;
import kiai.search.answer.Challenge;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai recommend}: maps for somebody who likes some maps. */
@Command(
    name = "recommend",
    mixinStandardHelpOptions = true,
    description = {
      "Recommends maps like those that you like: by default like those that you played, as osu!'s",
      "own databases say. What is like a liked map and about as hard comes first."
    })
public final class RecommendCommand implements Callable<Integer> {
  private static final long MOST_BYTES = 4 << 20;

  @Parameters(
      arity = "0..*",
      paramLabel = "LIKED",
      description = {
        "A search for the maps that you like, such as collection=farm or",
        "\"played<30 stars>5\"; default played=yes."
      })
  private List<String> liked = List.of();

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "Liked maps by their beatmap ids or MD5 sums, one a line.")
  private Path ids;

  @Option(names = "--filter", paramLabel = "TEXT", description = "Filters, as in kiai search.")
  private String filter = "";

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "easier, same (default), harder or challenge: stars -0.5, 0, +0.3, +0.7.")
  private String level;

  @Option(names = "--include-played", description = "Also maps that you have played.")
  private boolean includePlayed;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private TargetOptions target;
  @Mixin private PageOptions page;
  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    target.check();
    if (!target.strayText().isEmpty()) {
      throw new FailedException("--to takes one name, and only for .osdb and collection.db");
    }
    String text = liked.isEmpty() ? "played=yes" : String.join(" ", liked);
    List<String> named = ids == null ? List.of() : ids(ids);
    Challenge challenge = Challenge.of(level);
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = opened.encoder(model)) {
      SearchService service = new SearchService(opened.index(), encoder);
      HitPrinter.deliver(
          spec,
          page,
          target,
          json,
          options ->
              service.recommend(
                  text, named, filter, challenge, includePlayed, options.explaining(true)));
    }
    return 0;
  }

  private static List<String> ids(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new FailedException(file + " is no list of ids: it has more than 4 MB");
    }
    List<String> lines =
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.replace("\ufeff", "").strip())
            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
            .toList();
    for (String line : lines) {
      if (!line.matches("[0-9]{1,9}|[0-9a-fA-F]{32}")) {
        throw new FailedException("%s: \"%s\" is no beatmap id or MD5".formatted(file, line));
      }
    }
    return lines;
  }
}
