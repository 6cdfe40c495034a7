package kiai.api;

import com.github.benmanes.caffeine.cache.Cache;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;

/** Counters and timings in the text format of Prometheus. */
final class Metrics {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
  private static final String STARTED = "kiai.started";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LiveIndex index;
  private final Counter windows;

  Metrics(LiveIndex index, CachedAnswers answers) {
    this.index = index;
    windows =
        Counter.builder("kiai.windows.embedded")
            .description("Windows that went through the encoder")
            .register(registry);
    gauge("kiai.index.maps", "Maps in the index", IndexSizes::maps);
    gauge("kiai.index.windows", "Windows in the index", IndexSizes::windows);
    gauge("kiai.index.bytes", "Bytes of the index on disk", IndexSizes::bytes);
    gauge("kiai.index.segments", "Lucene segments", IndexSizes::segments);
    gauge("kiai.index.commit", "Version of the commit that is searched", IndexSizes::commit);
    CaffeineCacheMetrics.monitor(registry, cache(answers), "answers");
    new JvmMemoryMetrics().bindTo(registry);
  }

  private static Cache<?, ?> cache(CachedAnswers answers) {
    return answers.cache();
  }

  private void gauge(String name, String description, ToDoubleFunction<IndexSizes> value) {
    Gauge.builder(
            name,
            () -> {
              try (IndexSnapshot snapshot = index.snapshot()) {
                return value.applyAsDouble(snapshot.sizes());
              } catch (IOException e) {
                return Double.NaN; // Prometheus' word for no value
              }
            })
        .description(description)
        .register(registry);
  }

  void encoderQueue(Supplier<Number> waiting) {
    Gauge.builder("kiai.encoder.queue", waiting)
        .description("Requests that wait for the encoder or are in it")
        .register(registry);
  }

  void windows(long count) {
    windows.increment((double) count);
  }

  /** A file that was left out; reasons are cut before what is special to one file. */
  void skipped(String reason) {
    String kind = reason.split("[:(,0-9\"]", 2)[0].strip();
    Counter.builder("kiai.files.skipped")
        .description("Files that were left out, by reason")
        .tag("reason", kind.length() > 60 ? kind.substring(0, 60) : kind)
        .register(registry)
        .increment();
  }

  void began(Context context) {
    context.attribute(STARTED, System.nanoTime());
  }

  void ended(Context context) {
    Long started = context.attribute(STARTED);
    String method = context.method().toString();
    var endpoint = context.endpoints().lastHttpEndpoint();
    if (started != null) {
      Timer.builder("kiai.http.requests")
          .description("Requests by route")
          .tag("method", METHODS.contains(method) ? method : "OTHER") // anybody can make up more
          .tag("route", endpoint == null ? "none" : endpoint.path)
          .tag("status", Integer.toString(context.statusCode()))
          .publishPercentileHistogram()
          .minimumExpectedValue(Duration.ofMillis(1))
          .maximumExpectedValue(Duration.ofSeconds(10))
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - started));
    }
  }

  void show(Context context) {
    context.contentType("text/plain; version=0.0.4; charset=utf-8").result(registry.scrape());
  }
}
