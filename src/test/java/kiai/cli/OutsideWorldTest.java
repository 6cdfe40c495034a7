package kiai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import kiai.cli.output.PrintableWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments, failures and texts as they come from outside and go to a terminal. */
@Tag("hostile")
class OutsideWorldTest {
  @TempDir private Path folder;

  @Test
  void longArgumentsArriveAsTheyWereTyped() throws IOException {
    List<String> typed = List.of("index", "#1 song.osu", "a\nb", "", "@home", "\\", "日本語", "'\"$x");
    Path file = folder.resolve("arguments");
    Files.write(file, (String.join("\0", typed) + "\0").getBytes(StandardCharsets.UTF_8));
    assertThat(Arguments.of(new String[0], file.toString())).containsExactlyElementsOf(typed);
    assertThat(Arguments.of(new String[] {"a"}, file.toString())).containsExactly("a");
    assertThat(Arguments.of(new String[] {"a"}, null)).containsExactly("a");
  }

  @Test
  void aWordWithAnAtIsNoFile() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    var command = Main.commandLine();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    command.execute("search", "@pom.xml", "--index", folder.resolve("none").toString());
    assertThat(err.toString()).contains("there is no index");
  }

  @Test
  void everyFailureIsASentence() {
    for (IOException e :
        List.of(
            new NoSuchFileException("/x"),
            new AccessDeniedException("/x"),
            new NotDirectoryException("/x"),
            new FileAlreadyExistsException("/x"),
            new FileSystemException("/x"),
            new FileSystemException("/x", null, "No space left on device"))) {
      assertThat(Failures.sentence(e).orElseThrow()).contains("/x").contains(" ");
    }
    assertThat(Failures.sentence(new IOException()).orElseThrow()).doesNotContain("null");
    assertThat(Failures.sentence(new OutOfMemoryError("Java heap space")).orElseThrow())
        .contains("-Xmx");
    assertThat(Failures.sentence(new UnsatisfiedLinkError("x.so")).orElseThrow()).contains("x.so");
    assertThat(Failures.sentence(new IllegalStateException("ours"))).isEmpty();
  }

  @Test
  void noControlCharacterReachesATerminal() {
    StringWriter shown = new StringWriter();
    try (PrintWriter out = new PrintWriter(new PrintableWriter(shown))) {
      out.print("a\u001b]0;x\u0007\u009b31m\u202eb\tc\n");
      out.write(new char[] {'\u001b', 'd'}, 0, 2);
      out.write('\u0000');
    }
    assertThat(shown.toString()).isEqualTo("a?]0;x??31m?b\tc\n?d?");
  }
}
