package kiai.api.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;

/**
 * Routes that are read: GET, and HEAD with the same status and headers (RFC 9110, 9.3.2). Javalin
 * by itself answers every HEAD with 200, without asking the handler.
 */
public final class ReadRoutes {
  private ReadRoutes() {}

  /** Answers GET and HEAD; Jetty leaves out the body of the latter. */
  public static void add(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
  }
}
