package kiai.index.lucene;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.IndexRepairs;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.index.LiveIndex;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexUpgrader;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * The folder of an index: one folder for each generation, and {@code CURRENT}, which names the one
 * that searches use and is replaced in one move.
 */
public final class LuceneGenerations implements Generations {
  private static final String CURRENT = "CURRENT";
  private static final String PREFIX = "generation-";
  private static final Pattern NAME = Pattern.compile(PREFIX + "[A-Za-z0-9-]+");
  private static final String SIDE_FILE = ".kiai";
  static final String PUBLISHED = "published"; // marks a generation that was current once

  private final Path folder;
  private final Directories directories;

  /** The index in a folder, which need not exist yet. */
  public LuceneGenerations(Path folder) {
    this(folder, FSDirectory::open);
  }

  /** The same, writing through other directories: tests let them fail. */
  LuceneGenerations(Path folder, Directories directories) {
    this.folder = folder;
    this.directories = directories;
  }

  /** Opens the files of a generation. */
  @FunctionalInterface
  interface Directories {
    /** The directory of a folder. */
    Directory open(Path folder) throws IOException;
  }

  @Override
  public String location() {
    return folder.toString();
  }

  @Override
  public String nameFor(IndexManifest manifest) {
    return PREFIX + manifest.generation();
  }

  @Override
  public Optional<String> current() throws IOException {
    return currentFolder().map(generation -> generation.getFileName().toString());
  }

  /**
   * The generation that {@code CURRENT} names. Where that file is damaged or lost, the published
   * generation with most maps is taken: an index must never shrink by accident.
   */
  Optional<Path> currentFolder() throws IOException {
    Optional<Path> named = named();
    return named.isPresent() ? named : recovered();
  }

  private Optional<Path> named() throws IOException {
    return pointedAt().filter(Files::isDirectory);
  }

  /** The generation that {@code CURRENT} names, whether it is there or not. */
  private Optional<Path> pointedAt() throws IOException {
    Path pointer = folder.resolve(CURRENT);
    byte[] content;
    try {
      content = Files.readAllBytes(pointer);
    } catch (AccessDeniedException e) {
      throw e; // it may be whole
    } catch (IOException e) {
      return Optional.empty(); // not there, a folder, or on storage that fails
    }
    String name = new String(content, StandardCharsets.UTF_8).strip();
    return NAME.matcher(name).matches() ? Optional.of(folder.resolve(name)) : Optional.empty();
  }

