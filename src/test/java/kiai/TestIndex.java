package kiai;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kiai.index.FileState;
import kiai.index.IndexManifest;
import kiai.index.IndexSizes;
import kiai.index.IndexSnapshot;
import kiai.index.LiveIndex;
import kiai.index.lucene.LuceneGenerations;
import kiai.map.MapRecord;

/** Looks into indexes, one snapshot a look. */
public final class TestIndex {
  private TestIndex() {}

  /** Work with a snapshot. */
  public interface Work<T> {
    T with(IndexSnapshot snapshot) throws IOException;
  }

  public static LiveIndex open(Path home) throws IOException {
    return new LuceneGenerations(home).openLive();
  }

  public static <T> T in(LiveIndex index, Work<T> work) throws IOException {
    try (IndexSnapshot snapshot = index.snapshot()) {
      return work.with(snapshot);
    }
  }

  public static IndexSizes sizes(LiveIndex index) throws IOException {
    return in(index, IndexSnapshot::sizes);
  }

  public static IndexManifest manifest(LiveIndex index) throws IOException {
    return in(index, IndexSnapshot::manifest);
  }

  public static List<MapRecord> maps(LiveIndex index) throws IOException {
    return in(
        index,
        snapshot -> {
          List<MapRecord> maps = new ArrayList<>();
          snapshot.forEachMap(maps::add);
          return maps;
        });
  }

  public static List<FileState> files(LiveIndex index) throws IOException {
    return in(
        index,
        snapshot -> {
          List<FileState> files = new ArrayList<>();
          snapshot.forEachFile(files::add);
          return files;
        });
  }

  public static Optional<Path> fileOf(LiveIndex index, String md5) throws IOException {
    return in(
        index, snapshot -> snapshot.filesOf(md5).stream().map(f -> Path.of(f.path())).findFirst());
  }
}
