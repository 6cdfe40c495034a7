package kiai.cli.commands;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kiai.api.ApiLimits;
import kiai.api.ApiServer;
import kiai.api.IndexJobs;
import kiai.api.http.Visitors;
import kiai.cli.options.Defaults;
import kiai.cli.options.IndexOptions;
import kiai.cli.options.LogOptions;
import kiai.cli.options.ModelOptions;
import kiai.cli.options.OpenedIndex;
import kiai.cli.options.Shutdown;
import kiai.cli.options.VisitorOptions;
import kiai.embeddings.Encoder;
import kiai.index.Generations;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.playing.MemoryReader;
import kiai.sources.Dataset;
import kiai.sources.files.FolderWatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kiai serve}: the page and the HTTP API. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves the page and the HTTP API until it is stopped.")
public final class ServeCommand implements Callable<Integer> {
  private static final int SHORTEST_TOKEN = 16;
  private static final int LONGEST_STOP_SECONDS = 20;

  @Option(names = "--host", paramLabel = "HOST", description = "Address: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "Port: ${DEFAULT-VALUE}.")
  private int port = 7270;

  @Option(
      names = "--maps",
      arity = "1..*",
      paramLabel = "ROOT",
      description = "Also bring the index in line with these roots, in the background.")
  private List<Path> maps = List.of();

  @Option(
      names = "--watch",
      description =
          "With --maps: new, changed and deleted maps of the roots are taken in as they come.")
  private boolean watch;

  @Option(
      names = "--admin-token",
      paramLabel = "TOKEN",
      description =
          "Who sends this token may administrate; without it only this machine itself, and only"
              + " on a loopback address. Better given as KIAI_ADMIN_TOKEN.")
  private String adminToken = System.getenv("KIAI_ADMIN_TOKEN");

  @Mixin private VisitorOptions visitors;
  @Mixin private LogOptions log;

  @Option(
      names = "--now",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "URL",
      description =
          "Show maps like the one that is played on this machine, which tosu or StreamCompanion"
              + " tells; whoever reaches the server sees it. Their usual addresses, or this one.")
  private String now;

  @Option(names = "--read-only", description = "Nobody may index or forget folders.")
  private boolean readOnly;

  private final CountDownLatch closed = new CountDownLatch(1);

  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port must be from 0 to 65535");
    }
    if (adminToken != null && adminToken.length() < SHORTEST_TOKEN) {
      throw new ParameterException(
          spec.commandLine(), "the admin token needs %d characters".formatted(SHORTEST_TOKEN));
    }
    Visitors allowed = visitors.checked(spec);
    log.apply();
    if (watch && maps.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--watch needs --maps");
    }
    try {
      serve(allowed);
    } finally {
      closed.countDown();
    }
    return 0;
  }

  private void serve(Visitors allowed) throws IOException, InterruptedException {
    Generations generations = index.generations();
    if (generations.current().isPresent() && maps.isEmpty()) {
      try (OpenedIndex opened = OpenedIndex.open(index);
          Encoder encoder = opened.encoder(model)) {
        serve(
            opened.index(),
            encoder,
            encoder == null ? null : indexer(generations, encoder),
            allowed);
      }
      return;
    }
    try (Encoder encoder = model.encoder(model.folder(generations))) {
      Indexer indexer = indexer(generations, encoder);
      if (generations.current().isEmpty()) {
        // Searches need an index: an empty one will do until maps are in.
        indexer.run(
            Dataset.of(List.of(), InputLimits.DEFAULT), IndexRequest.KEEP, IndexProgress.NONE);
      }
      try (OpenedIndex opened = OpenedIndex.open(index)) {
        serve(opened.index(), encoder, indexer, allowed);
      }
    }
  }

  private Indexer indexer(Generations generations, Encoder encoder) {
    return new Indexer(generations, encoder, InputLimits.DEFAULT, model.threads());
  }

  private void serve(LiveIndex opened, Encoder encoder, Indexer indexer, Visitors allowed)
      throws IOException, InterruptedException {
    IndexJobs jobs =
        indexer == null
            ? null
            : new IndexJobs(indexer, opened, Defaults.starter(encoder.model().hash()));
    try (ApiServer server =
        new ApiServer(
            opened, encoder, ApiLimits.DEFAULT, readOnly ? null : jobs, adminToken, allowed)) {
      if (now != null) {
        server.follow(reader());
      }
      server.start(host, port);
      server.warmUp(host);
      spec.commandLine()
          .getErr()
          .printf("Kiai is at http://%s:%d (API: /docs)%n", host, server.port());
      if (!maps.isEmpty()) {
        jobs.start(maps, IndexRequest.KEEP);
      } else if (isEmpty(opened)) {
        spec.commandLine().getErr().println("The index is empty: the page asks for a folder.");
      }
      CountDownLatch stopped = new CountDownLatch(1);
      Shutdown.first(() -> stop(stopped));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopped))); // without signals
      try (FolderWatch _ = watch ? watch(jobs) : null) {
        stopped.await();
      }
    }
  }

  /** Java ends when this returns: what is being answered is answered, and the index is closed. */
  private void stop(CountDownLatch stopped) {
    stopped.countDown();
    try {
      var _ = closed.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private MemoryReader reader() {
    try {
      return MemoryReader.of(now);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "--now " + now + " is no address: " + e.getMessage());
    }
  }

  private FolderWatch watch(IndexJobs jobs) throws IOException {
    return new FolderWatch(
            maps, FolderWatch.Patience.DEFAULT, () -> jobs.start(maps, IndexRequest.PRUNE))
        .start();
  }

  private static boolean isEmpty(LiveIndex index) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return snapshot.sizes().maps() == 0;
    }
  }
}
