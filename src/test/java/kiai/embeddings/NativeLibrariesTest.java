package kiai.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** ONNX Runtime is unpacked once, not at each start into a folder that stays behind. */
class NativeLibrariesTest {
  @Test
  void theLibrariesLieInAFolderThatIsKept() throws Exception {
    var _ = BeatmapTower.environment();
    Path folder = Path.of(System.getProperty("onnxruntime.native.path", ""));
    assertThat(folder).isAbsolute().isDirectoryContaining("regex:.*onnxruntime.*");
    assertThat(folder.getFileName().toString()).doesNotStartWith("onnxruntime-java"); // its own

    try (var beside = Files.list(folder.getParent())) {
      assertThat(beside.map(p -> p.getFileName().toString()))
          .noneMatch(name -> name.startsWith("unpacking-"));
    }
    long changed = Files.getLastModifiedTime(folder).toMillis();
    NativeLibraries.unpack();
    assertThat(Files.getLastModifiedTime(folder).toMillis()).isEqualTo(changed);
  }
}
