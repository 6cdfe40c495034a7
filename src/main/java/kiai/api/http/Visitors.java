package kiai.api.http;

import java.util.List;

/**
 * Who may ask a server, and from where they come.
 *
 * @param hosts names under which others reach this server, besides this machine's; see {@link
 *     AllowedOrigins#ANY}
 * @param origins of other sites whose pages may ask, such as {@code https://pools.example.org}
 * @param basePath path below which a proxy shows the server, such as {@code /kiai}; empty for none.
 *     The proxy takes it away before it passes a request on
 * @param proxies addresses of proxies that say truly who asks ({@code X-Forwarded-For})
 * @param questionsAMinute of one visitor; 0 for no limit
 * @param mediaShared whether others than this machine get songs and backgrounds
 */
public record Visitors(
    List<String> hosts,
    List<String> origins,
    String basePath,
    List<String> proxies,
    int questionsAMinute,
    boolean mediaShared) {
  /** This machine, and whoever reaches its addresses, without a limit. */
  public static final Visitors NEAR = new Visitors(List.of(), List.of(), "", List.of(), 0, false);
}
