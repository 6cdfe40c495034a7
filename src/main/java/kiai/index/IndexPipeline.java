package kiai.index;

import java.io.IOException;
import java.util.ArrayList;
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
import kiai.analysis.StarCalculator;
import kiai.analysis.StarRating;
import kiai.analysis.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.dataset.BeatmapFile;
import kiai.dataset.BeatmapReader;
import kiai.dataset.InputLimits;
import kiai.dataset.Knowledge;
import kiai.dataset.MapFacts;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.Encoder;
import kiai.embeddings.EncoderException;
import kiai.embeddings.MapEmbedding;
import kiai.embeddings.PreparedMap;
import kiai.embeddings.Tracks;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;

/**
 * Files in, documents out: reader threads parse, rate and tokenise while the calling thread embeds
 * and writes. A bounded queue between them holds the memory; a file's own document is written after
 * all its maps, so that a crash never leaves a file that seems done.
 */
final class IndexPipeline {
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
  private record Item(FileWork file, BeatmapFile source, BeatmapRecord record, PreparedMap map) {}

  /** A file being read; done when its reader and all its maps are. */
  private static final class FileWork {
    private final SourceFile source;
    private final List<FileState.MapRef> maps = new ArrayList<>();
    private final List<SkippedFile> skipped = new ArrayList<>();
    private final AtomicInteger pending = new AtomicInteger(1);

    FileWork(SourceFile source) {
      this.source = source;
    }

    synchronized void holds(BeatmapFile map) {
      maps.add(new FileState.MapRef(map.md5(), map.path()));
    }

    synchronized void skip(SkippedFile part) {
      skipped.add(part);
    }

    /** Sorted, so that the same file always gives the same document. */
    synchronized FileState state() {
      maps.sort(java.util.Comparator.comparing(FileState.MapRef::shown));
      skipped.sort(java.util.Comparator.comparing(SkippedFile::path));
      return new FileState(
          source.path().toString(),
          source.bytes(),
          source.modifiedMillis(),
          List.copyOf(maps),
          List.copyOf(skipped));
    }
  }

  private final IndexWriter writer;
  private final Encoder encoder;
  private final BeatmapReader reader;
  private final BeatmapParser parser = new BeatmapParser();
  private final int threads;
  private final Set<String> known;
  private final Knowledge knowledge;
  private final Map<String, List<MapFacts>> earlier;
  private final IndexProgress progress;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<FileState> finished = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<SkippedFile> notes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger alreadyThere = new AtomicInteger();
  private final AtomicLong windows = new AtomicLong();
  private final AtomicLong filesDone = new AtomicLong();
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(QUEUE_MAPS);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private long lastCommit = System.nanoTime();

  IndexPipeline(
      IndexWriter writer,
      Encoder encoder,
      InputLimits limits,
      int threads,
      Set<String> known,
      Knowledge knowledge,
      Map<String, List<MapFacts>> earlier,
      IndexProgress progress) {
    this.writer = writer;
    this.encoder = encoder;
    this.reader = new BeatmapReader(limits);
    this.threads = threads;
    this.known = known;
    this.knowledge = knowledge;
    this.earlier = earlier;
    this.progress = progress;
  }

  Result run(List<SourceFile> files) throws IOException, InterruptedException {
    Iterator<SourceFile> source = files.iterator();
    List<Thread> readers = new ArrayList<>();
    try (StarCalculator stars = new StarCalculator(threads)) {
      for (int i = 0; i < Math.min(threads, files.size()); i++) {
        readers.add(Thread.ofPlatform().name("reader-" + i).start(() -> readAll(source, stars)));
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
      throw new IOException("indexing broke off: " + failure.get(), failure.get());
    }
    List<FileState> states = List.copyOf(finished);
    List<SkippedFile> skipped = new ArrayList<>();
    states.forEach(state -> skipped.addAll(state.skipped()));
    return new Result(
        states, written, alreadyThere.get(), windows.get(), skipped, List.copyOf(notes));
  }

  private void readAll(Iterator<SourceFile> source, StarCalculator stars) {
    try {
      while (failure.get() == null) {
        SourceFile file;
        synchronized (source) {
          if (!source.hasNext()) {
            return;
          }
          file = source.next();
        }
        FileWork work = new FileWork(file);
        reader.read(file, map -> prepare(work, map, stars), work::skip);
        finishOne(work);
      }
    } catch (InterruptedReadingException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  private void prepare(FileWork work, BeatmapFile map, StarCalculator stars) {
    if (known.contains(map.md5()) || !claimed.add(map.md5())) {
      work.holds(map);
      alreadyThere.incrementAndGet();
      return;
    }
    Item item;
    try {
      item = item(work, map, stars);
    } catch (InterruptedException e) {
      throw new InterruptedReadingException();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      work.skip(new SkippedFile(map.path(), "a fault of kiai's own: " + e));
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

  /** A map ready for the encoder; null when it is left out. */
  private Item item(FileWork work, BeatmapFile map, StarCalculator stars)
      throws InterruptedException {
    switch (parser.parse(map.bytes())) {
      case ParsedBeatmap.Rejected rejected -> {
        work.skip(new SkippedFile(map.path(), rejected.reason().toString()));
        return null;
      }
      case ParsedBeatmap.Usable usable -> {
        Beatmap beatmap = usable.beatmap();
        if (beatmap.unplayable().isPresent()) {
          work.skip(new SkippedFile(map.path(), beatmap.unplayable().get()));
          return null;
        }
        String audio = map.siblings().find(beatmap.audioFilename()).orElse(null);
        Tracks.ForMap song =
            encoder.tracks() == null ? Tracks.ForMap.NONE : encoder.tracks().of(beatmap, audio);
        if (song.reason() != null) {
          notes.add(new SkippedFile(map.path(), song.reason()));
        }
        PreparedMap prepared = PreparedMap.of(beatmap, encoder.model(), song.track());
        if (prepared.windows().isEmpty()) {
          work.skip(new SkippedFile(map.path(), "it is over within a second"));
          return null;
        }
        StarRating rating = null;
        try {
          rating = stars.rate(map.bytes());
        } catch (StarRatingException e) {
          // The map is searchable all the same; its record says that it has none.
          notes.add(
              new SkippedFile(map.path(), "indexed without a star rating: " + e.getMessage()));
        }
        BeatmapRecord record =
            RecordBuilder.of(
                map.md5(), beatmap, rating, prepared.windows(), prepared.objects(), audio);
        List<MapFacts> before = earlier.getOrDefault(map.md5(), List.of());
        List<MapFacts> facts =
            knowledge.of(record.md5(), record.beatmapId(), record.setId(), before);
        record = facts.isEmpty() ? record : record.with(facts);
        return new Item(work, map, record, prepared);
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
      only.file().skip(new SkippedFile(only.source().path(), e.getMessage()));
      finishOne(only.file());
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      MapEmbedding embedding = embeddings.get(i);
      writer.updateDocuments(
          new Term(Schema.MD5, item.record().md5()), MapDocuments.block(item.record(), embedding));
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
    writer.updateDocument(
        new Term(Schema.FILE_PATH, FileState.key(state.path())), state.toDocument());
    finished.add(state);
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
