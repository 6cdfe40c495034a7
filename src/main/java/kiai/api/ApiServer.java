package kiai.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kiai.analysis.StarCalculator;
import kiai.embeddings.Encoder;
import kiai.index.BeatmapIndex;
import kiai.search.SearchService;
import kiai.search.UnsupportedQuestionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API on an index. It only reads; a newer commit is picked up within a second or two. */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int REFRESH_SECONDS = 2;
  private static final int IDLE_TIMEOUT_MS = 30_000;

  private final Javalin server;
  private final BeatmapIndex index;
  private final StarCalculator stars;
  private final ScheduledExecutorService refresher;

  /**
   * A server that is not yet listening.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one
   */
  public ApiServer(BeatmapIndex index, Encoder encoder, ApiLimits limits) {
    this.index = index;
    this.stars = new StarCalculator(2);
    Handlers handlers =
        new Handlers(
            new SearchService(index, encoder),
            encoder,
            encoder == null ? null : new Uploads(encoder.model(), stars, limits.maxUploadBytes()),
            limits);
    this.server = Javalin.create(config -> configure(config, handlers, limits));
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("index-refresh").factory());
  }

  private void configure(JavalinConfig config, Handlers handlers, ApiLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.jsonMapper(new JavalinJackson(new ObjectMapper(), true));
    config.http.maxRequestSize = limits.maxBodyBytes();
    config.http.prefer405over404 = true;
    config.jetty.multipartConfig.maxFileSize(limits.maxUploadBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(
        limits.maxUploadBytes() + 65_536, SizeUnit.BYTES);
    config.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setIdleTimeout(IDLE_TIMEOUT_MS);
    });
    config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
    config.routes.get("/api/v1/search", handlers::search);
    config.routes.post("/api/v1/search", handlers::searchStructured);
    config.routes.get("/api/v1/beatmaps/{id}", handlers::beatmap);
    config.routes.get("/api/v1/beatmaps/{id}/similar", handlers::similar);
    config.routes.post("/api/v1/similar", handlers::similarToUpload);
    config.routes.get("/api/v1/stats", handlers::stats);
    config.routes.get("/health/live", context -> context.json(Map.of("status", "live")));
    config.routes.get("/health/ready", this::ready);
    config.routes.get("/openapi.json", ApiServer::openApi);
    config.routes.exception(
        UnsupportedQuestionException.class,
        (e, context) -> Problem.answer(context, 400, e.getMessage(), null));
    config.routes.exception(Problem.class, (problem, context) -> problem.answer(context));
    config.routes.exception(HttpResponseException.class, ApiServer::answer);
    config.routes.exception(Exception.class, (e, context) -> unexpected(e, context, limits));
  }

  private void ready(Context context) throws IOException {
    context.json(Map.of("status", "ready", "maps", index.maps()));
  }

  private static void openApi(Context context) throws IOException {
    try (InputStream document = ApiServer.class.getResourceAsStream("openapi.json")) {
      context
          .contentType("application/json")
          .result(new String(document.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static void answer(HttpResponseException e, Context context) {
    switch (e.getStatus()) {
      case 404 -> Problem.answer(context, 404, "There is nothing at this address", null);
      case 405 -> {
        String allowed = e.getDetails().getOrDefault("availableMethods", "");
        context.header("Allow", allowed);
        Problem.answer(context, 405, "This address does not take that method", allowed);
      }
      case 413 -> Problem.answer(context, 413, "The request is too large", null);
      default -> Problem.answer(context, e.getStatus(), e.getMessage(), null);
    }
  }

  /** Multipart limits arrive as wrapped exceptions; what is left is a fault of ours. */
  private static void unexpected(Exception e, Context context, ApiLimits limits) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (message.contains("max file size exceeded") || message.contains("max length exceeded")) {
      Problem.answer(
          context,
          413,
          "The file is too large",
          "The limit is %,d bytes.".formatted(limits.maxUploadBytes()));
    } else if (String.valueOf(e).contains("multipart") || message.contains("multipart")) {
      Problem.answer(context, 400, "The upload is not a whole multipart form", null);
    } else {
      LOG.error("{} {} failed", context.method(), context.path(), e);
      Problem.answer(context, 500, "Something went wrong on our side", null);
    }
  }

  /**
   * Listens; port 0 takes a free one.
   *
   * @throws IOException when the address cannot be listened on, with the reason
   */
  public void start(String host, int port) throws IOException {
    try {
      server.start(host, port);
    } catch (RuntimeException e) {
      throw new IOException("cannot listen on %s:%d: %s".formatted(host, port, e.getMessage()), e);
    }
    var _ =
        refresher.scheduleWithFixedDelay(
            this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  private void refresh() {
    try {
      index.refresh();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the index could not be refreshed: {}", e.getMessage());
    }
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    refresher.shutdownNow();
    server.stop();
    stars.close();
  }
}
