package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.index.FileState;
import kiai.input.SkippedFile;
import kiai.sources.files.PathNames;
import org.junit.jupiter.api.Test;

class IndexedFoldersTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getRoot();

  /** The text of a path below the root of this system. */
  private static String at(String below) {
    return PathNames.of(ROOT.resolve(below));
  }

  private static FileState file(String below, String... maps) {
    String path = at(below);
    List<FileState.MapEntry> entries = new ArrayList<>();
    for (String map : maps) {
      entries.add(new FileState.MapEntry(map, path));
    }
    List<SkippedFile> leftOut =
        maps.length > 0 ? List.of() : List.of(new SkippedFile(path, "it has no objects"));
    return new FileState(path, new FileState.Stamp(1, 1, 1), entries, List.of(), leftOut);
  }

  private static List<String> folders(FileState... files) {
    return IndexedFolders.of(List.of(files)).folders().stream()
        .map(IndexedFolders.Folder::path)
        .toList();
  }

  @Test
  void theFolderOfAllSetsIsNamed() {
    IndexedFolders found =
        IndexedFolders.of(
            List.of(
                file("maps/osu/Songs/1 a/x.osu", "m1"),
                file("maps/osu/Songs/1 a/y.osu", "m2"),
                file("maps/osu/Songs/2 b/z.osu"),
                file("maps/packs/all.osz", "m3", "m4")));
    assertThat(found.folders())
        .containsExactly(
            new IndexedFolders.Folder(at("maps/osu/Songs"), 3, 2, 1),
            new IndexedFolders.Folder(at("maps/packs"), 1, 2, 0));
    assertThat(found.leftOut())
        .extracting(SkippedFile::path)
        .containsExactly(at("maps/osu/Songs/2 b/z.osu"));
  }

  @Test
  void flatFoldersLooseFilesAndDeepOnes() {
    assertThat(folders(file("maps/a.osu", "m"))).containsExactly(at("maps"));
    assertThat(folders(file("a.osu", "m"))).containsExactly(at(""));
    assertThat(folders(file("s/files/0/01/x", "a"), file("s/files/1/12/x", "b")))
        .containsExactly(at("s/files/0/01"), at("s/files/1/12"));
    assertThat(
            folders(
                file("s/files/0/01/x", "a"),
                file("s/files/1/12/x", "b"),
                file("s/files/2/23/x", "c"),
                file("s/files/3/34/x", "d"),
                file("s/files/4/45/x", "e")))
        .containsExactly(at("s/files"));
    assertThat(folders()).isEmpty();
  }
}
