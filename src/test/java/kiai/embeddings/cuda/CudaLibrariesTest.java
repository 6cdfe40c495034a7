package kiai.embeddings.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {
  @TempDir private Path folder;

  @Test
  void missingOnesAreNamed() throws Exception {
    for (String name : List.of("libcudart.so.12", "libcublas.so.12.4.5", "libcudnn.so.9")) {
      Files.createFile(folder.resolve(name));
    }
    assertThat(CudaLibraries.missing("/nowhere:" + folder, List.of()))
        .containsExactly("libcublasLt.so.12", "libcurand.so.10", "libcufft.so.11");
    assertThat(CudaLibraries.missing("", List.of(folder))).hasSize(3);
    assertThat(CudaLibraries.missing("", List.of())).hasSize(6);
  }
}
