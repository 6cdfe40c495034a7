package kiai.sources.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that maps below some roots came, changed or went, and then does some work. The operating
 * system tells of changes; where it cannot (network drives, more folders than it watches), the work
 * is done now and then without being told. Many changes one after another are one piece of work: it
 * begins when nothing has changed for a moment, so that files are whole that are being written, or
 * when changes do not end for long.
 */
public final class FolderWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final Pattern WANTED =
      Pattern.compile(".*\\.(osu|osz|olz|zip|parquet|db|realm)|[0-9a-f]{64}");
  private static final int REST = 4; // times the last work's duration between two pieces of it

  /**
   * How long to wait.
   *
   * @param quiet without a change before work begins
   * @param longest from the first change to the work, when changes do not end
   * @param net between two pieces of work when nothing is told
   */
  public record Patience(Duration quiet, Duration longest, Duration net) {
    /** A change is worked on in about two seconds. */
    public static final Patience DEFAULT =
        new Patience(Duration.ofMillis(1_500), Duration.ofSeconds(30), Duration.ofMinutes(10));
  }

  /** Work to be done after a change. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does it.
     *
     * @return false when it must be tried again soon
     */
    boolean run() throws IOException, InterruptedException;
  }

  private final List<Path> roots;
  private final Patience patience;
  private final Work work;
  private final Map<WatchKey, Path> folders = new HashMap<>();
  private final WatchService service;
  private final Thread thread;
  private boolean incomplete; // some folders are not watched

  /**
   * A watch; it begins with {@link #start}.
   *
   * @throws IOException when the system offers no watching at all
   */
  public FolderWatch(List<Path> roots, Patience patience, Work work) throws IOException {
    this.roots = List.copyOf(roots);
    this.patience = patience;
    this.work = work;
    this.service = FileSystems.getDefault().newWatchService();
    this.thread = Thread.ofPlatform().daemon().name("folder-watch").unstarted(this::watch);
  }

  /** Begins to watch, in a thread of its own. */
  public FolderWatch start() {
    registerAll();
    thread.start();
    return this;
  }

  /** Registers all folders; those that are watched already stay so. */
  private void registerAll() {
    incomplete = false;
    roots.forEach(this::register);
  }

  /** Waits until it is closed. */
  public void join() throws InterruptedException {
    thread.join();
  }

  private void register(Path root) {
    Path start = Files.isDirectory(root) ? root : root.toAbsolutePath().getParent();
    if (start == null || !Files.isDirectory(start)) {
      incomplete = true; // it may come back: the net looks for it
      return;
    }
    int depth = Files.isDirectory(root) ? Integer.MAX_VALUE : 1;
    try {
      Files.walkFileTree(
          start,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          depth,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              if (watched(folder)) {
                return FileVisitResult.CONTINUE;
              }
              return Files.isDirectory(folder)
                  ? FileVisitResult.TERMINATE // the system watches no more
                  : FileVisitResult.SKIP_SUBTREE; // it went meanwhile
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE; // a circle of links, or a folder without rights
            }
          });
    } catch (IOException | UncheckedIOException e) {
      incomplete = true;
    }
  }

  private boolean watched(Path folder) {
    try {
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      folders.put(key, folder);
      return true;
    } catch (IOException e) {
      if (!Files.isDirectory(folder)) {
        return false;
      }
      if (!incomplete) {
        LOG.warn(
            "the system watches no more folders than {} ({}); changes in others are found every {} s",
            folders.size(),
            e.getMessage(),
            patience.net().toSeconds());
      }
      incomplete = true;
      return false;
    }
  }

  private void watch() {
    long first = 0; // when the first change that waits was told; 0 for none
    long last = 0;
    long next = System.nanoTime() + patience.net().toNanos();
    long rested = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        WatchKey key = service.poll(step(), TimeUnit.MILLISECONDS);
        if (key != null && changed(key)) {
          last = System.nanoTime();
          first = first == 0 ? last : first;
        }
        long now = System.nanoTime();
        boolean due =
            first != 0
                && (now - last >= patience.quiet().toNanos()
                    || now - first >= patience.longest().toNanos());
        if ((due || now >= next) && now >= rested) {
          boolean done = work();
          long took = System.nanoTime() - now;
          first = done ? 0 : System.nanoTime();
          last = first;
          long rest = Math.min(REST * took, patience.longest().toNanos());
          rested = System.nanoTime() + (done ? rest : patience.quiet().toNanos());
          if (incomplete) {
            registerAll(); // folders may have come back
          }
          next = System.nanoTime() + patience.net().toNanos();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ClosedWatchServiceException e) {
      // It was closed.
    }
  }

  private long step() {
    return Math.max(10, patience.quiet().toMillis() / 4);
  }

  private boolean work() throws InterruptedException {
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      LOG.warn("what changed could not be taken in: {}", e.getMessage());
      return true; // the next change, or the net, tries again
    }
  }

  /** Whether a key tells of something that may be a map; new folders are watched from now on. */
  private boolean changed(WatchKey key) {
    Path folder = folders.get(key);
    boolean changed = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (folder == null || !(event.context() instanceof Path name)) {
        changed = true; // more happened than the system could tell
        incomplete = true;
        continue;
      }
      Path path = folder.resolve(name);
      boolean isFolder = Files.isDirectory(path);
      if (isFolder && event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE)) {
        register(path);
      }
      boolean gone = event.kind().equals(StandardWatchEventKinds.ENTRY_DELETE);
      changed |= isFolder || isWanted(name) || (gone && !name.toString().contains("."));
    }
    if (!key.reset()) {
      folders.remove(key); // the folder is gone
      incomplete |= roots.contains(folder);
      changed = true;
    }
    return changed;
  }

  private static boolean isWanted(Path name) {
    return WANTED.matcher(name.toString().toLowerCase(Locale.ROOT)).matches();
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    service.close();
  }
}
