package kiai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kiai.embeddings.Encoder;
import kiai.search.Answer;
import kiai.search.SearchOptions;
import kiai.search.SearchService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai similar}: a map to maps that play like it. */
@Command(
    name = "similar",
    mixinStandardHelpOptions = true,
    description = "Finds maps that play like a map.")
final class SimilarCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "REF",
      description = "A beatmap id, an MD5, or a .osu file (in the index or not).")
  private String reference;

  @Option(names = "--filter", paramLabel = "TEXT", description = "Filters, as in kiai search.")
  private String filter = "";

  @Option(names = "--include-same-set", description = "Also other difficulties of its set.")
  private boolean includeSameSet;

  /** Whether speed counts. */
  private enum Tempo {
    LIKE,
    ANY
  }

  @Option(
      names = "--tempo",
      paramLabel = "like|any",
      description = "any: the same play at another speed counts as the same; default like.")
  private Tempo tempo = Tempo.LIKE;

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
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = opened.encoder(model)) {
      SearchService service = new SearchService(opened.index(), encoder);
      HitPrinter.deliver(
          spec,
          page,
          target,
          json,
          options -> answer(service, encoder, options.similar(includeSameSet, tempo == Tempo.ANY)));
    }
    return 0;
  }

  private Answer answer(SearchService service, Encoder encoder, SearchOptions options)
      throws IOException {
    boolean named = reference.matches("[0-9]{1,9}|[0-9a-fA-F]{32}");
    if (named && !Files.exists(Path.of(reference))) {
      Optional<Answer> found = service.similar(reference, filter, options);
      return found.orElseThrow(() -> new FailedException("the index has no map " + reference));
    }
    if (encoder == null) {
      throw new FailedException(
          "the index holds ready embeddings; a file can only be compared with the model that made"
              + " them (ask for maps of the index by id or MD5)");
    }
    LoadedMap map = LoadedMap.of(Path.of(reference), encoder);
    return service.similar(map.record(), map.embedding(), filter, options);
  }
}
