package kiai.cli.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import kiai.beatmap.GameMode;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.PageOptions;
import kiai.cli.options.TargetOptions;
import kiai.cli.options.WebsiteOptions;
import kiai.cli.output.HitPrinter;
import kiai.embeddings.Encoder;
import kiai.map.Mods;
import kiai.search.LikedId;
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
      "own databases say. What is like a liked map and about as hard comes first. With --player:",
      "like the maps of that player's best scores, as hard as with the mods of each."
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
      description =
          "Liked maps by their beatmap ids or MD5 sums, one a line, with mods where they are"
              + " played so: 129891+HDDT.")
  private Path ids;

  @Option(
      names = "--player",
      paramLabel = "NAME",
      description = {
        "Liked maps are those of a player's best scores, which osu!'s website is asked for. Needs an",
        "OAuth client of yours, as kiai facts fetch does."
      })
  private String player;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Ruleset of the player's scores: osu, taiko, fruits or mania.")
  private String mode;

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

  @Mixin private WebsiteOptions website;
  @Mixin private TargetOptions target;
  @Mixin private PageOptions page;
  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    target.check();
    if (mode != null && !GameMode.apiNames().contains(mode)) {
      throw new FailedException("--mode is one of " + String.join(", ", GameMode.apiNames()));
    }
    if ((player != null ? 1 : 0) + (ids != null ? 1 : 0) + (liked.isEmpty() ? 0 : 1) > 1) {
      throw new FailedException("say liked maps once: --player, --ids or a search");
    }
    if (mode != null && player == null) {
      throw new FailedException("--mode belongs to --player; mode=taiko in --filter chooses hits");
    }
    if (!target.strayText().isEmpty()) {
      throw new FailedException("--to takes one name, and only for .osdb and collection.db");
    }
    String text = liked.isEmpty() ? "played=yes" : String.join(" ", liked);
    List<LikedId> named = player != null ? scores() : ids == null ? List.<LikedId>of() : ids(ids);
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

  private List<LikedId> scores() throws IOException, InterruptedException {
    List<LikedId> maps =
        website.api().bestScores(player, mode).stream()
            .map(s -> new LikedId(String.valueOf(s.beatmapId()), Mods.ofAcronyms(s.mods())))
            .toList();
    if (maps.isEmpty()) {
      throw new FailedException(
          player + " has no best scores" + (mode == null ? "" : " in " + mode));
    }
    return maps;
  }

  private static List<LikedId> ids(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FailedException(file + " is no file with ids");
    }
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
      if (!line.matches("([0-9]{1,9}|[0-9a-fA-F]{32})(\\s*\\+\\s*([A-Za-z]{2})+)?")) {
        throw new FailedException("%s: \"%s\" is no beatmap id or MD5".formatted(file, line));
      }
    }
    if (lines.isEmpty()) {
      throw new FailedException(file + " holds no ids");
    }
    return lines.stream().map(LikedId::parse).toList();
  }
}
