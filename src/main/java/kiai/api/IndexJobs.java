package kiai.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import kiai.index.LiveIndex;
import kiai.ingest.IndexProgress;
import kiai.ingest.IndexRequest;
import kiai.ingest.IndexSummary;
import kiai.ingest.Indexer;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Indexes folders while the server goes on answering; one at a time. A job is {@code visible} when
 * searches see all of its maps.
 */
public final class IndexJobs implements AutoCloseable, IndexProgress {
  private static final Logger LOG = LoggerFactory.getLogger(IndexJobs.class);
  private static final int SHOWN_ERRORS = 200;

  private final Indexer indexer;
  private final Path starter;
  private final LiveIndex index;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("indexing").factory());
  private final AtomicBoolean busy = new AtomicBoolean();
  private Listener listener = Listener.NONE;
  private volatile State state = State.IDLE;
  private volatile Phase phase = Phase.READING;
  private volatile List<String> roots = List.of();
  private volatile String failure;
  private volatile IndexSummary summary;
  private volatile long started;
  private volatile long phaseStarted;
  private volatile long found;
  private volatile long files;
  private volatile long maps;
  private volatile long windows;

  private enum State {
    IDLE,
    RUNNING,
    COMMITTING,
    VISIBLE,
    FAILED
  }

  /** Told what a job did. */
  public interface Listener {
    /** Does nothing. */
    Listener NONE = new Listener() {};

    /** So many more windows were embedded. */
    default void windows(long count) {}

    /** A file was left out. */
    default void skipped(SkippedFile file) {}

    /** A job is over. */
    default void done(IndexSummary summary) {}
  }

  /**
   * Jobs on an index.
   *
   * @param indexer writes the index that is read
   */
  public IndexJobs(Indexer indexer, LiveIndex index) {
    this(indexer, index, null);
  }

  /**
   * Jobs on an index.
   *
   * @param indexer writes the index that is read
   * @param starter table of ready embeddings that a visitor without maps may take in; null for none
   */
  public IndexJobs(Indexer indexer, LiveIndex index, Path starter) {
    this.starter = starter;
    this.indexer = indexer;
    this.index = index;
  }

  void listen(Listener newListener) {
    listener = newListener;
  }

  /** The table of ready embeddings for who has no maps; empty when there is none. */
  Optional<Path> starter() {
    return Optional.ofNullable(starter).filter(Files::exists);
  }

  /**
   * Begins to bring the index in line with folders.
   *
   * @return false when another job is running
   */
  public boolean start(List<Path> wanted, IndexRequest request) {
    if (!busy.compareAndSet(false, true)) {
      return false;
    }
    roots = wanted.stream().map(Path::toString).toList();
    failure = null;
    summary = null;
    found = 0;
    files = 0;
    maps = 0;
    windows = 0;
    started = System.nanoTime();
    phaseStarted = started;
    state = State.RUNNING;
    worker.execute(() -> run(wanted, request));
    return true;
  }

  private void run(List<Path> wanted, IndexRequest request) {
    try {
      Dataset dataset =
          Dataset.open(
              wanted, List.of(), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
      IndexSummary done = indexer.run(dataset, request, this);
      state = State.COMMITTING;
      index.refresh();
      done.skipped().forEach(listener::skipped);
      summary = done;
      state = State.VISIBLE;
      listener.done(done);
    } catch (IOException | RuntimeException e) {
      LOG.warn("indexing failed", e);
      failure = e instanceof IOException ? e.getMessage() : "an internal error; see the log";
      state = State.FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "it was stopped";
      state = State.FAILED;
    } finally {
      busy.set(false);
    }
  }

  @Override
  public void began(Phase newPhase, long total) {
    phase = newPhase;
    found = total;
    files = 0;
    phaseStarted = System.nanoTime();
  }

  @Override
  public void done(long units, long doneMaps, long doneWindows) {
    files = units;
    if (phase == Phase.READING) {
      listener.windows(Math.max(0, doneWindows - windows));
      windows = doneWindows;
    }
    if (phase == Phase.READING || phase == Phase.IMPORTING) {
      maps = doneMaps;
    }
  }

  /**
   * Takes the maps of a file or folder out of the index.
   *
   * @return how many; -1 when a job is running
   */
  int forget(Path root) throws IOException {
    if (!busy.compareAndSet(false, true)) {
      return -1;
    }
    try {
      int removed = indexer.forget(root);
      index.refresh();
      return removed;
    } finally {
      busy.set(false);
    }
  }

  /** How the job of now, or the last one, gets on. */
  ObjectNode show() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
    roots.forEach(node.putArray("roots")::add);
    IndexSummary done = summary;
    double seconds = done != null ? done.seconds() : (System.nanoTime() - started) / 1e9;
    double phaseSeconds = (System.nanoTime() - phaseStarted) / 1e9;
    double rate = state == State.RUNNING && phaseSeconds > 0 ? files / phaseSeconds : 0;
    node.put("phase", phase.title());
    node.put("unit", phase.unit());
    node.put("found", found);
    node.put("done", files);
    node.put("maps", done != null ? done.indexed() : maps);
    node.put("windows", windows);
    node.put("seconds", state == State.IDLE ? 0 : Math.rint(seconds * 10) / 10);
    node.put("files_per_second", Math.rint(rate * 10) / 10);
    node.put(
        "seconds_left",
        state == State.RUNNING && rate > 0 ? Math.rint(Math.max(0, found - files) / rate) : null);
    node.put("failure", failure);
    if (done != null) {
      node.put("unchanged", done.unchanged());
      node.put("removed", done.removed());
      node.put("skipped", done.skipped().size());
      done.skipped().stream()
          .limit(SHOWN_ERRORS)
          .forEach(s ->
              node.withArray("errors").addObject().put("path", s.path()).put("reason", s.reason()));
    }
    return node;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
