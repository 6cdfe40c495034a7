package kiai.api.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/** The page and its parts, and the page that shows the API, out of the program itself. */
public final class PageFiles {
  private static final String FOLDER = "/kiai/page/";
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  /** Nothing from elsewhere, and no script but our files: hostile titles stay text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self';"
          + " img-src 'self' data: blob: https://assets.ppy.sh;"
          + " connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none';"
          + " base-uri 'none'";

  private static final String DOCS_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
          + " img-src 'self' data:; connect-src 'self'; font-src 'self' data:;"
          + " frame-ancestors 'none'; base-uri 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  /** Addresses within the page: all are the same file, which reads its address. */
  private static final List<String> VIEWS =
      List.of("/", "/map/{id}", "/compare/{a}/{b}", "/foryou", "/now", "/setup");

  /** The explorer's WebGL library makes its drawing functions from text (regl), so it may. */
  private static final String EXPLORER_POLICY =
      POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");

  private static final Map<String, Asset> ASSETS = new ConcurrentHashMap<>();
  private static final String BASE = "kiai.base-path";
  private static final String ADDRESS = "=\"/"; // of a part of the page, in an HTML file

  private PageFiles() {}

  /**
   * Answers the addresses of the page.
   *
   * @param basePath below which visitors see the server, such as {@code /kiai}; empty for none
   */
  public static void route(JavalinConfig config, String basePath) {
    config.routes.before(context -> context.attribute(BASE, basePath));
    for (String view : VIEWS) {
      ReadRoutes.add(config, view, context -> send(context, FOLDER + "index.html", POLICY));
    }
    ReadRoutes.add(
        config, "/explore", context -> send(context, FOLDER + "explorer.html", EXPLORER_POLICY));
    for (String file : List.of("app.js", "app.css", "explorer.js", "icon.svg")) {
      ReadRoutes.add(config, "/assets/" + file, context -> send(context, FOLDER + file, POLICY));
    }
    ReadRoutes.add(config, "/docs", context -> send(context, FOLDER + "docs.html", DOCS_POLICY));
    ReadRoutes.add(
        config, "/docs/docs.js", context -> send(context, FOLDER + "docs.js", DOCS_POLICY));
    for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
      ReadRoutes.add(
          config, "/docs/" + file, context -> send(context, SWAGGER + file, DOCS_POLICY));
    }
  }

  /** Whether a visitor's browser asks for a page, not a program for an answer. */
  public static boolean isPage(Context context) {
    return !context.path().startsWith("/api/")
        && String.valueOf(context.header("Accept")).contains("text/html");
  }

  /** The page that says that there is nothing at an address. */
  public static void nothing(Context context) {
    send(context.status(404), FOLDER + "index.html", POLICY);
  }

  /**
   * A file as it is sent: read and compressed once, since many visitors ask at the same time.
   *
   * @param plain its bytes
   * @param packed the same, gzip
   * @param tag strong validator, in quotes
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed
  private record Asset(byte[] plain, byte[] packed, String tag) {
    static Asset of(String resource, String basePath) {
      try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new Problem(404, "There is nothing at this address");
        }
        byte[] plain = in.readAllBytes();
        if (resource.endsWith(".html") && !basePath.isEmpty()) {
          String text = new String(plain, StandardCharsets.UTF_8);
          plain = text.replace(ADDRESS, "=\"" + basePath + "/").getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length / 2);
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(plain);
        }
        return new Asset(plain, packed.toByteArray(), ETags.of(plain));
      } catch (IOException e) {
        throw new UncheckedIOException("a file of this program cannot be read: " + resource, e);
      }
    }
  }

  private static void send(Context context, String resource, String policy) {
    String basePath = context.attribute(BASE);
    Asset asset = // the same file names other addresses below another path
        ASSETS.computeIfAbsent(basePath + " " + resource, _ -> Asset.of(resource, basePath));
    context
        .contentType(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)))
        .header("Content-Security-Policy", policy)
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-cache")
        .header("Vary", "Accept-Encoding, Origin");
    boolean packed = String.valueOf(context.header("Accept-Encoding")).contains("gzip");
    String tag = packed ? ETags.packed(asset.tag()) : asset.tag();
    context.header("ETag", tag);
    if (context.statusCode() == 200 && ETags.matches(context, tag)) {
      context.status(304);
      return;
    }
    context.disableCompression(); // it is done already
    if (packed) {
      context.header("Content-Encoding", "gzip");
    }
    context.result(packed ? asset.packed() : asset.plain());
  }
}
