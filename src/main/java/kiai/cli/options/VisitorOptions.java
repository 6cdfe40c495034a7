package kiai.cli.options;

import java.util.List;
import java.util.regex.Pattern;
import kiai.api.http.Network;
import kiai.api.http.Visitors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Who may ask a server, and from where they come. */
public final class VisitorOptions {
  private static final Pattern BASE_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.\\[\\]:-]+");

  @Option(
      names = "--allow-host",
      arity = "1..*",
      paramLabel = "NAME",
      description =
          "Names under which others reach this server, such as maps.example.org; this machine's"
              + " own and every address are allowed. \"*\" allows any.")
  private List<String> allowedHosts = List.of();

  @Option(
      names = "--allow-origin",
      arity = "1..*",
      paramLabel = "URL",
      description =
          "Other sites whose pages may ask from a browser (CORS), such as"
              + " https://pools.example.org; never to administrate.")
  private List<String> allowedOrigins = List.of();

  @Option(
      names = "--base-path",
      paramLabel = "PATH",
      description =
          "The path below which a proxy shows this server, such as /kiai; the proxy takes it away"
              + " before it passes a request on.")
  private String basePath = "";

  @Option(
      names = "--rate-limit",
      paramLabel = "N",
      description =
          "Questions a minute of one visitor; more get 429 with Retry-After. No limit when left"
              + " out.")
  private int rateLimit;

  @Option(
      names = "--trust-proxy",
      arity = "1..*",
      paramLabel = "ADDRESS",
      description =
          "Addresses of proxies in front of this server, or networks of them such as 10.0.0.0/8:"
              + " --rate-limit then counts the visitors that they name in X-Forwarded-For.")
  private List<String> proxies = List.of();

  @Option(
      names = "--share-media",
      description =
          "Let others hear the songs and see the backgrounds of your maps; without it only a"
              + " browser on this machine gets them.")
  private boolean shareMedia;

  /**
   * What was said.
   *
   * @throws ParameterException when it cannot be meant so
   */
  public Visitors checked(CommandSpec spec) {
    if (!basePath.isEmpty() && !BASE_PATH.matcher(basePath).matches()) {
      throw wrong(spec, "--base-path is a path such as /kiai, not " + basePath);
    }
    if (rateLimit < 0) {
      throw wrong(spec, "--rate-limit is 1 or more, or 0 for no limit");
    }
    for (String origin : allowedOrigins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw wrong(
            spec,
            "--allow-origin is scheme and name as a browser sends them, such as"
                + " https://pools.example.org, not "
                + origin);
      }
    }
    try {
      proxies.forEach(Network::of);
    } catch (IllegalArgumentException e) {
      throw wrong(spec, "--trust-proxy: " + e.getMessage());
    }
    return new Visitors(allowedHosts, allowedOrigins, basePath, proxies, rateLimit, shareMedia);
  }

  private static ParameterException wrong(CommandSpec spec, String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
