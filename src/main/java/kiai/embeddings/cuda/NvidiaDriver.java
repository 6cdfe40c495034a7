package kiai.embeddings.cuda;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether this machine has an NVIDIA driver: the same signs as the build's profile looks for. */
public final class NvidiaDriver {
  private NvidiaDriver() {}

  /** True when a driver is installed. */
  public static boolean present() {
    return Files.exists(Path.of("/proc/driver/nvidia/version"))
        || Files.exists(Path.of("C:/Windows/System32/nvcuda.dll"));
  }
}
