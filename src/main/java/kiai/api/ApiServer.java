package kiai.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kiai.analysis.stars.StarCalculator;
import kiai.api.http.AllowedOrigins;
import kiai.api.http.BadRequests;
import kiai.api.http.Capacity;
import kiai.api.http.ETags;
import kiai.api.http.PageFiles;
import kiai.api.http.Problem;
import kiai.api.http.RateLimit;
import kiai.api.http.ReadRoutes;
import kiai.api.http.RequestLog;
import kiai.api.http.SlowRequests;
import kiai.api.http.UnreadBodies;
import kiai.api.http.Visitors;
import kiai.api.http.WarmUp;
import kiai.embeddings.Encoder;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.TooSlowException;
import kiai.index.opensearch.client.ClusterException;
import kiai.input.Printable;
import kiai.playing.MemoryReader;
import kiai.prepare.MapPreparer;
import kiai.search.IndexExchangedException;
import kiai.search.SearchService;
import kiai.search.answer.UnsupportedQuestionException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API and the page on an index; a newer commit is picked up within a second or two. It
 * only reads, unless it is given a way to index and somebody who may ask for it.
 */
public final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final int REFRESH_SECONDS = 2;
  private static final int IDLE_TIMEOUT_MS = 30_000;
  private static final int SWEEP_SECONDS = 3;
  private static final int LONGEST_STOP_MS = 5_000;
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(15); // for a place
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_RATING = Duration.ofSeconds(2);
  private static final int LONGEST_HEAD = 16_384; // bytes of address and headers

  private final Javalin server;
  private final AllowedOrigins origins;
  private final RateLimit rate;
  private final Capacity capacity;
  private final SlowRequests slowRequests;
  private final LiveIndex index;
  private final StarCalculator stars;
  private final NowHandlers now;
  private final BackgroundHandler backgrounds;
  private final SongHandler songs;
  private volatile boolean warm = true;
  private final LiveViews views;
  private final IndexJobs jobs;
  private final ScheduledExecutorService refresher;

  /**
   * A server that is not yet listening.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one
   */
  public ApiServer(LiveIndex index, Encoder encoder, ApiLimits limits) {
    this(index, encoder, limits, null, null);
  }

  /**
   * A server that can also be administrated.
   *
   * @param encoder of the index's model; null for an index of ready embeddings without one
   * @param jobs index folders; null when the server only reads
   * @param adminToken who has it may administrate; null when only this machine itself may
   */
  public ApiServer(
      LiveIndex index, Encoder encoder, ApiLimits limits, IndexJobs jobs, String adminToken) {
    this(index, encoder, limits, jobs, adminToken, Visitors.NEAR);
  }

  /**
   * A server for visitors from elsewhere too.
   *
   * @throws IllegalArgumentException when a proxy of the visitors is no address
   */
  public ApiServer(
      LiveIndex index,
      Encoder encoder,
      ApiLimits limits,
      IndexJobs jobs,
      String adminToken,
      Visitors visitors) {
    this.origins = new AllowedOrigins(visitors.hosts(), visitors.origins());
    this.rate = new RateLimit(visitors.questionsAMinute(), visitors.proxies());
    this.slowRequests =
        new SlowRequests(
            SlowRequests.LONGEST_HEAD, SlowRequests.LONGEST_BODY, limits.maxConnections() * 3 / 4);
    this.capacity = new Capacity(limits.questionsAtOnce(), SHORTEST_WAIT, LONGEST_WAIT);
    this.index = index;
    this.jobs = jobs;
    this.stars = StarCalculator.within(2, LONGEST_RATING);
    SearchService service = new SearchService(index, encoder);
    this.views = new LiveViews(service);
    CachedAnswers answers = new CachedAnswers(index);
    Metrics metrics = new Metrics(index, answers);
    if (jobs != null) {
      jobs.listen(new JobMetrics(metrics, views));
    }
    Uploads uploads =
        encoder == null
            ? null
            : new Uploads(new MapPreparer(encoder.model(), null, stars), limits.maxUploadBytes());
    SearchHandlers searching =
        new SearchHandlers(service, encoder, uploads, limits, answers, views, metrics);
    this.now = new NowHandlers(service, limits);
    MediaAccess media = new MediaAccess(service, visitors.mediaShared());
    this.backgrounds = new BackgroundHandler(media);
    this.songs = new SongHandler(media);
    MapHandlers maps = new MapHandlers(service, views);
    ExplorerHandlers explorer = new ExplorerHandlers(service, views, limits);
    AdminHandlers admin = new AdminHandlers(jobs, index, views, adminToken);
    this.server =
        Javalin.create(config -> {
          configure(config, limits);
          observe(config, metrics);
          route(config, searching, maps);
          routeFurther(config, explorer, admin);
          PageFiles.route(config, visitors.basePath());
          problems(config, limits);
        });
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("index-refresh").factory());
  }

  private void configure(JavalinConfig config, ApiLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.jsonMapper(new JavalinJackson(new ObjectMapper(), true));
    config.http.maxRequestSize = limits.maxBodyBytes();
    config.http.prefer405over404 = true;
    config.http.generateEtags = false; // they are ours, see ETags
    config.http.compressionStrategy = CompressionStrategy.GZIP;
    config.jetty.multipartConfig.maxFileSize(limits.maxUploadBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(
        limits.maxUploadBytes() + 65_536, SizeUnit.BYTES);
    config.jetty.modifyHttpConfiguration(http -> {
      http.setSendServerVersion(false);
      http.setIdleTimeout(IDLE_TIMEOUT_MS);
      http.setRequestHeaderSize(LONGEST_HEAD);
    });
    config.jetty.modifyServer(jetty -> {
      jetty.setErrorHandler(new BadRequests());
      jetty.setStopTimeout(LONGEST_STOP_MS); // what is being answered by then is answered
      jetty.addBean(new NetworkConnectionLimit(limits.maxConnections(), jetty));
      slowRequests.watch(jetty);
    });
  }

  private static void observe(JavalinConfig config, Metrics metrics) {
    config.routes.before(metrics::began);
    config.routes.after(metrics::ended);
    config.routes.before(RequestLog::began);
    config.routes.after(RequestLog::ended);
    ReadRoutes.add(config, "/metrics", metrics::show);
  }

  private void route(JavalinConfig config, SearchHandlers searching, MapHandlers maps) {
    config.routes.before(context -> context.header("X-Content-Type-Options", "nosniff"));
    config.routes.before(origins::check);
    config.routes.before(context -> {
      if (warm) { // until then it asks itself
        rate.check(context);
      }
    });
    config.routes.before(capacity::enter);
    config.routes.after(UnreadBodies::drop);
    config.routes.after(ETags::tag);
    config.routes.after(capacity::leave);
    config.routes.before(Parameters.KNOWN::check);
    ReadRoutes.add(config, "/api/v1/search", searching::search);
    config.routes.post("/api/v1/search", searching::structured);
    ReadRoutes.add(config, "/api/v1/recommend", searching::recommend);
    ReadRoutes.add(config, "/api/v1/now", now::now);
    ReadRoutes.add(config, "/api/v1/suggest", searching::suggest);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}", maps::beatmap);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/similar", searching::similar);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/objects", maps::objects);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/background", backgrounds::background);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/song", songs::song);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/timeline", maps::timeline);
    ReadRoutes.add(config, "/api/v1/beatmaps/{id}/compare/{other}", maps::comparison);
    config.routes.post("/api/v1/similar", searching::similarTo);
    config.routes.post("/api/v1/export", maps::export);
    ReadRoutes.add(config, "/api/v1/stats", maps::stats);
    ReadRoutes.add(config, "/health/live", context -> context.json(Map.of("status", "live")));
    ReadRoutes.add(config, "/health/ready", this::ready);
    ReadRoutes.add(config, "/openapi.json", ApiServer::openApi);
  }

  private static void routeFurther(
      JavalinConfig config, ExplorerHandlers explorer, AdminHandlers admin) {
    ReadRoutes.add(config, "/api/v1/explorer", explorer::describe);
    ReadRoutes.add(config, "/api/v1/explorer/points", explorer::points);
    ReadRoutes.add(config, "/api/v1/explorer/matches", explorer::matches);
    ReadRoutes.add(config, "/api/v1/explorer/points/{point}", explorer::point);
    ReadRoutes.add(config, "/api/v1/admin/index", admin::show);
    config.routes.post("/api/v1/admin/index", admin::start);
    config.routes.delete("/api/v1/admin/index", admin::forget);
    config.routes.post("/api/v1/admin/reload", admin::reload);
    ReadRoutes.add(config, "/api/v1/admin/folders", admin::folders);
    ReadRoutes.add(config, "/api/v1/admin/contents", admin::contents);
  }

  private static void problems(JavalinConfig config, ApiLimits limits) {
    config.routes.exception(
        TooSlowException.class, (e, context) -> Problem.answer(context, 503, e.getMessage(), null));
    config.routes.exception(
        IndexExchangedException.class,
        (e, context) -> Problem.answer(context, 503, e.getMessage(), null));
    config.routes.exception(
        UnsupportedQuestionException.class,
        (e, context) -> Problem.answer(context, 400, e.getMessage(), null));
    config.routes.exception(ClusterException.class, (e, context) -> silent(e, context));
    config.routes.exception(
        UncheckedIOException.class,
        (e, context) -> {
          if (e.getCause() instanceof ClusterException cluster) {
            silent(cluster, context);
          } else {
            unexpected(e, context, limits);
          }
        });
    config.routes.exception(Problem.class, (problem, context) -> problem.answer(context));
    config.routes.exception(HttpResponseException.class, ApiServer::answer);
    config.routes.exception(Exception.class, (e, context) -> unexpected(e, context, limits));
  }

  /** Where the cluster is concerns its operator alone. */
  private static void silent(ClusterException e, Context context) {
    LOG.warn("{}", e.getMessage());
    Problem.answer(context, 503, "the index does not answer; try again in a while", null);
  }

  private void ready(Context context) throws IOException {
    if (!warm) {
      throw new Problem(503, "The server is starting", "It answers, but slowly as yet.");
    }
    try (IndexSnapshot snapshot = index.snapshot()) {
      context.json(Map.of("status", "ready", "maps", snapshot.sizes().maps()));
    }
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
      case 404 -> {
        if (PageFiles.isPage(context)) {
          PageFiles.nothing(context);
        } else {
          Problem.answer(context, 404, "There is nothing at this address", null);
        }
      }
      case 405 -> {
        String allowed = e.getDetails().getOrDefault("availableMethods", "");
        context.header("Allow", allowed);
        Problem.answer(context, 405, "This address does not take that method", allowed);
      }
      case 413 -> Problem.answer(context, 413, "The request is too large", null);
      default -> Problem.answer(context, e.getStatus(), e.getMessage(), null);
    }
  }

  /**
   * Multipart limits and requests that break off arrive as wrapped exceptions; what is left is a
   * fault of ours.
   */
  private static void unexpected(Exception e, Context context, ApiLimits limits) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof IllegalCharsetNameException
        || cause instanceof UnsupportedCharsetException) {
      Problem.answer(context, 415, "The content type names no character set that is known", null);
    } else if (message.contains("max length exceeded")
        && context.contentLength() <= limits.maxUploadBytes()) {
      Problem.answer(context, 400, "A name or header within the form is too long", null);
    } else if (message.contains("max file size exceeded")
        || message.contains("max length exceeded")) {
      Problem.answer(
          context,
          413,
          "The file is too large",
          "The limit is %,d bytes.".formatted(limits.maxUploadBytes()));
    } else if (String.valueOf(e).contains("multipart") || message.contains("multipart")) {
      Problem.answer(context, 400, "The upload is not a whole multipart form", null);
    } else if (isOfTheClient(e)) {
      Problem.answer(context, 400, "The request is not whole", null);
    } else {
      LOG.error("{} {} failed", context.method(), Printable.line(context.path()), e);
      Problem.answer(context, 500, "Something went wrong on our side", null);
    }
  }

  /** A body that is cut off, badly chunked or too slow, or a client that hung up. */
  private static boolean isOfTheClient(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof EofException
          || cause instanceof HttpException
          || cause instanceof TimeoutException
          || cause instanceof ClosedChannelException) {
        return true;
      }
    }
    return false;
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
    views.update();
    var _ =
        refresher.scheduleWithFixedDelay(
            slowRequests::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    var _ =
        refresher.scheduleWithFixedDelay(
            this::refresh, REFRESH_SECONDS, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  /** Answers what is like the map that is played, as this program tells it; off until called. */
  public void follow(MemoryReader reader) {
    now.follow(reader);
  }

  /**
   * Asks itself some questions, so that the first visitor does not wait for what Java does once.
   * Takes some seconds at most; others are answered meanwhile, and {@code /health/ready} says no.
   *
   * @param host that was given to {@link #start}
   */
  public void warmUp(String host) {
    warm = false;
    WarmUp.of(host, port());
    warm = true;
  }

  private void refresh() {
    try {
      index.refresh();
      views.update();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the index could not be refreshed: {}", e.getMessage());
    }
  }

  /** Every method and address that is answered, such as {@code GET /api/v1/search}. */
  List<String> routes() {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .filter(endpoint -> !endpoint.method.name().equals("HEAD")) // as GET
        .map(endpoint -> endpoint.method + " " + endpoint.path)
        .toList();
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    refresher.shutdownNow();
    server.stop();
    views.close();
    if (jobs != null) {
      jobs.close();
    }
    stars.close();
  }
}
