package kiai.cli.commands;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import kiai.cli.options.FailedException;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.OpenedIndex;
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
  private static final String ID = "KIAI_OSU_CLIENT_ID";
  private static final String SECRET = "KIAI_OSU_CLIENT_SECRET";

  @Parameters(paramLabel = "fetch", description = "What to do: fetch.")
  private String what;

  @Option(names = "--again", description = "Ask for all maps again, also for those that are known.")
  private boolean again;

  @Option(
      names = "--website",
      paramLabel = "URL",
      description = "Another server with the same API: ${DEFAULT-VALUE}.")
  private URI website = OsuApi.WEBSITE;

  @Mixin private IndexOptions index;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!what.equals("fetch")) {
      throw new FailedException("facts can be fetched: kiai facts fetch");
    }
    OsuApi api = new OsuApi(website, client(), OsuApi.Pauses.DEFAULT);
    Set<Integer> ids = new TreeSet<>();
    try (OpenedIndex opened = OpenedIndex.open(index);
        IndexSnapshot snapshot = opened.index().snapshot()) {
      snapshot.forEachMap(map -> {
        if (map.beatmapId() != null && map.beatmapId() > 0) {
          ids.add(map.beatmapId());
        }
      });
    }
    Path file = Path.of(index.generations().location()).resolve(WebsiteFacts.FILE);
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

  /** Whether somebody can be asked; without a terminal there may be no console at all. */
  @SuppressWarnings("SystemConsoleNull") // without a terminal java.base gives none
  private static boolean isAtTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** The user's own client; the secret is never shown, stored or logged. */
  private static OsuApi.Client client() {
    String id = System.getenv(ID);
    String secret = System.getenv(SECRET);
    if ((id == null || secret == null) && isAtTerminal()) {
      Console console = System.console();
      id = id == null ? console.readLine("OAuth client id: ") : id;
      char[] typed = secret == null ? console.readPassword("OAuth client secret: ") : null;
      secret = typed == null ? secret : new String(typed);
    }
    for (String part : new String[] {id, secret}) {
      if (part == null || part.isBlank()) {
        throw new FailedException(
            "say the OAuth client as %s and %s: ".formatted(ID, SECRET)
                + String.join(", ", List.of("settings", "OAuth", "new OAuth application"))
                + " on the website makes one");
      }
    }
    return new OsuApi.Client(id.strip(), secret.strip());
  }
}
