package kiai.index.lucene;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kiai.embeddings.MapEmbedding;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.index.IndexSnapshot;
import kiai.index.IndexWriter;
import kiai.map.MapContent;
import kiai.map.MapRecord;
import kiai.torture.Torture;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storage that fails at any call, forgets what was not synced, or is damaged afterwards: whatever
 * happens, what was committed is there, or its loss is named.
 */
@Tag("torture")
class StorageTortureTest {
  private static final int DIMENSION = 8;
  private static final int BATCHES = 4;
  private static final int MAPS_OF_BATCH = 6;
  private static final IndexManifest MANIFEST =
      new IndexManifest(4, "test", "1", "0123456789abcdef".repeat(4), DIMENSION);

  @TempDir private Path folder;

  private static MapRecord map(int i) {
    MapContent content =
        new MapContent(
            new MapContent.Ids("%032x".formatted(i + 1), 1_000 + i, 100 + i / 2),
            new MapContent.Names("Song " + i, null, "Artist", null, "Mapper", "Hard", "", "a b"),
            new MapContent.Settings("osu", 4, 9, 8, 5, 0, 4),
            new MapContent.Timing(100 + i, 100 + i, 100 + i, 60 + i, 50.0 + i),
            new MapContent.Counts(10 + i, i, 0, 0),
            new MapContent.Analysis(
                MapContent.Ratings.NONE, null, 0, Map.of("jumps", 0.5), List.of()),
            new MapContent.Windows(List.of(0), List.of(20)),
            MapContent.Origin.of(null));
    return new MapRecord(content, List.of());
  }

