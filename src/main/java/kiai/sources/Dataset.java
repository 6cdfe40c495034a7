package kiai.sources;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MetadataSource;
import kiai.map.MetadataSources;
import kiai.map.TagVocabulary;
import kiai.sources.files.DatasetFilters;
import kiai.sources.files.FileWalker;
import kiai.sources.files.FolderSource;
import kiai.sources.files.PathNames;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;
import kiai.sources.files.SourceFile;
import kiai.sources.lazer.LazerStore;
import kiai.sources.mapperator.EmbeddingTable;
import kiai.sources.mapperator.MapperatorDataset;
import kiai.sources.mapperator.MapperatorTable;
import kiai.sources.stable.StableInstallation;
import kiai.sources.tables.MetadataTable;

/**
 * The roots and tables that a user named: the map files below them, their tables of ready
 * embeddings, and what they say about maps. Each root is read by the {@link
 * kiai.sources.files.SourceDetector} that recognises it.
 */
public final class Dataset {
  /** Asked in this order; the last one takes every place. */
  private static final List<SourceDetector> DETECTORS =
      List.of(
          new EmbeddingTable(),
          new MapperatorDataset(),
          new LazerStore(),
          new StableInstallation(),
          new FolderSource());

  private final InputLimits limits;
  private final TagVocabulary vocabulary;
  private final List<Source> sources;
  private final List<MetadataSource> labels = new ArrayList<>();
  private final List<SkippedFile> skipped = new ArrayList<>();

  private Dataset(InputLimits limits, TagVocabulary vocabulary, List<Source> sources) {
    this.limits = limits;
    this.vocabulary = vocabulary;
    this.sources = sources;
  }

  /** Folders, files and archives of maps, and nothing else. */
  public static Dataset of(List<Path> roots, InputLimits limits) {
    SourceDetector.Settings settings =
        new SourceDetector.Settings(DatasetFilters.ALL, TagVocabulary.NONE);
    return new Dataset(
        limits,
        TagVocabulary.NONE,
        roots.stream()
            .flatMap(root -> new FolderSource().detect(absolute(root), settings).stream())
            .toList());
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
    SourceDetector.Settings settings = new SourceDetector.Settings(filters, vocabulary);
    List<Source> sources = roots.stream().map(root -> source(absolute(root), settings)).toList();
    Dataset dataset = new Dataset(limits, vocabulary, sources);
    for (Path label : labels) {
      dataset.labels.add(dataset.labels(label));
    }
    return dataset;
  }

  private static Path absolute(Path path) {
    return PathNames.absolute(path);
  }

  private static Source source(Path root, SourceDetector.Settings settings) {
    return DETECTORS.stream()
        .map(detector -> detector.detect(root, settings))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private MetadataSource labels(Path file) throws IOException {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      return MapperatorTable.metadata(file, vocabulary, _ -> {}, skipped::add);
    }
    return name.endsWith(".db")
        ? StableInstallation.read(file, skipped::add)
        : MetadataTable.read(file, vocabulary);
  }

  private <T> List<T> all(Function<Source, List<T>> part) {
    return sources.stream().map(part).flatMap(List::stream).toList();
  }

  /** Hands over every file that may hold maps, once; and what is left out. */
  public void walk(Consumer<SourceFile> files, Consumer<SkippedFile> left) {
    all(Source::skipped).forEach(left);
    skipped.forEach(left);
    Set<Path> seen = new HashSet<>();
    for (SourceFile file : all(Source::listed)) {
      if (seen.add(file.path())) {
        files.accept(file);
      }
    }
    FileWalker walker = new FileWalker(limits);
    all(Source::walks).forEach(walk -> walker.walk(walk, seen, files, left));
  }

  /** Where files are looked for: below them, pruning forgets files that are gone. */
  public List<Path> roots() {
    List<Path> roots = new ArrayList<>();
    all(Source::walks).forEach(walk -> roots.add(walk.root()));
    roots.addAll(all(Source::listedRoots));
    return roots;
  }

  /** Tables of ready embeddings. */
  public List<Path> embeddings() {
    return all(Source::tables);
  }

  /** Opens one of {@link #embeddings()}. */
  public MapperatorTable openTable(Path table) throws IOException {
    return MapperatorTable.open(table, vocabulary);
  }

  /** What is known of maps besides their files, for asking. */
  public MetadataSources metadata() {
    return new MetadataSources(metadataSources());
  }

  /** The sources of what is known of maps, for the user. */
  public List<MetadataSource> metadataSources() {
    List<MetadataSource> metadata = new ArrayList<>(all(Source::metadata));
    metadata.addAll(labels);
    return metadata;
  }

  /** What the user should know about the places. */
  public List<String> notes() {
    return all(Source::notes);
  }
}
