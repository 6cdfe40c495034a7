package kiai.ingest;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import kiai.index.FileState;
import kiai.input.SkippedFile;
import kiai.sources.files.PathNames;

/**
 * Which files that an index knows are gone: those below a root that were looked for and not found,
 * in folders that could be read. What could not be looked at (an absent root or drive, a link whose
 * target is away, a folder that may not be read) is kept and named.
 */
final class Pruning {
  private final Map<String, Integer> kept = new TreeMap<>();
  private final List<String> gone = new ArrayList<>();

  private Pruning() {}

  /**
   * Looks at what an index knows.
   *
   * @param roots where files were looked for
   * @param present files that were found, as {@link PathNames} writes them
   * @param emptyRoots whether a root with nothing at all in it counts as read: an empty folder is
   *     also what is left where a drive is not mounted
   */
  static Pruning of(
      Iterable<FileState> known, List<Path> roots, Set<String> present, boolean emptyRoots) {
    Pruning pruning = new Pruning();
    List<Path> absolute = roots.stream().map(PathNames::absolute).toList();
    for (FileState state : known) {
      if (present.contains(state.path())) {
        continue;
      }
      Path file;
      try {
        file = PathNames.toPath(state.path());
      } catch (InvalidPathException e) {
        continue; // of another system: not below any root here
      }
      List<Path> above = absolute.stream().filter(file::startsWith).toList();
      if (!above.isEmpty()) {
        Optional<String> doubt =
            above.stream().flatMap(root -> doubt(file, root, emptyRoots).stream()).findFirst();
        if (doubt.isPresent()) {
          pruning.kept.merge(doubt.get(), (int) state.held().count(), Integer::sum);
        } else {
          pruning.gone.add(state.path());
        }
      }
    }
    return pruning;
  }

  /** Paths that are gone. */
  List<String> gone() {
    return gone;
  }

  /** What was kept for lack of certainty, for the user. */
  List<SkippedFile> kept() {
    List<SkippedFile> notes = new ArrayList<>();
    kept.forEach((place, maps) -> {
      if (maps > 0) {
        notes.add(
            new SkippedFile(
                place, "%,d maps that were indexed from there are kept".formatted(maps)));
      }
    });
    return notes;
  }

  /** Why it cannot be said that a file is gone, with the place; empty when it is gone. */
  private static Optional<String> doubt(Path file, Path root, boolean emptyRoots) {
    if (!Files.exists(root)) {
      return Optional.of(root + " is not there");
    }
    if (!emptyRoots && Files.isDirectory(root) && isEmpty(root)) {
      return Optional.of(root + " is empty, as a drive is that is not there (--yes forgets it)");
    }
    for (Path place = file;
        place != null && place.startsWith(root);
        place = place.equals(root) ? null : place.getParent()) {
      if (Files.isSymbolicLink(place) && !Files.exists(place)) {
        return Optional.of(place + " is a link whose target is not there");
      }
      if (Files.isDirectory(place) && !(Files.isReadable(place) && Files.isExecutable(place))) {
        return Optional.of(place + " may not be read");
      }
    }
    // Not the same as "does not exist": a failure to look is no answer.
    return Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.empty()
        : Optional.of(file + " could not be looked at");
  }

  private static boolean isEmpty(Path folder) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      return false; // it could not be looked at, which is said below
    }
  }
}
