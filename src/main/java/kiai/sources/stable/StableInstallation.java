package kiai.sources.stable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.MetadataSource;
import kiai.sources.files.FileNames;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;

/**
 * The folder where osu!stable is installed, or its Songs folder: maps of the folder that the
 * client's settings name, and what {@code osu!.db} and {@code collection.db} say of them.
 */
public final class StableInstallation implements SourceDetector {
  private static final String SETTINGS = "osu!\\..+\\.cfg"; // one for each user of the machine
  private static final String SETTING = "BeatmapDirectory";

  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    if (isInstallation(root)) {
      return Optional.of(installation(root));
    }
    // A Songs folder tells more together with the client's own files beside it.
    Path parent = root.getParent();
    String name = String.valueOf(root.getFileName()).toLowerCase(Locale.ROOT);
    if (parent != null && name.equals("songs") && isInstallation(parent)) {
      Source.Builder source = new Source.Builder().walk(Source.Walk.of(root));
      clientFiles(parent, source);
      return Optional.of(source.build());
    }
    return Optional.empty();
  }

  private static boolean isInstallation(Path root) {
    return Files.isRegularFile(root.resolve("osu!.db")) || !settings(root).isEmpty();
  }

  private static List<Path> settings(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.filter(p -> p.getFileName().toString().matches(SETTINGS)).sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static Source installation(Path root) {
    Source.Builder source = new Source.Builder();
    List<Path> songs = new ArrayList<>();
    for (Path file : settings(root)) {
      Optional<String> setting = beatmapDirectory(file);
      Optional<Path> folder = setting.flatMap(name -> songsFolder(root, name));
      folder.ifPresent(songs::add);
      if (setting.isPresent() && folder.isEmpty()) {
        source.note("%s names the folder %s, which is not there".formatted(file, setting.get()));
      }
    }
    if (songs.isEmpty()) {
      FileNames.anyCase(root.resolve("Songs")).ifPresent(songs::add);
    }
    if (songs.isEmpty()) {
      source.note(
          root
              + ": files of the osu! client, but no Songs folder; maps are looked for in all of it");
      songs.add(root);
    }
    songs.stream().distinct().forEach(folder -> source.walk(Source.Walk.of(folder)));
    clientFiles(root, source);
    return source.build();
  }

  private static Optional<String> beatmapDirectory(Path settings) {
    try (InputStream in = Files.newInputStream(settings)) {
      byte[] bytes = BoundedInput.readAll(in, InputLimits.MAX_SETTINGS_BYTES, "the settings");
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replace("\ufeff", "").split("=", 2))
          .filter(pair -> pair.length == 2 && pair[0].strip().equals(SETTING))
          .map(pair -> pair[1].strip())
          .filter(value -> !value.isEmpty())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The folder of a setting, which may be a path of the Windows machine that the disk is from. */
  private static Optional<Path> songsFolder(Path root, String setting) {
    String plain = setting.replace('\\', '/');
    try {
      for (String name : List.of(setting, plain, plain.substring(plain.lastIndexOf('/') + 1))) {
        Path folder = root.resolve(name).normalize();
        if (Files.isDirectory(folder)) {
          return Optional.of(folder);
        }
        Optional<Path> other = FileNames.anyCase(folder).filter(Files::isDirectory);
        if (other.isPresent()) {
          return other;
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static void clientFiles(Path root, Source.Builder source) {
    for (String name : List.of("osu!.db", "collection.db")) {
      Path file = root.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          source.metadata(read(file, source::skip));
        } catch (IOException e) {
          source.skip(new SkippedFile(file.toString(), e.getMessage()));
        }
      }
    }
  }

  /**
   * What an {@code osu!.db} or {@code collection.db} says of maps.
   *
   * @param skipped takes what of it cannot be read
   */
  public static MetadataSource read(Path file, java.util.function.Consumer<SkippedFile> skipped)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    return name.toLowerCase(Locale.ROOT).startsWith("collection")
        ? CollectionDatabase.read(file).metadata(name)
        : OsuDatabase.read(file, skipped);
  }
}
