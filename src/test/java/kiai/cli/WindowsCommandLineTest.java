package kiai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class WindowsCommandLineTest {
  private static final List<String> LINE =
      List.of("java.exe", "-cp", "kiai.jar", "kiai.cli.Main", "index", "C:\\Mäppe\\日本", "--yes");

  @Test
  void charactersOutsideOfTheCodePageComeBack() {
    String[] received = {"index", "C:\\Mäppe\\??", "--yes"};
    assertThat(WindowsCommandLine.restored(received, LINE))
        .containsExactly("index", "C:\\Mäppe\\日本", "--yes");
  }

  @Test
  void aQuestionThatWasTypedStays() {
    String[] received = {"search", "jumps?"};
    assertThat(WindowsCommandLine.restored(received, List.of("java", "search", "jumps?")))
        .containsExactly("search", "jumps?");
  }

  @Test
  void lettersThatOnlyLookAlikeComeBackToo() {
    String[] received = {"search", "Hatsune Miku no Shoshitsu", "--limit", "3"};
    List<String> line = List.of("java", "search", "Hatsune Miku no Shōshitsu", "--limit", "3");
    assertThat(WindowsCommandLine.restored(received, line))
        .containsExactly("search", "Hatsune Miku no Shōshitsu", "--limit", "3");
  }

  @Test
  void patternsThatJavaReplacedByFilesStayReplaced() {
    String[] two = {"index", "a.osu", "b.osu"};
    assertThat(WindowsCommandLine.restored(two, List.of("java", "index", "*.osu"))).isEqualTo(two);
    String[] one = {"index", "a.osu"};
    assertThat(WindowsCommandLine.restored(one, List.of("java", "index", "*.osu"))).isEqualTo(one);
    assertThat(WindowsCommandLine.restored(one, List.of("java"))).isSameAs(one);
  }

  @Test
  @EnabledOnOs(OS.WINDOWS)
  void windowsTellsItsCommandLine() {
    assertThat(WindowsCommandLine.read())
        .isNotEmpty()
        .allSatisfy(part -> assertThat(part).isNotNull());
  }
}
