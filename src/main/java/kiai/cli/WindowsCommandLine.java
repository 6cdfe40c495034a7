package kiai.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of this process as Windows keeps it, in UTF-16. Java asks for it in the system's
 * code page, in which every character that the page does not have becomes another: of a folder with
 * a Japanese name nothing would be left on a German system.
 */
final class WindowsCommandLine {
  private WindowsCommandLine() {}

  /** Whether this system is Windows. */
  static boolean isHere() {
    return System.getProperty("os.name", "").startsWith("Windows");
  }

  /**
   * The program and its arguments.
   *
   * @throws IllegalStateException when Windows does not tell them
   */
  @SuppressWarnings("restricted") // the two functions have these signatures since Windows 2000
  static List<String> read() {
    try (Arena arena = Arena.ofConfined()) {
      Linker linker = Linker.nativeLinker();
      SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32", arena);
      SymbolLookup shell = SymbolLookup.libraryLookup("shell32", arena);
      MemorySegment line =
          (MemorySegment)
              linker
                  .downcallHandle(
                      kernel.findOrThrow("GetCommandLineW"), FunctionDescriptor.of(ADDRESS))
                  .invokeExact();
      MemorySegment count = arena.allocate(JAVA_INT);
      MemorySegment parts =
          (MemorySegment)
              linker
                  .downcallHandle(
                      shell.findOrThrow("CommandLineToArgvW"),
                      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS))
                  .invokeExact(line, count);
      if (parts.equals(MemorySegment.NULL)) {
        throw new IllegalStateException("Windows cannot split its command line");
      }
      int size = count.get(JAVA_INT, 0);
      MemorySegment pointers = parts.reinterpret(size * ADDRESS.byteSize());
      List<String> all = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        // As long as it is, up to its zero.
        MemorySegment part = pointers.getAtIndex(ADDRESS, i).reinterpret(Integer.MAX_VALUE);
        all.add(part.getString(0, StandardCharsets.UTF_16LE));
      }
      return all; // a process has one command line: its few bytes stay allocated
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) { // what invokeExact declares
      throw new IllegalStateException(e);
    }
  }

  /**
   * The arguments with the characters that were lost: those that the system's code page does not
   * have are question marks, or letters that look like them.
   *
   * @param received what Java gives
   * @param commandLine the whole command line; the arguments are its end
   * @return the end of the command line, but for patterns such as {@code *.osu}, which Java
   *     replaces by the files that they name; {@code received} when other arguments stand there
   */
  static String[] restored(String[] received, List<String> commandLine) {
    int before = commandLine.size() - received.length;
    if (before < 0) {
      return received;
    }
    String[] restored = received.clone();
    for (int i = 0; i < received.length; i++) {
      String typed = commandLine.get(before + i);
      boolean pattern = typed.indexOf('*') >= 0 || typed.indexOf('?') >= 0;
      boolean ascii = typed.chars().allMatch(c -> c < 128);
      if (!typed.equals(received[i]) && !pattern) {
        if (ascii) {
          return received;
        }
        restored[i] = typed;
      }
    }
    return restored;
  }
}
