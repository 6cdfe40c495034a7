package kiai.sources;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kiai.sources.lazer.LazerFolder;

/** The installations of osu! on this machine, at the places where its installers put them. */
public final class Installations {
  private Installations() {}

  /** Those of the user who runs this. */
  public static List<Path> ofThisUser() {
    return of(
        Path.of(System.getProperty("user.home")), System.getenv(), System.getProperty("os.name"));
  }

  /**
   * Those of a user: data folders of lazer, then folders of stable.
   *
   * @param home the user's folder
   * @param environment variables by name
   * @param system name of the operating system as Java gives it
   */
  static List<Path> of(Path home, Map<String, String> environment, String system) {
    List<Path> found = new ArrayList<>(LazerFolder.usual(home, environment, system));
    stable(home, environment, system).stream()
        .filter(folder -> Files.isDirectory(folder.resolve("Songs")))
        .distinct()
        .forEach(found::add);
    return List.copyOf(found);
  }

  private static List<Path> stable(Path home, Map<String, String> environment, String system) {
    List<Path> places = new ArrayList<>();
    if (system.toLowerCase(Locale.ROOT).startsWith("windows")) {
      try {
        String local = environment.get("LOCALAPPDATA");
        if (local != null && !local.isBlank()) {
          places.add(Path.of(local, "osu!"));
        }
      } catch (InvalidPathException e) {
        // A variable that names no folder says nothing.
      }
      places.add(home.resolve("AppData/Local/osu!"));
    } else {
      places.add(home.resolve(".local/share/osu-wine/osu!")); // osu-winello
      places.add(home.resolve(".local/share/osu-stable"));
      places.add(home.resolve("Library/Application Support/osu!"));
    }
    return places;
  }
}
