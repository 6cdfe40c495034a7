package kiai.sources.lazer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;

/** Where lazer keeps its data on this machine. */
public final class LazerFolder {
  private static final String SETTINGS = "storage.ini";
  private static final String SETTING = "FullPath";
  private static final String DATABASE = "client.realm";

  private LazerFolder() {}

  /**
   * The usual places of lazer's data, those that are there; of each its own folder or the one that
   * it says it was moved to.
   *
   * @param home the user's folder
   * @param environment variables by name
   * @param system name of the operating system as Java gives it
   */
  public static List<Path> usual(Path home, Map<String, String> environment, String system) {
    List<Path> places = new ArrayList<>();
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      add(environment.get("APPDATA"), places);
      places.add(home.resolve("AppData/Roaming/osu"));
    } else {
      add(environment.get("XDG_DATA_HOME"), places);
      places.add(home.resolve(".local/share/osu"));
      if (name.startsWith("mac")) {
        places.add(home.resolve("Library/Application Support/osu"));
      }
      places.add(home.resolve(".var/app/sh.ppy.osu/data/osu")); // Flatpak
    }
    return places.stream().map(LazerFolder::moved).filter(LazerFolder::isLazer).distinct().toList();
  }

  private static void add(String parent, List<Path> places) {
    try {
      if (parent != null && !parent.isBlank()) {
        places.add(Path.of(parent, "osu"));
      }
    } catch (InvalidPathException e) {
      // A variable that names no folder says nothing.
    }
  }

  /** The folder that a data folder says it was moved to, or itself. */
  static Path moved(Path folder) {
    Path settings = folder.resolve(SETTINGS);
    if (!Files.isRegularFile(settings)) {
      return folder;
    }
    try (InputStream in = Files.newInputStream(settings)) {
      byte[] bytes = BoundedInput.readAll(in, InputLimits.MAX_SETTINGS_BYTES, "the settings");
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace("\ufeff", "").split("=", 2))
          .filter(pair -> pair.length == 2 && pair[0].strip().equals(SETTING))
          .map(pair -> pair[1].strip())
          .filter(value -> !value.isEmpty())
          .map(value -> folder.resolve(value).normalize())
          .findFirst()
          .orElse(folder);
    } catch (IOException | InvalidPathException e) {
      return folder;
    }
  }

  /** Whether a folder holds lazer's store and what lies beside it. */
  static boolean isLazer(Path folder) {
    return Files.isDirectory(folder.resolve("files"))
        && (database(folder).isPresent()
            || Files.exists(folder.resolve(SETTINGS))
            || Files.exists(folder.resolve("framework.ini")));
  }

  /**
   * The database of a data folder: {@code client.realm}, else the newest of those that developers'
   * builds write, {@code client_NUMBER.realm}.
   */
  static Optional<Path> database(Path folder) {
    Path usual = folder.resolve(DATABASE);
    if (Files.isRegularFile(usual)) {
      return Optional.of(usual);
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> String.valueOf(file.getFileName()).matches("client_[0-9]{1,4}\\.realm"))
          .filter(Files::isRegularFile)
          .max(Comparator.comparingInt(LazerFolder::number));
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }

  private static int number(Path file) {
    return Integer.parseInt(String.valueOf(file.getFileName()).replaceAll("[^0-9]", ""));
  }
}