  private Optional<Path> recovered() throws IOException {
    boolean damaged = Files.exists(folder.resolve(CURRENT));
    List<Path> all = generations();
    boolean anyPublished = all.stream().anyMatch(g -> Files.exists(g.resolve(PUBLISHED)));
    Path best = null;
    int most = -1;
    for (Path generation : all) {
      // One that was never published is being filled; older versions did not mark those that were.
      boolean published = Files.exists(generation.resolve(PUBLISHED));
      if (published || (damaged && !anyPublished)) {
        int maps = maps(generation);
        if (maps > most) {
          best = generation;
          most = maps;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Number of maps of a generation; -1 when it cannot be read. */
  private static int maps(Path generation) {
    try (IndexSnapshot snapshot = new LuceneSnapshot(OpenGeneration.of(generation))) {
      return snapshot.sizes().maps();
    } catch (IOException | RuntimeException e) {
      return -1;
    }
  }

  @Override
  public Optional<IndexManifest> currentManifest() throws IOException {
    Optional<Path> current = currentFolder();
    if (current.isEmpty()) {
      return Optional.empty();
    }
    // The list of segments alone, so that the manifest can be told where a segment is damaged.
    try (FSDirectory directory = FSDirectory.open(current.get())) {
      return Optional.of(
          IndexManifest.of(
              SegmentInfos.readLatestCommit(Commits.readable(directory)).getUserData()));
    } catch (IndexFormatTooOldException | IndexFormatTooNewException e) {
      // Whole, and not ours to exchange: this program does not know what it holds.
      throw new IOException(
          "the index in %s was written by a Lucene that this program cannot read; index into another folder"
              .formatted(folder),
          e);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public IndexSnapshot open(String name) throws IOException {
    return new LuceneSnapshot(OpenGeneration.of(folder.resolve(name)));
  }

  @Override
  public LiveIndex openLive() throws IOException {
    Path generation =
        currentFolder()
            .orElseThrow(() ->
                new IOException(
                    "there is no index in %s; make one with: kiai index FOLDER".formatted(folder)));
    return new LuceneLiveIndex(this, OpenGeneration.of(generation));
  }

  @Override
  public IndexWriter begin(IndexManifest manifest) throws IOException {
    Files.createDirectories(folder);
    HomeLock lock = HomeLock.take(folder);
    try {
      Path generation = folder.resolve(nameFor(manifest));
      IndexRepairs repairs = repair(generation); // before a folder is made for it
      return LuceneIndexWriter.open(
          generation, directories.open(generation), manifest, lock, repairs);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Mends the current generation and the one that is to be written. */
  private IndexRepairs repair(Path generation) throws IOException {
    List<String> notes = new ArrayList<>();
    Optional<Path> current = currentFolder();
    Optional<Path> pointedAt = pointedAt();
    if (pointedAt.isPresent() && !Files.isDirectory(pointedAt.get())) {
      notes.add(
          "the folder %s, which held the index, is gone: %s"
              .formatted(
                  pointedAt.get().getFileName(),
                  current
                      .map(other -> other.getFileName() + " is used instead")
                      .orElse("the index starts anew; name all folders of maps")));
    }
    Set<Path> used = new LinkedHashSet<>(current.stream().toList());
    used.add(generation);
    int mapsBefore = 0;
    for (Path one : used) {
      Optional<String> damage = Repair.damage(one);
      if (damage.isPresent()) {
        notes.add(Repair.repair(one, damage.get()));
      }
      mapsBefore = Math.max(mapsBefore, Repair.mapsBefore(one));
    }
    return new IndexRepairs(notes, mapsBefore);
  }

  @Override
  public void publish(String name) throws IOException {
    Optional<Path> before = currentFolder();
    Path published = folder.resolve(name);
    byte[] maps =
        Integer.toString(Math.max(0, maps(published))).getBytes(StandardCharsets.US_ASCII);
    Path mark = published.resolve(PUBLISHED);
    if (!Files.exists(mark) || !Arrays.equals(Files.readAllBytes(mark), maps)) {
      Durable.write(mark, out -> out.write(maps));
    }
    if (!named().equals(Optional.of(published))) {
      if (Files.isDirectory(folder.resolve(CURRENT))) {
        Files.move(folder.resolve(CURRENT), folder.resolve("damaged-" + CURRENT));
      }
      Durable.write(
          folder.resolve(CURRENT),
          out -> out.write((name + "\n").getBytes(StandardCharsets.UTF_8)));
    }
    // The generation before stays until the next run has succeeded.
    for (Path other : generations()) {
      if (!other.equals(published) && !before.equals(Optional.of(other))) {
        delete(other);
      }
    }
  }

  private List<Path> generations() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> NAME.matcher(p.getFileName().toString()).matches() && Files.isDirectory(p))
          .sorted()
          .toList();
    }
  }

  private static void delete(Path generation) throws IOException {
    try (Stream<Path> files = Files.walk(generation)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public List<String> problems() throws IOException {
    List<String> problems = new ArrayList<>();
    Path pointer = folder.resolve(CURRENT);
    Optional<Path> current = currentFolder();
    if (named().isEmpty() && (current.isPresent() || Files.exists(pointer))) {
      problems.add(
          current.isPresent()
              ? "%s is damaged; %s is used instead, and the next kiai index names it again"
                  .formatted(pointer, current.get().getFileName())
              : pointer + " is damaged, and there is no generation that can be read");
    }
    if (current.isEmpty()) {
      for (Path generation : generations()) {
        problems.add(
            "no run has completed %s, which holds %,d maps so far; the next kiai index with its model goes on from there"
                .formatted(generation.getFileName(), Math.max(0, maps(generation))));
      }
      return problems;
    }
    int mapsBefore = Repair.mapsBefore(current.get());
    if (mapsBefore > 0) {
      problems.add(
          "it was damaged and repaired, and held %,d maps before; index all folders of maps again"
              .formatted(mapsBefore));
    }
    problems.addAll(sideFiles(current.get()));
    try (FSDirectory directory = FSDirectory.open(current.get());
        CheckIndex check = new CheckIndex(directory)) {
      check.setInfoStream(
          new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
      CheckIndex.Status status = check.checkIndex();
      if (status.missingSegments) {
        problems.add("its list of segments cannot be read; index the maps again");
      } else if (!status.clean) {
        problems.add(
            "%d of %d segments are damaged; the next kiai index keeps the whole ones and reads the"
                    .formatted(status.numBadSegments, status.numSegments)
                + " maps of the others again");
      }
    } catch (LockObtainFailedException e) {
      problems.add("not checked: another kiai is writing the index");
    } catch (IOException | RuntimeException e) {
      problems.add("its files cannot be read (%s); index the maps again".formatted(e.getMessage()));
    }
    return problems;
  }

  private List<String> sideFiles(Path generation) throws IOException {
    int schema = currentManifest().map(IndexManifest::schema).orElse(0);
    List<String> problems = new ArrayList<>();
    try (Stream<Path> files = Files.list(generation)) {
      for (Path file : files.filter(f -> f.toString().endsWith(SIDE_FILE)).sorted().toList()) {
        try {
          Durable.readChecked(file, schema < LuceneSchema.CHECKED_SINCE_SCHEMA).close();
        } catch (IOException e) {
          problems.add(e.getMessage() + "; the next kiai index makes it anew");
        }
      }
    }
    return problems;
  }

  @Override
  public void upgradeFormat() throws IOException {
    Path current =
        currentFolder().orElseThrow(() -> new IOException("there is no index in " + folder));
    try (HomeLock _ = HomeLock.take(folder);
        FSDirectory directory = FSDirectory.open(current)) {
      if (DirectoryReader.indexExists(directory)) {
        new IndexUpgrader(
                directory,
                new IndexWriterConfig(LuceneSchema.indexAnalyzer()).setCodec(LuceneSchema.codec()),
                false)
            .upgrade();
      }
    }
  }
}