  private static MapEmbedding embedding(int i) {
    Random random = new Random(i);
    float[] vector = new float[DIMENSION];
    double sum = 0;
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = (float) random.nextGaussian();
      sum += vector[d] * vector[d];
    }
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] /= (float) Math.sqrt(sum);
    }
    return new MapEmbedding(
        vector, new float[][] {vector.clone()}, new int[] {0}, new int[] {20}, false);
  }

  /** Writes batches of maps with a commit after each, and says how many were committed. */
  private static int write(LuceneGenerations generations, Random random, int[] committed)
      throws IOException {
    try (IndexWriter writer = generations.begin(MANIFEST)) {
      int first = writer.contents().maps().size() / MAPS_OF_BATCH;
      for (int batch = first; batch < BATCHES; batch++) {
        for (int i = 0; i < MAPS_OF_BATCH; i++) {
          int map = batch * MAPS_OF_BATCH + i;
          writer.replace(map(map), embedding(map));
          writer.fileDone(
              new FileState(
                  "/maps/" + map,
                  new FileState.Stamp(1, 2, 3),
                  List.of(new FileState.MapEntry("%032x".formatted(map + 1), "/maps/" + map)),
                  List.of(),
                  List.of()));
        }
        if (random.nextInt(3) == 0) {
          writer.attach("side.kiai", out -> out.write(new byte[100]));
        }
        writer.commit();
        committed[0] = (batch + 1) * MAPS_OF_BATCH;
        generations.publish(generations.nameFor(MANIFEST));
      }
    }
    return committed[0];
  }

  /** All maps and vectors as text. */
  private static Map<String, String> content(LuceneGenerations generations) throws IOException {
    Map<String, String> maps = new TreeMap<>();
    try (IndexSnapshot snapshot =
        generations.open(generations.current().orElseThrow(() -> new IOException("no index")))) {
      snapshot.forEachMap(map -> maps.put(map.md5(), map.toString()));
      snapshot.forEachVector(
          (md5, vector) -> maps.merge(md5, java.util.Arrays.toString(vector), String::concat));
    }
    return maps;
  }

  private Map<String, String> undisturbed(int maps) throws IOException {
    Path home = folder.resolve("undisturbed");
    delete(home);
    LuceneGenerations generations = new LuceneGenerations(home);
    write(generations, new Random(1), new int[1]);
    Map<String, String> all = content(generations);
    Map<String, String> first = new TreeMap<>();
    all.entrySet().stream().limit(maps).forEach(e -> first.put(e.getKey(), e.getValue()));
    return first;
  }

  /** A directory that fails at one call, and from then on as often as its seed says. */
  private static final class Failing extends FilterDirectory {
    private final Random random;
    private final boolean full;
    private int left;

    Failing(Path path, Random random) throws IOException {
      super(FSDirectory.open(path));
      this.random = random;
      this.left = random.nextInt(300);
      this.full = random.nextBoolean();
    }

    private void mayFail(String what) throws IOException {
      left--;
      if (left == 0 || (left < 0 && (full || random.nextInt(4) == 0))) {
        throw new IOException(full ? "No space left on device" : "Input/output error at " + what);
      }
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      mayFail("create");
      return super.createOutput(name, context);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
        throws IOException {
      mayFail("create");
      return super.createTempOutput(prefix, suffix, context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
      mayFail("sync");
      super.sync(names);
    }

    @Override
    public void rename(String source, String target) throws IOException {
      mayFail("rename");
      super.rename(source, target);
    }

    @Override
    public void deleteFile(String name) throws IOException {
      mayFail("delete");
      super.deleteFile(name);
    }

    @Override
    public void syncMetaData() throws IOException {
      mayFail("sync of the folder");
      super.syncMetaData();
    }
  }

  @Test
  void noCallThatFailsLosesACommittedMap() throws IOException {
    int seeds = Torture.times(25, 500);
    int failed = 0;
    Map<String, String> whole = undisturbed(BATCHES * MAPS_OF_BATCH);
    for (int seed = 0; seed < seeds; seed++) {
      Path home = folder.resolve("failing");
      delete(home);
      Random random = Torture.random(seed);
      int[] committed = {0};
      try {
        write(new LuceneGenerations(home, path -> new Failing(path, random)), random, committed);
      } catch (IOException | RuntimeException e) {
        failed++;
        assertThat(e.getMessage()).as("seed %d", seed).isNotBlank();
      }
      LuceneGenerations after = new LuceneGenerations(home);
      if (committed[0] > 0) {
        assertThat(content(after))
            .as("seed %d", seed)
            .hasSizeGreaterThanOrEqualTo(committed[0] - MAPS_OF_BATCH);
        try (IndexWriter writer = after.begin(MANIFEST)) {
          assertThat(writer.contents().maps())
              .as("seed %d", seed)
              .hasSizeGreaterThanOrEqualTo(committed[0]);
        }
      }
      write(after, new Random(2), new int[1]);
      assertThat(content(after)).as("seed %d", seed).isEqualTo(whole);
      assertThat(after.problems()).as("seed %d", seed).isEmpty();
    }
    Torture.report(
        "failing storage: %d seeds, %d of them failed a call, no map lost", seeds, failed);
    assertThat(failed).isPositive();
  }

  /** A directory that remembers what was synced; everything else is gone after a power cut. */
  private static final class Forgetful extends FilterDirectory {
    private final Path path;
    private final Set<String> unsynced = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>(); // not yet in the synced folder
    private int left;

    Forgetful(Path path, int calls) throws IOException {
      super(FSDirectory.open(path));
      this.path = path;
      this.left = calls;
    }

    private void mayEnd() throws IOException {
      if (--left <= 0) {
        throw new IOException("the power is off");
      }
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      mayEnd();
      unsynced.add(name);
      return super.createOutput(name, context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
      mayEnd();
      super.sync(names);
      unsynced.removeAll(names);
    }

    @Override
    public void rename(String source, String target) throws IOException {
      mayEnd();
      super.rename(source, target);
      if (unsynced.remove(source)) {
        unsynced.add(target);
      }
      renamed.put(target, source);
    }

    @Override
    public void syncMetaData() throws IOException {
      mayEnd();
      super.syncMetaData();
      renamed.clear();
    }

    /** What is on the disk after the power comes back. */
    void cut(Random random) throws IOException {
      for (Map.Entry<String, String> entry : renamed.entrySet()) {
        Path target = path.resolve(entry.getKey());
        if (Files.exists(target) && random.nextBoolean()) {
          Files.move(target, path.resolve(entry.getValue()));
        }
      }
      for (String name : unsynced) {
        Path file = path.resolve(name);
        if (Files.exists(file)) {
          byte[] bytes = Files.readAllBytes(file);
          switch (random.nextInt(3)) {
            case 0 -> Files.delete(file);
            case 1 ->
                Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
            default -> Files.write(file, new byte[bytes.length]);
          }
        }
      }
    }
  }

  @Test
  void aPowerCutLeavesTheLastCommitOrTheOneBefore() throws IOException {
    int seeds = Torture.times(25, 500);
    int cut = 0;
    Map<String, String> whole = undisturbed(BATCHES * MAPS_OF_BATCH);
    for (int seed = 0; seed < seeds; seed++) {
      Path home = folder.resolve("cut");
      delete(home);
      Random random = Torture.random(seed);
      int[] committed = {0};
      List<Forgetful> opened = new ArrayList<>();
      int calls = 1 + random.nextInt(400);
      try {
        write(
            new LuceneGenerations(
                home,
                path -> {
                  opened.add(new Forgetful(path, calls));
                  return opened.getLast();
                }),
            random,
            committed);
      } catch (IOException | RuntimeException e) {
        cut++;
      }
      for (Forgetful directory : opened) {
        directory.cut(random);
      }
      LuceneGenerations after = new LuceneGenerations(home);
      if (committed[0] > 0) {
        assertThat(content(after).size())
            .as("seed %d", seed)
            .isBetween(committed[0], committed[0] + MAPS_OF_BATCH);
        assertThat(after.problems()).as("seed %d", seed).isEmpty();
      }
      write(after, new Random(2), new int[1]);
      assertThat(content(after)).as("seed %d", seed).isEqualTo(whole);
    }
    Torture.report("power cuts: %d seeds, %d of them while writing, no commit lost", seeds, cut);
    assertThat(cut).isPositive();
  }

  @Test
  void damagedFilesAreNamedAndMended() throws IOException {
    int rounds = Torture.times(40, 1_000);
    Path origin = folder.resolve("origin");
    LuceneGenerations made = new LuceneGenerations(origin);
    write(made, new Random(1), new int[1]);
    try (IndexWriter writer = made.begin(MANIFEST)) {
      writer.attach("projection.kiai", out -> out.write(new byte[500]));
    }
    Map<String, String> whole = content(made);
    List<Path> files;
    try (Stream<Path> all = Files.walk(origin)) {
      files =
          all.filter(Files::isRegularFile)
              .map(origin::relativize)
              .filter(f -> !f.toString().endsWith(".lock") && !f.endsWith("published"))
              .sorted()
              .toList();
    }
    int named = 0;
    int shrunk = 0;
    for (int round = 0; round < rounds; round++) {
      Random random = Torture.random(round);
      Path home = folder.resolve("damaged");
      delete(home);
      copy(origin, home);
      Path file = home.resolve(files.get(random.nextInt(files.size())));
      String how = damage(file, random);
      String what = "round %d: %s %s".formatted(round, how, home.relativize(file));
      LuceneGenerations damaged = new LuceneGenerations(home);
      assertThat(damaged.problems()).as(what).isNotEmpty();
      named++;
      if (file.toString().endsWith(".kiai")) {
        continue; // who attached it attaches it again
      }
      try (IndexWriter writer = damaged.begin(MANIFEST)) {
        writer.commit();
        damaged.publish(damaged.nameFor(MANIFEST));
      }
      if (damaged.current().isPresent()) {
        Map<String, String> left = content(damaged);
        assertThat(whole.entrySet()).as(what).containsAll(left.entrySet());
        shrunk += left.size() < whole.size() ? 1 : 0;
      }
      write(damaged, new Random(2), new int[1]);
    }
    Torture.report(
        "damaged files: %d of %d named, %d lost segments until their maps are read again",
        named, rounds, shrunk);
  }

  private static String damage(Path file, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0 || (random.nextInt(10) == 0 && !file.toString().endsWith(".kiai"))) {
      Files.delete(file);
      return "deleted";
    }
    switch (random.nextInt(3)) {
      case 0 -> {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, bytes);
        return "one bit of";
      }
      case 1 -> {
        Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
        return "cut";
      }
      default -> {
        int from = random.nextInt(bytes.length);
        byte[] before = bytes.clone();
        for (int i = from; i < Math.min(bytes.length, from + 1 + random.nextInt(64)); i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
        if (java.util.Arrays.equals(before, bytes)) {
          bytes[from] ^= 1;
        }
        Files.write(file, bytes);
        return "overwritten";
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
