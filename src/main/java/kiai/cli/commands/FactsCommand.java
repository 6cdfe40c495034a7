package kiai.cli.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.WebsiteOptions;
import kiai.index.IndexSnapshot;
import kiai.tokens.UserTags;
import kiai.website.OsuApi;
import kiai.website.WebsiteFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai facts fetch}: what osu!'s website knows of the maps of an index. */
@Command(
    name = "facts",
    mixinStandardHelpOptions = true,
    description = {
      "Asks osu!'s website what it knows of the index's maps.",
      "Status, dates, star ratings, user tags, plays, favourites, genre, language: into a table that",
      "kiai index then reads by itself. Needs an OAuth client of yours (on the website: settings,",
      "OAuth, new OAuth application), as KIAI_OSU_CLIENT_ID and KIAI_OSU_CLIENT_SECRET or typed in."
    })
public final class FactsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "fetch", description = "What to do: fetch.")
  private String what;

  @Option(names = "--again", description = "Ask for all maps again, also for those that are known.")
  private boolean again;

  @Mixin private WebsiteOptions website;
  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!what.equals("fetch")) {
      throw new FailedException("facts can be fetched: kiai facts fetch");
    }
    OsuApi api = website.api();
    Set<Integer> ids = new TreeSet<>();
    try (OpenedIndex opened = OpenedIndex.open(index);
        IndexSnapshot snapshot = opened.index().snapshot()) {
      snapshot.forEachMap(map -> {
        if (map.beatmapId() != null && map.beatmapId() > 0) {
          ids.add(map.beatmapId());
        }
      });
    }
    Path file = index.folder().resolve(WebsiteFacts.FILE);
    WebsiteFacts.Fetched fetched =
        new WebsiteFacts(file, UserTags.vocabulary())
            .fetch(
                ids,
                api,
                again,
                (done, all) ->
                    spec.commandLine().getErr().printf("%,d of %,d maps asked for%n", done, all));
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%,d maps told of, %,d not known to the website, %,d known before; in %s%n"
                + "The next kiai index takes them in.%n",
            fetched.found(),
            fetched.missing(),
            fetched.known(),
            file);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
