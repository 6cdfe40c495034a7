package kiai.cli.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.MapFile;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.PageOptions;
import kiai.cli.options.TargetOptions;
import kiai.cli.output.HitPrinter;
import kiai.embeddings.Encoder;
import kiai.query.parser.QueryParser;
import kiai.search.SearchService;
import kiai.search.answer.Answer;
import kiai.search.answer.Aspects;
import kiai.search.answer.SearchOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai similar}: finds maps that play like a map. */
@Command(
    name = "similar",
    mixinStandardHelpOptions = true,
    description = "Finds maps that play like a map.")
public final class SimilarCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "REF",
      description =
          "A beatmap id, an MD5, or a .osu file (in the index or not). Several ids or MD5 sums"
              + " together: maps like all of them.")
  private List<String> references;

  @Option(
      names = "--unlike",
      paramLabel = "REF",
      arity = "1..*",
      description = "Ids or MD5 sums of maps that the hits should not be like.")
  private List<String> unlike = List.of();

  @Option(
      names = "--by",
      paramLabel = "ASPECTS",
      description =
          "Alike in what: style, rhythm, sliders, difficulty, labels; several with weights, as"
              + " style:0.7,difficulty:0.3, which is the default.")
  private String by;

  @Option(
      names = "--mods",
      paramLabel = "nm|dt|ht",
      description = "Compare the map as it is played with this mod; not by style.")
  private String mods;

  @Option(
      names = "--passage",
      paramLabel = "FROM[-TO]",
      description = "More like this passage of the map, such as 0:32 or 0:32-1:04.")
  private String passage;

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
          options ->
              answer(
                  service,
                  encoder,
                  options.similar(includeSameSet, tempo == Tempo.ANY, Aspects.of(by, mods))));
    }
    return 0;
  }

  private Answer answer(SearchService service, Encoder encoder, SearchOptions options)
      throws IOException {
    if (references.size() > 1 || !unlike.isEmpty()) {
      return several(service, options);
    }
    String reference = references.getFirst();
    boolean named = reference.matches("[0-9]{1,9}|[0-9a-fA-F]{32}");
    if (named && !Files.exists(Path.of(reference))) {
      Optional<Answer> found =
          passage == null
              ? service.similar(reference, filter, options)
              : passages(service, reference, options);
      return found.orElseThrow(() -> new FailedException("the index has no map " + reference));
    }
    if (passage != null) {
      throw new FailedException(
          "a passage can be asked for of maps of the index only, by id or MD5");
    }
    if (encoder == null) {
      throw new FailedException(
          "the index holds ready embeddings; a file can only be compared with the model that made"
              + " them (ask for maps of the index by id or MD5)");
    }
    MapFile map = MapFile.read(Path.of(reference), encoder);
    return service.similar(map.record(), map.embed(encoder), filter, options);
  }

  private Answer several(SearchService service, SearchOptions options) throws IOException {
    List<SearchService.NamedExample> examples = new ArrayList<>();
    references.forEach(r -> examples.add(new SearchService.NamedExample(r, 1)));
    unlike.forEach(r -> examples.add(new SearchService.NamedExample(r, -1)));
    SearchService.ExamplesAnswer answer = service.similar(examples, filter, options);
    return answer
        .answer()
        .orElseThrow(() ->
            new FailedException(
                "the index has no map %s (several maps are named by ids or MD5 sums)"
                    .formatted(answer.missing().orElse(""))));
  }

  private Optional<Answer> passages(SearchService service, String reference, SearchOptions options)
      throws IOException {
    String[] times = passage.split("-", 2);
    double begin = seconds(times[0].strip());
    double end =
        times.length == 1 ? begin + service.windowMillis() / 1000.0 : seconds(times[1].strip());
    if (end <= begin) {
      throw new FailedException("the passage ends before it begins");
    }
    return service.passages(reference, (int) (begin * 1000), (int) (end * 1000), filter, options);
  }

  /** {@code 1:02}, {@code 1m2s} or seconds. */
  private static double seconds(String time) {
    return QueryParser.seconds(time)
        .orElseThrow(() -> new FailedException(time + " is no time; write for example 1:02"));
  }
}
