package kiai.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationsTest {
  @TempDir private Path home;

  private Path lazer(String place) throws IOException {
    Path folder = home.resolve(place);
    Files.createDirectories(folder.resolve("files"));
    return Files.createFile(folder.resolve("client.realm")).getParent();
  }

  private Path stable(String place) throws IOException {
    return Files.createDirectories(home.resolve(place).resolve("Songs")).getParent();
  }

  @Test
  void bothClientsAreFoundWhereTheirInstallersPutThem() throws IOException {
    Path linux = lazer(".local/share/osu");
    Path wine = stable(".local/share/osu-wine/osu!");
    assertThat(Installations.of(home, Map.of(), "Linux")).containsExactly(linux, wine);
    Path roaming = lazer("AppData/Roaming/osu");
    Path local = stable("AppData/Local/osu!");
    assertThat(Installations.of(home, Map.of(), "Windows 11")).containsExactly(roaming, local);
    Path elsewhere = stable("D/osu!");
    assertThat(
            Installations.of(
                home, Map.of("LOCALAPPDATA", home.resolve("D").toString()), "Windows 11"))
        .containsExactly(roaming, elsewhere, local);
  }

  @Test
  void foldersWithoutMapsAreNoInstallations() throws IOException {
    Files.createDirectories(home.resolve("AppData/Local/osu!"));
    Files.createDirectories(home.resolve(".local/share/osu"));
    assertThat(Installations.of(home, Map.of(), "Linux")).isEmpty();
    assertThat(Installations.of(home, Map.of("LOCALAPPDATA", "\u0000"), "Windows 11")).isEmpty();
  }
}
