package kiai.cli.commands;

import java.io.IOException;
import java.util.Locale;
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
import kiai.input.Printable;
import kiai.playing.MemoryReader;
import kiai.playing.NowPlaying;
import kiai.search.PlayedMap;
import kiai.search.SearchService;
import kiai.search.answer.Answer;
import kiai.search.answer.SearchOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kiai now}: finds maps like the one that is being played. */
@Command(
    name = "now",
    mixinStandardHelpOptions = true,
    description = {
      "Finds maps like the one that you are playing or have selected.",
      "tosu or StreamCompanion must run beside the game: they read which map it is, and Kiai asks"
          + " them. A map that is played with DT or HT is compared as it is with it."
    })
public final class NowCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      paramLabel = "URL",
      description =
          "Where the program that reads the game's memory answers, such as"
              + " http://127.0.0.1:24050/json/v2; the usual addresses of tosu and StreamCompanion.")
  private String from = "";

  @Option(names = "--filter", paramLabel = "TEXT", description = "Filters, as in kiai search.")
  private String filter = "";

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
    NowPlaying playing =
        reader().read().orElseThrow(() -> new FailedException("no map is selected in the game"));
    spec.commandLine()
        .getErr()
        .println(
            "Like "
                + Printable.line(playing.name())
                + (playing.mods().equals("nm")
                    ? ""
                    : " +" + playing.mods().toUpperCase(Locale.ROOT))
                + ":");
    try (OpenedIndex opened = OpenedIndex.open(index);
        Encoder encoder = opened.encoder(model)) {
      SearchService service = new SearchService(opened.index(), encoder);
      HitPrinter.deliver(
          spec, page, target, json, options -> answer(service, encoder, playing, options));
    }
    return 0;
  }

  private MemoryReader reader() {
    try {
      return MemoryReader.of(from);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--from " + from + " is no address: " + e.getMessage());
    }
  }

  private Answer answer(
      SearchService service, Encoder encoder, NowPlaying playing, SearchOptions options)
      throws IOException {
    SearchOptions withMods = PlayedMap.options(options, playing.mods());
    Optional<Answer> found =
        PlayedMap.similar(service, playing.md5(), playing.beatmapId(), filter, withMods);
    if (found.isPresent()) {
      return found.get();
    }
    if (playing.file() == null || encoder == null) {
      throw new FailedException(
          "the index has no map %s, and its file %s"
              .formatted(
                  Printable.line(playing.name()),
                  playing.file() == null
                      ? "is not where the program says"
                      : "cannot be compared with ready embeddings"));
    }
    MapFile map = MapFile.read(playing.file(), encoder);
    return service.similar(map.record(), map.embed(encoder), filter, withMods);
  }
}
