package kiai.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The places that a user named, each understood as what it is: a folder or file of maps, the stable
 * client's installation, lazer's store, a Mapperator dataset, a table of ready embeddings; with
 * what these places and the named tables say about maps.
 */
public final class Dataset {
  private static final int BLOB_HEAD = 64;
  private static final String HEADER = "osu file format";

  private final InputLimits limits;
  private final DatasetFilters filters;
  private final TagVocabulary vocabulary;
  private final List<Path> trees = new ArrayList<>();
  private final List<Path> stores = new ArrayList<>();
  private final List<Path> tables = new ArrayList<>();
  private final List<SourceFile> listed = new ArrayList<>();
  private final List<Path> listedRoots = new ArrayList<>();
  private final List<FactSource> facts = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private Dataset(InputLimits limits, DatasetFilters filters, TagVocabulary vocabulary) {
    this.limits = limits;
    this.filters = filters;
    this.vocabulary = vocabulary;
  }

  /** Folders, files and archives of maps, and nothing else. */
  public static Dataset of(List<Path> roots, InputLimits limits) {
    Dataset dataset = new Dataset(limits, DatasetFilters.ALL, TagVocabulary.NONE);
    roots.forEach(root -> dataset.trees.add(root.toAbsolutePath().normalize()));
    return dataset;
  }

  /**
   * Looks at the places.
   *
   * @param roots folders and files
   * @param labels tables that say something about maps: CSV, TSV, JSON lines, parquet, {@code
   *     osu!.db}, {@code collection.db}
   * @param filters which maps of Mapperator datasets take part
   * @param vocabulary names of osu!'s user tags
   * @throws IOException when a table that was named cannot be read; what lies in the places by
   *     itself is only reported
   */
  public static Dataset open(
      List<Path> roots,
      List<Path> labels,
      DatasetFilters filters,
      InputLimits limits,
      TagVocabulary vocabulary)
      throws IOException {
    Dataset dataset = new Dataset(limits, filters, vocabulary);
    for (Path root : roots) {
      dataset.understand(root.toAbsolutePath().normalize());
    }
    for (Path label : labels) {
      dataset.facts.add(dataset.labels(label));
    }
    return dataset;
  }

  private void understand(Path root) {
    String name = String.valueOf(root.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet") && Files.isRegularFile(root)) {
      table(root);
    } else if (Files.isRegularFile(root.resolve("metadata.parquet"))) {
      mapperator(root);
    } else if (isLazer(root)) {
      notes.add(
          root
              + ": lazer's store; maps are found by their content, what client.realm says about"
              + " them (file names, audio, collections) is not read");
      stores.add(root.resolve("files"));
    } else if (isInstallation(root)) {
      installation(root);
    } else {
      trees.add(root);
      // A Songs folder tells more together with the client's own files beside it.
      Path parent = root.getParent();
      if (parent != null && name.equals("songs") && isInstallation(parent)) {
        client(parent);
      }
    }
  }

  private void table(Path root) {
    try (MapperatorTable table = MapperatorTable.open(root, vocabulary)) {
      if (table.hasEmbeddings()) {
        tables.add(root);
      } else {
        notes.add(root + ": no column embedding; it is read as a table about maps");
        facts.add(factsOf(root, (_, _) -> {}));
      }
    } catch (IOException e) {
      skipped.add(new SkippedFile(root.toString(), e.getMessage()));
    }
  }

  /** Takes the rows of a table with the number of their set. */
  private interface RowWork {
    void with(TableMap map, int set);
  }

  private KnownMaps factsOf(Path path, RowWork work) throws IOException {
    KnownMaps known = new KnownMaps(String.valueOf(path.getFileName()));
    Set<Integer> sets = new HashSet<>();
    try (MapperatorTable table = MapperatorTable.open(path, vocabulary)) {
      table.read(
          false,
          maps -> {
            for (TableMap map : maps) {
              sets.add(map.setId());
              known.add(map.md5(), map.beatmapId(), map.facts());
              work.with(map, sets.size() - 1);
            }
          },
          skipped::add);
    }
    return known;
  }

  private void mapperator(Path root) {
    Path data = root.resolve("data");
    try {
      List<Path> missing = new ArrayList<>();
      facts.add(
          factsOf(
              root.resolve("metadata.parquet"),
              (map, set) -> {
                if (!filters.take(map, set)) {
                  return;
                }
                if (map.file() == null) {
                  skipped.add(
                      new SkippedFile(
                          "%s, beatmap %s"
                              .formatted(root.resolve("metadata.parquet"), map.beatmapId()),
                          "its row names no file of the dataset"));
                } else if (!list(data.resolve(map.file()))) {
                  missing.add(data.resolve(map.file()));
                }
              }));
      listedRoots.add(root);
      missing.forEach(file ->
          skipped.add(
              new SkippedFile(file.toString(), "metadata.parquet names it, but it is not there")));
    } catch (IOException e) {
      skipped.add(new SkippedFile(root.resolve("metadata.parquet").toString(), e.getMessage()));
      trees.add(root);
    }
  }

