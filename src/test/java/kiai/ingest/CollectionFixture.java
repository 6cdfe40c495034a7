package kiai.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kiai.TestIndex;
import kiai.TestMaps;
import kiai.TestModel;
import kiai.embeddings.Encoder;
import kiai.index.Generations;
import kiai.index.IndexManifest;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.input.InputLimits;
import kiai.sources.Dataset;
import kiai.sources.files.DatasetFilters;
import kiai.tokens.UserTags;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Four maps in folders of their own, and an index of them in a temporary folder. */
abstract class CollectionFixture {
  @TempDir Path folder;
  Path maps;
  Path home;

  @BeforeEach
  void writeMaps() throws IOException {
    maps = folder.resolve("maps");
    home = folder.resolve("index");
    for (int i = 0; i < 4; i++) {
      write(maps.resolve("set " + i), i);
    }
  }

  static Path write(Path set, int i) throws IOException {
    return TestMaps.of(TestMaps.Style.values()[i], i)
        .named("Song " + i, "Artist", "Mapper", "Hard")
        .ids(100 + i, 200 + i)
        .writeTo(set);
  }

  Generations generations() {
    return new LuceneGenerations(home);
  }

  IndexSummary index(Encoder encoder, IndexRequest request, Path... roots)
      throws IOException, InterruptedException {
    return new Indexer(generations(), encoder, InputLimits.DEFAULT, 2)
        .run(open(roots), request, IndexProgress.NONE);
  }

  static Dataset open(Path... roots) throws IOException {
    return Dataset.open(
        List.of(roots), List.of(), DatasetFilters.ALL, InputLimits.DEFAULT, UserTags.vocabulary());
  }

  IndexSummary index(IndexRequest request, Path... roots) throws Exception {
    return index(TestModel.encoder(), request, roots);
  }

  int maps() throws IOException {
    try (LiveIndex index = generations().openLive()) {
      return TestIndex.sizes(index).maps();
    }
  }

  IndexManifest manifest() throws IOException {
    return generations().currentManifest().orElseThrow();
  }

  static Encoder rounded() throws IOException {
    return TestModel.rounded(2);
  }

  static void deleteAll(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
