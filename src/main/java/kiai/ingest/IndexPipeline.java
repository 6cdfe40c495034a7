package kiai.ingest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import kiai.analysis.stars.StarCalculator;
import kiai.embeddings.Encoder;
import kiai.embeddings.EncoderException;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.PreparedMap;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.MapSink;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MapRecord;
import kiai.map.MetadataSources;
import kiai.map.SourcedMetadata;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;

/**
 * Files in, documents out: reader threads parse, rate and tokenise while the calling thread embeds
 * and writes. A bounded queue between them holds the memory; a file's own document is written after
 * all its maps, so that a crash never leaves a file that seems done.
 */
final class IndexPipeline {
  private static final String NO_MEMORY = "memory ran out; it is tried again next time";
  private static final int QUEUE_MAPS = 96;
  private static final int WINDOWS_AT_ONCE = 384;
  private static final long COMMIT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(20);

  /** What came out of the files. */
  record Result(
      List<FileState> files,
      Set<String> written,
      int alreadyThere,
      long windows,
      List<SkippedFile> skipped,
      List<SkippedFile> notes) {
    static final Result NOTHING = new Result(List.of(), Set.of(), 0, 0, List.of(), List.of());
  }

  /** A map on its way from a reader to the encoder. */
  private record Item(FileWork file, BeatmapFile source, MapRecord record, PreparedMap map) {}

  /** A file being read; done when its reader and all its maps are. */
  private static final class FileWork {
    private final SourceFile source;
    private final List<FileState.MapEntry> maps = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    private final AtomicInteger pending = new AtomicInteger(1);
    private final FileState before;
    private volatile boolean again;

    FileWork(SourceFile source, FileState before) {
      this.source = source;
      this.before = before;
    }

    /** To be read again next time, though its maps are in the index. */
    void readAgain() {
      again = true;
    }

    boolean wasReadWhole() {
      return before == null || before.isComplete();
    }

    synchronized void holds(BeatmapFile map) {
      maps.add(new FileState.MapEntry(map.md5(), map.path()));
    }

    synchronized void skip(SkippedFile part) {
      skipped.add(part);
    }

    /**
     * Sorted, so that the same file always gives the same document. A failure that may pass is not
     * a fact about the file: what it held before stays, and it is read again next time.
     */
    synchronized FileState state() {
      maps.sort(Comparator.comparing(FileState.MapEntry::shown));
      skipped.sort(Comparator.comparing(SkippedFile::path));
      FileState state =
          new FileState(
              PathNames.of(source.path()),
              Indexer.stamp(source),
              List.copyOf(maps),
              List.of(),
              skipped.stream().filter(part -> !part.passing()).toList());
      return again || skipped.stream().anyMatch(SkippedFile::passing)
          ? state.incomplete(before)
          : state;
    }

    synchronized List<SkippedFile> left() {
      return List.copyOf(skipped);
    }
  }

