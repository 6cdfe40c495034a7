package kiai.api;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kiai.explorer.Explorer;
import kiai.index.IndexSnapshot;
import kiai.search.SearchService;
import kiai.search.Suggestions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Views of the whole index, which are the explorer's points and the suggestions: rebuilt in the
 * background when the index has changed, while the last ones are still given out.
 */
final class LiveViews implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveViews.class);

  private final SearchService service;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("views").factory());
  private final CompletableFuture<Explorer> firstExplorer = new CompletableFuture<>();
  private final CompletableFuture<Suggestions> firstSuggestions = new CompletableFuture<>();
  private volatile Explorer explorer;
  private volatile Suggestions suggestions;
  private volatile String made = "";
  private volatile boolean running;

  LiveViews(SearchService service) {
    this.service = service;
  }

  /** Begins to make them, when the index is another than they were made from. */
  synchronized void update() {
    if (running || made.equals(service.index().version())) {
      return;
    }
    running = true;
    worker.execute(this::make);
  }

  private void make() {
    String version = service.index().version();
    try (IndexSnapshot snapshot = service.index().snapshot()) {
      version = snapshot.version();
      suggestions = Suggestions.of(snapshot);
      firstSuggestions.complete(suggestions);
      explorer = Explorer.of(snapshot);
      firstExplorer.complete(explorer);
      service.parser(snapshot); // names are read here rather than by the next question
    } catch (IOException | RuntimeException e) {
      LOG.warn("explorer and suggestions are not up to date: {}", e.getMessage());
      firstSuggestions.completeExceptionally(e);
      firstExplorer.completeExceptionally(e);
    } finally {
      made = version;
      running = false;
    }
  }

  Explorer explorer() throws IOException {
    return explorer != null ? explorer : first(firstExplorer);
  }

  Suggestions suggestions() throws IOException {
    return suggestions != null ? suggestions : first(firstSuggestions);
  }

  private <T> T first(CompletableFuture<T> value) throws IOException {
    update();
    try {
      return value.join();
    } catch (java.util.concurrent.CompletionException e) {
      throw new IOException("the index could not be read for this view", e);
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
