package kiai.embeddings;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks ONNX Runtime's native libraries once, into a folder of Kiai's: by itself it unpacks 28 MB
 * into the temporary folder at each start, and leaves them there when the program is killed. Where
 * that folder cannot be written, it does so as before.
 */
final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);
  private static final String PROPERTY = "onnxruntime.native.path";

  private NativeLibraries() {}

  /** To be called before ONNX Runtime is used first: unpacks its libraries once. */
  static void unpack() {
    if (System.getProperty(PROPERTY) != null) {
      return; // the user has libraries of his own
    }
    try {
      URI jar = OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path file = Path.of(jar);
      if (!Files.isRegularFile(file)) {
        return;
      }
      Path folder =
          cache()
              .resolve(
                  file.getFileName().toString().replaceFirst("[.]jar$", "") + "-" + platform());
      if (!Files.isDirectory(folder)) {
        unpack(file, folder);
      }
      System.setProperty(PROPERTY, folder.toString());
    } catch (Exception e) {
      LOG.debug("ONNX Runtime unpacks itself at each start: {}", e.toString());
    }
  }

  /** Of the user: {@code KIAI_CACHE}, or where the system keeps caches. */
  private static Path cache() {
    String own = System.getenv("KIAI_CACHE");
    if (own != null && !own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    return xdg != null && !xdg.isEmpty()
        ? Path.of(xdg, "kiai")
        : Path.of(System.getProperty("user.home"), ".cache", "kiai");
  }

  /** As ONNX Runtime names its folders. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + "-" + (arch.matches("aarch64|arm64") ? "aarch64" : "x64");
  }

  /** Into a folder of its own first, so that two programs at once see all of it or nothing. */
  private static void unpack(Path jar, Path folder) throws IOException {
    Files.createDirectories(folder.getParent());
    Path part = Files.createTempDirectory(folder.getParent(), "unpacking-");
    try (FileSystem inside = FileSystems.newFileSystem(jar, Map.of())) {
      Path libraries = inside.getPath("ai/onnxruntime/native", platform());
      List<Path> files;
      try (Stream<Path> all = Files.list(libraries)) {
        files = all.filter(Files::isRegularFile).toList();
      }
      for (Path library : files) {
        try (InputStream in = Files.newInputStream(library)) {
          Files.copy(in, part.resolve(library.getFileName().toString()));
        }
      }
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
      // Another program was faster.
    } finally {
      if (Files.isDirectory(part)) {
        try (Stream<Path> left = Files.list(part)) {
          for (Path file : left.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(part);
      }
    }
  }
}
