package kiai.api.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which hosts and origins a request may name, and which requests count as sent from this machine. A
 * page of another site that has its own name resolved to this machine (DNS rebinding) names itself
 * in the Host header; a page of another site that asks directly names itself in Origin.
 */
public final class AllowedOrigins {
  /** As an allowed name: any name. */
  public static final String ANY = "*";

  /** What a proxy adds: behind one, every visitor comes from this machine. */
  private static final List<String> PROXY_HEADERS =
      List.of(
          "Forwarded",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Proto",
          "X-Forwarded-Server",
          "X-Real-IP",
          "X-Client-IP",
          "True-Client-IP",
          "CF-Connecting-IP",
          "Via");

  private static final String ADMINISTRATION = "/api/v1/admin/";

  private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern PORT = Pattern.compile(":[0-9]+$");

  /** An address cannot be rebound: only names are looked up. */
  private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|[0-9]+([.][0-9]+){3}");

  private final Set<String> names;
  private final Set<String> origins;

  /**
   * The rules for a server.
   *
   * @param allowed names under which others reach this server, such as {@code maps.example.org}
   * @param origins of other sites whose pages may ask, such as {@code https://pools.example.org}
   */
  public AllowedOrigins(Collection<String> allowed, Collection<String> origins) {
    this.origins = Set.copyOf(origins);
    Set<String> all = new HashSet<>(LOOPBACK_NAMES);
    allowed.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
    try {
      String own = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      all.add(own);
      all.add(own + ".local");
    } catch (UnknownHostException e) {
      // This machine has no name.
    }
    this.names = all;
  }

  /**
   * Checks the Host and Origin headers of a request.
   *
   * @throws Problem 421 when it is for a name that is not ours, 403 when another site's page sent
   *     it
   */
  public void check(Context context) {
    if (!origins.isEmpty()) {
      context.header("Vary", "Origin"); // a cache must not give one site's answer to another
    }
    String host = context.host();
    if (host == null) {
      return; // HTTP/1.0; browsers always send one
    }
    String name = name(host);
    if (!names.contains(ANY) && !names.contains(name) && !ADDRESS.matcher(name).matches()) {
      throw new Problem(
          421,
          "This server does not answer under that name",
          "Whoever runs it can allow a name: kiai serve --allow-host NAME.");
    }
    String origin = context.header("Origin");
    if (origin != null && !isOwn(origin, host)) {
      if (!origins.contains(origin) || context.path().startsWith(ADMINISTRATION)) {
        throw new Problem(403, "Pages of other sites may not ask here");
      }
      context.header("Access-Control-Allow-Origin", origin);
      context.header("Access-Control-Expose-Headers", "ETag, Retry-After");
      boolean asksBefore = context.header("Access-Control-Request-Method") != null;
      if (context.method().name().equals("OPTIONS") && asksBefore) {
        preflight(context);
      }
    }
  }

  /** What a browser asks before it lets a page of another site ask. */
  private static void preflight(Context context) {
    context
        .header("Access-Control-Allow-Methods", "GET, HEAD, POST")
        .header("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
        .header("Access-Control-Max-Age", "3600")
        .status(204)
        .result("")
        .skipRemainingHandlers();
  }

  /** The name without a port, and without the full stop that ends an absolute name of DNS. */
  private static String name(String host) {
    return PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("").replaceFirst("[.]$", "");
  }

  private static boolean isOwn(String origin, String host) {
    try {
      URI uri = URI.create(origin);
      // A browser leaves the usual port out of both, other clients out of one of them.
      String usual = "https".equalsIgnoreCase(uri.getScheme()) ? ":443" : ":80";
      return uri.getRawAuthority() != null
          && withPort(host, usual).equals(withPort(uri.getRawAuthority(), usual));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String withPort(String authority, String usual) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return PORT.matcher(lower).find() ? lower : lower + usual;
  }

  /** Whether a request comes from this machine, not through a proxy on it. */
  public static boolean isThisMachine(Context context) {
    if (PROXY_HEADERS.stream().anyMatch(header -> context.header(header) != null)) {
      return false;
    }
    String host = context.host();
    return host != null && LOOPBACK_NAMES.contains(name(host)) && isLoopback(context.ip());
  }

  private static boolean isLoopback(String ip) {
    try {
      return InetAddress.getByName(ip.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