  private final MapSink writer;
  private final Encoder encoder;
  private final BeatmapReader reader;
  private final int threads;
  private final IndexContents known;
  private final MetadataSources metadata;
  private final AudioState audio;
  private final Map<String, List<SourcedMetadata>> earlier;
  private final IndexProgress progress;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<FileState> finished = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SkippedFile> left = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SkippedFile> notes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger alreadyThere = new AtomicInteger();
  private final AtomicLong windows = new AtomicLong();
  private final AtomicLong filesDone = new AtomicLong();
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_MAPS);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private long lastCommit = System.nanoTime();

  /**
   * A pipeline.
   *
   * @param known what the index has
   * @param earlier what sources said of maps of the generation before, by MD5
   */
  IndexPipeline(
      MapSink writer,
      Encoder encoder,
      Reading reading,
      IndexContents known,
      Map<String, List<SourcedMetadata>> earlier,
      IndexProgress progress) {
    this.writer = writer;
    this.encoder = encoder;
    this.reader = new BeatmapReader(reading.limits());
    this.threads = reading.threads();
    this.known = known;
    this.metadata = reading.metadata();
    this.audio = reading.audio();
    this.earlier = earlier;
    this.progress = progress;
  }

  /**
   * How files are read.
   *
   * @param threads readers that run beside the encoder
   * @param metadata what other sources say of maps
   * @param audio which maps that are there have their song in their vectors
   */
  record Reading(InputLimits limits, int threads, MetadataSources metadata, AudioState audio) {}

  /** What the place that maps go to knows of their songs. */
  @FunctionalInterface
  interface AudioState {
    /** Whether a map has its song in its vectors, or is not there. */
    boolean isEmbedded(String md5) throws IOException;
  }

  Result run(List<SourceFile> files) throws IOException, InterruptedException {
    Iterator<SourceFile> source = files.iterator();
    List<Thread> readers = new ArrayList<>();
    try (StarCalculator stars = new StarCalculator(threads)) {
      MapPreparer preparer = new MapPreparer(encoder.model(), encoder.tracks(), stars);
      for (int i = 0; i < Math.min(threads, files.size()); i++) {
        readers.add(Thread.ofPlatform().name("reader-" + i).start(() -> readAll(source, preparer)));
      }
      try {
        embedUntilDone(readers);
      } finally {
        for (Thread thread : readers) {
          thread.interrupt(); // no effect on one that has ended
        }
        for (Thread thread : readers) {
          thread.join();
        }
      }
    }
    if (failure.get() != null) {
      throw brokenOff(failure.get());
    }
    List<FileState> states = List.copyOf(finished);
    return new Result(
        states, written, alreadyThere.get(), windows.get(), List.copyOf(left), List.copyOf(notes));
  }

  private static IOException brokenOff(Throwable failure) {
    if (failure instanceof IOException e) {
      return e; // the index cannot be written: its own message says where and why
    }
    return new IOException(
        "indexing broke off: "
            + (failure.getMessage() == null ? failure.toString() : failure.getMessage()),
        failure);
  }

  private void readAll(Iterator<SourceFile> source, MapPreparer preparer) {
    try {
      while (failure.get() == null && !Thread.currentThread().isInterrupted()) {
        SourceFile file;
        synchronized (source) {
          if (!source.hasNext()) {
            return;
          }
          file = source.next();
        }
        FileWork work = new FileWork(file, known.files().get(PathNames.of(file.path())));
        try {
          reader.read(file, map -> prepare(work, map, preparer), work::skip);
        } catch (OutOfMemoryError e) {
          work.skip(SkippedFile.passing(file.path().toString(), NO_MEMORY));
        }
        if (!Thread.currentThread().isInterrupted()) {
          finishOne(work);
        }
      }
    } catch (InterruptedReadingException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void prepare(FileWork work, BeatmapFile map, MapPreparer preparer) {
    Item item;
    try {
      boolean there = known.maps().contains(map.md5()) && !lacksSong(work, map);
      if (there || !claimed.add(map.md5())) {
        work.holds(map);
        alreadyThere.incrementAndGet();
        return;
      }
      item = item(work, map, preparer);
    } catch (InterruptedException e) {
      throw new InterruptedReadingException();
    } catch (OutOfMemoryError e) {
      work.skip(SkippedFile.passing(map.path(), NO_MEMORY));
      return;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      work.skip(SkippedFile.passing(map.path(), "a fault of kiai's own: " + e));
      return;
    }
    if (item != null) {
      work.pending.incrementAndGet();
      try {
        queue.put(item);
      } catch (InterruptedException e) {
        throw new InterruptedReadingException();
      }
    }
  }

  /** Whether a map of the index was embedded without its song, which could not be read then. */
  private boolean lacksSong(FileWork work, BeatmapFile map) throws IOException {
    if (encoder.tracks() == null || work.wasReadWhole()) {
      return false;
    }
    return !audio.isEmbedded(map.md5());
  }

  /** A map ready for the encoder; null when it is left out. */
  private Item item(FileWork work, BeatmapFile file, MapPreparer preparer)
      throws InterruptedException {
    switch (preparer.prepare(file)) {
      case MapPreparer.Prepared.LeftOut none -> {
        work.skip(new SkippedFile(file.path(), none.reason()));
        return null;
      }
      case MapPreparer.Prepared.Ready ready -> {
        ready.notes().forEach(note -> notes.add(new SkippedFile(file.path(), note)));
        if (ready.songUnread()) {
          work.readAgain();
        }
        MapRecord record = ready.record();
        List<SourcedMetadata> before = earlier.getOrDefault(file.md5(), List.of());
        List<SourcedMetadata> now =
            metadata.of(record.md5(), record.beatmapId(), record.setId(), before);
        return new Item(work, file, record.withSources(now), ready.map());
      }
    }
  }

  private void embedUntilDone(List<Thread> readers) throws InterruptedException {
    try {
      List<Item> items = new ArrayList<>();
      while (failure.get() == null) {
        boolean readersDone = readers.stream().noneMatch(Thread::isAlive);
        Item first = queue.poll(50, TimeUnit.MILLISECONDS);
        if (first == null) {
          if (readersDone && queue.isEmpty()) {
            return;
          }
          continue;
        }
        items.clear();
        int count = 0;
        for (Item item = first;
            item != null;
            item = count < WINDOWS_AT_ONCE ? queue.poll() : null) {
          items.add(item);
          count += item.map().windows().size();
        }
        embed(items);
        commitNowAndThen();
      }
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void embed(List<Item> items) throws IOException {
    List<MapEmbedding> embeddings;
    try {
      embeddings = encoder.embed(items.stream().map(Item::map).toList());
    } catch (EncoderException e) {
      if (items.size() > 1) {
        for (Item item : items) {
          embed(List.of(item)); // one map must not spoil the others
        }
        return;
      }
      Item only = items.getFirst();
      only.file().skip(SkippedFile.passing(only.source().path(), e.getMessage()));
      finishOne(only.file());
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      MapEmbedding embedding = embeddings.get(i);
      writer.replace(item.record(), embedding);
      written.add(item.record().md5());
      windows.addAndGet(embedding.windows().length);
      item.file().holds(item.source());
      finishOne(item.file());
    }
  }

  private void finishOne(FileWork work) throws IOException {
    if (work.pending.decrementAndGet() > 0) {
      return;
    }
    FileState state = work.state();
    left.addAll(work.left());
    if (state.isComplete() || !state.maps().isEmpty()) {
      writer.fileDone(state);
      finished.add(state);
    }
    progress.done(filesDone.incrementAndGet(), written.size(), windows.get());
  }

  private void commitNowAndThen() throws IOException {
    if (System.nanoTime() - lastCommit > COMMIT_EVERY_NANOS) {
      writer.commit();
      lastCommit = System.nanoTime();
    }
  }

  private static final class InterruptedReadingException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
