package kiai.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import kiai.index.FileState;
import kiai.input.SkippedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS) // the paths are of Unix
class IndexedFoldersTest {
  private static FileState file(String path, String... maps) {
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
                file("/home/me/osu/Songs/1 a/x.osu", "m1"),
                file("/home/me/osu/Songs/1 a/y.osu", "m2"),
                file("/home/me/osu/Songs/2 b/z.osu"),
                file("/home/me/packs/all.osz", "m3", "m4")));
    assertThat(found.folders())
        .containsExactly(
            new IndexedFolders.Folder("/home/me/osu/Songs", 3, 2, 1),
            new IndexedFolders.Folder("/home/me/packs", 1, 2, 0));
    assertThat(found.leftOut())
        .extracting(SkippedFile::path)
        .containsExactly("/home/me/osu/Songs/2 b/z.osu");
  }

  @Test
  void flatFoldersLooseFilesAndDeepOnes() {
    assertThat(folders(file("/maps/a.osu", "m"))).containsExactly("/maps");
    assertThat(folders(file("/a.osu", "m"))).containsExactly("/");
    assertThat(folders(file("/s/files/0/01/x", "a"), file("/s/files/1/12/x", "b")))
        .containsExactly("/s/files/0/01", "/s/files/1/12");
    assertThat(
            folders(
                file("/s/files/0/01/x", "a"),
                file("/s/files/1/12/x", "b"),
                file("/s/files/2/23/x", "c"),
                file("/s/files/3/34/x", "d"),
                file("/s/files/4/45/x", "e")))
        .containsExactly("/s/files");
    assertThat(folders()).isEmpty();
  }
}
