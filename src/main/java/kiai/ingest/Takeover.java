package kiai.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kiai.index.FileState;
import kiai.index.IndexContents;
import kiai.index.IndexSnapshot;
import kiai.sources.files.PathNames;
import kiai.sources.files.SourceFile;

/**
 * Brings every source of an index of another model or precision into the one that takes its place:
 * files that this run does not name are embedded again too. What cannot be brought along is named
 * before anything is given up, and the old index stays the current one until the user agrees.
 */
final class Takeover {
  private static final int NAMED = 10;
  private static final String TABLE = ".parquet";

  private final List<FileState> expected = new ArrayList<>();
  private final List<SourceFile> files = new ArrayList<>();
  private final List<Path> tables = new ArrayList<>();
  private final Set<String> missing = new TreeSet<>();
  private final String location;
  private int mapsMissing;

  private Takeover(String location) {
    this.location = location;
  }

  /** Nothing is taken over. */
  static Takeover none() {
    return new Takeover("");
  }

  /**
   * Looks at an index that is to be exchanged.
   *
   * @param known what its successor holds already
   * @param present sources that the run reads anyway, as {@link PathNames} writes them
   * @param gone sources that the user lets go
   */
  static Takeover of(
      String location,
      IndexSnapshot old,
      IndexContents known,
      Set<String> present,
      Set<String> gone)
      throws IOException {
    Takeover takeover = new Takeover(location);
    List<FileState> states = new ArrayList<>();
    old.forEachFile(states::add);
    for (FileState state : states) {
      boolean holds = state.path().endsWith(TABLE) || state.held().findAny().isPresent();
      if (holds && !gone.contains(state.path())) {
        takeover.expected.add(state);
        if (!present.contains(state.path())) {
          takeover.add(state, known);
        }
      }
    }
    return takeover;
  }

  private void add(FileState state, IndexContents known) {
    try {
      Path path = PathNames.toPath(state.path());
      SourceFile file = SourceFile.of(path);
      FileState done = known.files().get(state.path());
      if (!Files.isReadable(path)) {
        miss(state);
      } else if (state.path().endsWith(TABLE)) {
        tables.add(path);
      } else if (!known.isIntact(done) || !done.stamp().matches(Indexer.stamp(file))) {
        files.add(file);
      }
    } catch (IOException | InvalidPathException e) {
      miss(state);
    }
  }

  private void miss(FileState state) {
    missing.add(state.path());
    mapsMissing += (int) state.held().count();
  }

  /** Files that must be embedded, besides those of the run. */
  List<SourceFile> files() {
    return files;
  }

  /** Tables of ready embeddings that must be imported, besides those of the run. */
  List<Path> tables() {
    return tables;
  }

  /** Number of sources that the old index has. */
  int sources() {
    return expected.size();
  }

  /**
   * Before any work.
   *
   * @throws IOException when something cannot be brought along, with counts and names
   */
  void check(IndexRequest request) throws IOException {
    if (!missing.isEmpty() && !request.drop()) {
      throw refusal(
          "%,d maps of %,d files that cannot be read now".formatted(mapsMissing, missing.size()),
          missing);
    }
  }

  /**
   * After the work.
   *
   * @throws IOException when a source did not arrive whole, with counts and names
   */
  void checkArrived(IndexContents known, IndexRequest request) throws IOException {
    Set<String> late = new TreeSet<>();
    int maps = 0;
    for (FileState state : expected) {
      FileState now = known.files().get(state.path());
      boolean fewer = // rows that the new index cannot take, such as vectors of another length
          now != null
              && now.rows().size() < state.rows().size()
              && state.stamp().matches(now.stamp());
      if ((now == null || !now.isComplete() || fewer) && !missing.contains(state.path())) {
        late.add(state.path());
        maps += (int) state.held().count();
      }
    }
    if (!late.isEmpty() && !request.drop()) {
      throw refusal(
          "%,d maps of %,d files that it could not take in".formatted(maps, late.size()), late);
    }
  }

  private IOException refusal(String what, Set<String> paths) {
    String named = String.join("\n  ", paths.stream().limit(NAMED).toList());
    String more = paths.size() > NAMED ? "\n  … and %,d more".formatted(paths.size() - NAMED) : "";
    return new IOException(
        ("the index in %s was made by another model or precision and holds %s; it stays as it is."
                + " Bring them back and run again, or go on without them with --yes:%n  %s%s")
            .formatted(location, what, named, more));
  }
}
