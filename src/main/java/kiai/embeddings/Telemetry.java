package kiai.embeddings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * ONNX Runtime tells its makers about each start unless an environment variable forbids it, which
 * its native library reads while it is loaded: its own switch ({@code setTelemetry}) comes too
 * late. The launchers set the variable; this sets it for whoever starts Java without them. Nothing
 * that happens here is anybody else's business.
 */
final class Telemetry {
  /** The variable that forbids it. */
  static final String FORBIDDEN = "ORT_DISABLE_TELEMETRY";

  private Telemetry() {}

  /** Forbids it; to be called before the native library is loaded. */
  @SuppressWarnings("restricted") // setenv has this signature in POSIX, its sister in Windows' C
  static void forbid() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(FORBIDDEN, StandardCharsets.US_ASCII);
      MemorySegment value = arena.allocateFrom("1", StandardCharsets.US_ASCII);
      if (windows) {
        MethodHandle set =
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("_putenv_s"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
        var _ = (int) set.invokeExact(name, value);
      } else {
        MethodHandle set =
            linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        var _ = (int) set.invokeExact(name, value, 1);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) { // what invokeExact declares
      throw new IllegalStateException(e);
    }
  }
}
