package kiai.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of the command line, exactly as they were typed. Long ones come in a file that the
 * launcher names in {@code KIAI_ARGUMENTS}: each is ended by a zero byte, so that no character of a
 * file's name or of a search means anything else.
 */
final class Arguments {
  /** Environment variable with the path of the file. */
  static final String FILE = "KIAI_ARGUMENTS";

  private Arguments() {}

  static String[] of(String[] typed, String file) throws IOException {
    if (file == null || file.isEmpty() || typed.length > 0) {
      return WindowsCommandLine.isHere()
          ? WindowsCommandLine.restored(typed, WindowsCommandLine.read())
          : typed;
    }
    List<String> all = new ArrayList<>();
    byte[] bytes = Files.readAllBytes(Path.of(file));
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        all.add(new String(bytes, from, i - from, StandardCharsets.UTF_8));
        from = i + 1;
      }
    }
    return all.toArray(String[]::new);
  }
}
