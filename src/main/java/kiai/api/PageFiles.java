package kiai.api;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The page and its parts, and the page that shows the API, out of the program itself. */
final class PageFiles {
  private static final String FOLDER = "/kiai/page/";
  private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

  /** Nothing from elsewhere, and no script but our files: hostile titles stay text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
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
  private static final List<String> VIEWS = List.of("/", "/map/{id}", "/compare/{a}/{b}", "/setup");

  /** The explorer's WebGL library makes its drawing functions from text (regl), so it may. */
  private static final String EXPLORER_POLICY =
      POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'");

  private PageFiles() {}

  static void route(JavalinConfig config) {
    for (String view : VIEWS) {
      config.routes.get(view, context -> send(context, FOLDER + "index.html", POLICY));
    }
    config.routes.get(
        "/explore", context -> send(context, FOLDER + "explorer.html", EXPLORER_POLICY));
    for (String file : List.of("app.js", "app.css", "explorer.js", "icon.svg")) {
      config.routes.get("/assets/" + file, context -> send(context, FOLDER + file, POLICY));
    }
    config.routes.get("/docs", context -> send(context, FOLDER + "docs.html", DOCS_POLICY));
    config.routes.get("/docs/docs.js", context -> send(context, FOLDER + "docs.js", DOCS_POLICY));
    for (String file : List.of("swagger-ui.css", "swagger-ui-bundle.js")) {
      config.routes.get("/docs/" + file, context -> send(context, SWAGGER + file, DOCS_POLICY));
    }
  }

  /** Whether a visitor's browser asks for a page, not a program for an answer. */
  static boolean isPage(Context context) {
    return !context.path().startsWith("/api/")
        && String.valueOf(context.header("Accept")).contains("text/html");
  }

  /** The page that says that there is nothing at an address. */
  static void nothing(Context context) {
    try {
      send(context.status(404), FOLDER + "index.html", POLICY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Context context, String resource, String policy) throws IOException {
    try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new Problem(404, "There is nothing at this address");
      }
      context
          .contentType(TYPES.get(resource.substring(resource.lastIndexOf('.') + 1)))
          .header("Content-Security-Policy", policy)
          .header("Referrer-Policy", "no-referrer")
          .header("Cache-Control", "no-cache")
          .result(in.readAllBytes());
    }
  }
}
