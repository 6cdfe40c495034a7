package kiai.embeddings.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The libraries that ONNX Runtime's CUDA provider loads: CUDA 12 and cuDNN 9, on Linux. */
public final class CudaLibraries {
  /** Names as the provider asks for them. */
  private static final List<String> NEEDED =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcurand.so.10",
          "libcufft.so.11",
          "libcudnn.so.9");

  private static final List<Path> USUAL =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu"),
          Path.of("/usr/lib64"),
          Path.of("/usr/local/cuda/lib64"),
          Path.of("/usr/local/cuda-12/lib64"));

  private CudaLibraries() {}

  /** Which of them are neither on the library path nor in the usual places. */
  public static List<String> missing() {
    return missing(System.getenv().getOrDefault("LD_LIBRARY_PATH", ""), USUAL);
  }

  static List<String> missing(String libraryPath, List<Path> usual) {
    List<Path> folders = new ArrayList<>(usual);
    Stream.of(libraryPath.split(File.pathSeparator, -1))
        .filter(part -> !part.isBlank())
        .map(Path::of)
        .forEach(folders::add);
    return NEEDED.stream()
        .filter(name -> folders.stream().noneMatch(folder -> holds(folder, name)))
        .toList();
  }

  /**
   * True also when the library is there under a longer name, such as {@code libcudart.so.12.4.127}.
   */
  private static boolean holds(Path folder, String name) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(name));
    } catch (IOException e) {
      return false;
    }
  }
}
