package kiai.embeddings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Nobody is told what happens here. */
class TelemetryTest {
  @Test
  @SuppressWarnings("restricted")
  void nativeCodeFindsItForbiddenOnceAModelRuns() throws Throwable {
    var _ = BeatmapTower.environment();
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      MemorySegment found =
          (MemorySegment)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("getenv"),
                      FunctionDescriptor.of(ADDRESS, ADDRESS))
                  .invokeExact(arena.allocateFrom(Telemetry.FORBIDDEN));
      assertThat(found.reinterpret(2).getString(0)).isEqualTo("1");
    }
  }

  @Test
  void everyWayToStartItForbidsIt() throws Exception {
    assertThat(Files.readString(Path.of("kiai"))).contains("export " + Telemetry.FORBIDDEN + "=1");
    assertThat(Files.readString(Path.of("kiai.bat"))).contains(Telemetry.FORBIDDEN + "=1");
  }
}
