package kiai.cli.options;

import java.io.Console;
import java.net.URI;
import kiai.website.OsuApi;
import picocli.CommandLine.Option;

/** Where osu!'s website is, and who asks it: an OAuth client of the user's. */
public final class WebsiteOptions {
  private static final String ID = "KIAI_OSU_CLIENT_ID";
  private static final String SECRET = "KIAI_OSU_CLIENT_SECRET";

  @Option(
      names = "--website",
      paramLabel = "URL",
      description = "Another server with the same API: ${DEFAULT-VALUE}.")
  private URI website = OsuApi.WEBSITE;

  /**
   * The website, asked as it wishes to be.
   *
   * @throws FailedException when there is no OAuth client and nobody to ask for one
   */
  public OsuApi api() {
    String scheme = String.valueOf(website.getScheme());
    if (!(scheme.equals("https") || scheme.equals("http")) || website.getHost() == null) {
      throw new FailedException("--website is an address such as " + OsuApi.WEBSITE);
    }
    String text = website.toString();
    URI folder = text.endsWith("/") ? website : URI.create(text + "/");
    return new OsuApi(folder, client(), OsuApi.Pauses.DEFAULT);
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
                + "settings, OAuth, new OAuth application on the website makes one");
      }
    }
    return new OsuApi.Client(id.strip(), secret.strip());
  }
}
