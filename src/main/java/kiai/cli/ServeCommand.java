package kiai.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import kiai.api.ApiLimits;
import kiai.api.ApiServer;
import kiai.dataset.Dataset;
import kiai.dataset.DatasetFilters;
import kiai.dataset.InputLimits;
import kiai.embeddings.Encoder;
import kiai.index.BeatmapIndex;
import kiai.index.IndexHome;
import kiai.index.IndexProgress;
import kiai.index.IndexSummary;
import kiai.index.Indexer;
import kiai.tokens.UserTags;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kiai serve}: the HTTP API. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Serves the HTTP API until it is stopped.")
final class ServeCommand implements Callable<Integer> {
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

  @Mixin private IndexOptions index;
  @Mixin private ModelOptions model;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port must be from 0 to 65535");
    }
    if (maps.isEmpty()) {
      try (OpenedIndex opened = OpenedIndex.open(index);
          Encoder encoder = opened.encoder(model)) {
        serve(opened.index(), encoder, null);
      }
      return 0;
    }
    IndexHome home = index.home();
    try (Encoder encoder = model.encoder()) {
      Indexer indexer = new Indexer(home, encoder, InputLimits.DEFAULT, model.threads());
      boolean behind =
          home.current().isEmpty()
              || !home.current().get().equals(home.generationFor(encoder.model().hash()));
      if (behind) {
        // Searches need an index of this model: an empty one will do until maps are in.
        indexer.run(Dataset.of(List.of(), InputLimits.DEFAULT), false, IndexProgress.NONE);
      }
      try (OpenedIndex opened = OpenedIndex.open(index)) {
        opened.mustMatch(encoder.model());
        serve(opened.index(), encoder, indexer);
      }
    }
    return 0;
  }

  private void serve(BeatmapIndex opened, Encoder encoder, Indexer indexer)
      throws IOException, InterruptedException {
    try (ApiServer server = new ApiServer(opened, encoder, ApiLimits.DEFAULT)) {
      server.start(host, port);
      spec.commandLine().getErr().printf("Listening on http://%s:%d%n", host, server.port());
      if (!maps.isEmpty()) {
        Thread.ofPlatform().daemon().name("indexing").start(() -> indexInBackground(indexer));
      }
      CountDownLatch stopped = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(stopped::countDown));
      stopped.await();
    }
  }

  private void indexInBackground(Indexer indexer) {
    try (ProgressLine progress = new ProgressLine()) {
      Dataset dataset =
          Dataset.open(
              maps, List.of(), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
      IndexSummary s = indexer.run(dataset, false, progress);
      spec.commandLine()
          .getErr()
          .printf(
              "Indexed %,d maps, %,d unchanged, %,d left out%n",
              s.indexed(), s.unchanged(), s.skipped().size());
    } catch (IOException e) {
      spec.commandLine().getErr().println("kiai: indexing failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