  private boolean list(Path file) {
    Path real = Files.isRegularFile(file) ? file : anyCase(file).orElse(null);
    if (real == null) {
      return false;
    }
    try {
      listed.add(
          new SourceFile(real, Files.size(real), Files.getLastModifiedTime(real).toMillis()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The file of a folder whose name differs by case only, as Windows would find it. */
  static Optional<Path> anyCase(Path file) {
    Path folder = file.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    if (!Files.isDirectory(folder)) {
      Optional<Path> real = anyCase(folder);
      if (real.isEmpty()) {
        return Optional.empty();
      }
      folder = real.get();
    }
    String wanted = file.getFileName().toString();
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(p -> p.getFileName().toString().equalsIgnoreCase(wanted))
          .min(Path::compareTo);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isLazer(Path root) {
    return Files.isDirectory(root.resolve("files"))
        && (Files.exists(root.resolve("client.realm"))
            || Files.exists(root.resolve("storage.ini"))
            || Files.exists(root.resolve("framework.ini")));
  }

  private static boolean isInstallation(Path root) {
    return Files.isRegularFile(root.resolve("osu!.db")) || !settings(root).isEmpty();
  }

  /** The settings of the client's users; their names are those of the machine's users. */
  private static List<Path> settings(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(p -> p.getFileName().toString().matches("osu!\\..+\\.cfg"))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void installation(Path root) {
    List<Path> songs = new ArrayList<>();
    for (Path file : settings(root)) {
      Optional<String> setting = beatmapDirectory(file);
      Optional<Path> folder = setting.flatMap(name -> songsFolder(root, name));
      folder.ifPresent(songs::add);
      if (setting.isPresent() && folder.isEmpty()) {
        notes.add("%s names the folder %s, which is not there".formatted(file, setting.get()));
      }
    }
    if (songs.isEmpty()) {
      anyCase(root.resolve("Songs")).ifPresent(songs::add);
    }
    if (songs.isEmpty()) {
      notes.add(
          root
              + ": files of the osu! client, but no Songs folder; maps are looked for in all of it");
      songs.add(root);
    }
    songs.stream().distinct().forEach(trees::add);
    client(root);
  }

  private static Optional<String> beatmapDirectory(Path settings) {
    try (Stream<String> lines = Files.lines(settings, StandardCharsets.UTF_8)) {
      return lines
          .map(line -> line.replace("\ufeff", "").split("=", 2))
          .filter(pair -> pair.length == 2 && pair[0].strip().equals("BeatmapDirectory"))
          .map(pair -> pair[1].strip())
          .filter(value -> !value.isEmpty())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }

  /** The folder of a setting, which may be a path of the Windows machine that the disk is from. */
  private static Optional<Path> songsFolder(Path root, String setting) {
    String plain = setting.replace('\\', '/');
    try {
      for (String name : List.of(setting, plain, plain.substring(plain.lastIndexOf('/') + 1))) {
        Path folder = root.resolve(name).normalize();
        if (Files.isDirectory(folder)) {
          return Optional.of(folder);
        }
        Optional<Path> other = anyCase(folder).filter(Files::isDirectory);
        if (other.isPresent()) {
          return other;
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private void client(Path root) {
    for (String name : List.of("osu!.db", "collection.db")) {
      Path file = root.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          facts.add(clientFile(file));
        } catch (IOException e) {
          skipped.add(new SkippedFile(file.toString(), e.getMessage()));
        }
      }
    }
  }

  private FactSource clientFile(Path file) throws IOException {
    String name = String.valueOf(file.getFileName());
    return name.toLowerCase(Locale.ROOT).startsWith("collection")
        ? CollectionDatabase.read(file).facts(name)
        : OsuDatabase.read(file, skipped::add);
  }

  private FactSource labels(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      return factsOf(file, (_, _) -> {});
    }
    return name.endsWith(".db") ? clientFile(file) : FactTable.read(file, vocabulary);
  }

  /** Hands over every file that may hold maps, once; and what is left out. */
  public void walk(Consumer<SourceFile> files, Consumer<SkippedFile> left) {
    skipped.forEach(left);
    DatasetWalker walker = new DatasetWalker(limits);
    Set<Path> seen = new HashSet<>();
    for (SourceFile file : listed) {
      if (seen.add(file.path())) {
        files.accept(file);
      }
    }
    walker.walk(stores, seen, Dataset::isBlobOfMap, files, left);
    walker.walk(trees, seen, DatasetWalker::holdsMaps, files, left);
  }

  /** A file of lazer's store, named by its SHA-256, that begins as a map does. */
  private static boolean isBlobOfMap(Path file) {
    if (!file.getFileName().toString().matches("[0-9a-f]{64}")) {
      return false;
    }
    try (java.io.InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BLOB_HEAD), StandardCharsets.ISO_8859_1).contains(HEADER);
    } catch (IOException e) {
      return false;
    }
  }

  /** Where files are looked for; what an index knows from below them can be gone. */
  public List<Path> roots() {
    List<Path> all = new ArrayList<>(trees);
    all.addAll(stores);
    all.addAll(listedRoots);
    return all;
  }

  /** Tables of ready embeddings. */
  public List<Path> embeddings() {
    return List.copyOf(tables);
  }

  /** Opens one of {@link #embeddings()}. */
  public MapperatorTable openTable(Path table) throws IOException {
    return MapperatorTable.open(table, vocabulary);
  }

  /** What is known of maps besides their files. */
  public Knowledge knowledge() {
    return new Knowledge(facts);
  }

  /** Sources of knowledge, for the user. */
  public List<FactSource> facts() {
    return List.copyOf(facts);
  }

  /** What the user should know about the places. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
