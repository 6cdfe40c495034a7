package kiai.sources.lazer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kiai.beatmap.BeatmapParser;
import kiai.input.BoundedInput;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.map.KeyedMetadata;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;
import kiai.sources.files.SourceFile;

/**
 * lazer's data folder: files named by their SHA-256 in {@code files/}, and {@code client.realm},
 * which says what they are. Where that file cannot be read, maps are known by their first line.
 */
public final class LazerStore implements SourceDetector {
  private static final int HEAD_BYTES = 64;
  private static final String HEADER = "osu file format";
  private static final String FIRST_SECTION = "[General]"; // of nearly all maps

  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    Path folder = LazerFolder.moved(root);
    if (!LazerFolder.isLazer(folder)) {
      return Optional.empty();
    }
    Path files = folder.resolve("files");
    Source.Builder source = new Source.Builder();
    Optional<Path> database = LazerFolder.database(folder);
    if (database.isPresent()) {
      try {
        String name = String.valueOf(database.get().getFileName());
        LazerLibrary library =
            LazerLibrary.of(RealmCopy.of(database.get()), name, settings.vocabulary());
        list(library, files, name, source);
        return Optional.of(source.build());
      } catch (IOException e) {
        source.skip(SkippedFile.passing(database.get().toString(), e.getMessage()));
      }
    }
    return Optional.of(
        source
            .walk(new Source.Walk(files, LazerStore::isMap))
            .note(
                folder
                    + ": lazer's store without a client.realm that can be read; maps are found by"
                    + " their content, collections, statuses and songs are not known")
            .build());
  }

  /** The maps of a library as files of the store; those that are gone are named. */
  private static void list(LazerLibrary library, Path files, String name, Source.Builder source) {
    KeyedMetadata known = new KeyedMetadata(name);
    for (LazerLibrary.Entry map : library.maps()) {
      known.add(map.md5(), map.beatmapId(), map.facts());
      Path blob = blob(files, map.hash());
      try {
        source.list(SourceFile.of(blob).with(siblings(files, map.files())));
      } catch (IOException e) {
        source.skip(
            SkippedFile.passing(
                blob.toString(), "the file is gone, but %s names it".formatted(name)));
      }
    }
    known.collect(library.collected());
    source.listedRoot(files).metadata(known);
  }

  private static Path blob(Path files, String hash) {
    return files.resolve(hash.substring(0, 1)).resolve(hash.substring(0, 2)).resolve(hash);
  }

  /** The files of a map's set by the names that the map uses. */
  private static BeatmapFile.Siblings siblings(Path files, Map<String, String> hashes) {
    return name ->
        Optional.ofNullable(hashes.get(name.replace('\\', '/').toLowerCase(Locale.ROOT)))
            .map(hash -> blob(files, hash))
            .filter(Files::isRegularFile)
            .map(Path::toString);
  }

  private static boolean isMap(Path file) {
    if (!file.getFileName().toString().matches("[0-9a-f]{64}")) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
      if (!head.contains(HEADER)) {
        return false;
      }
      return head.contains(FIRST_SECTION) || !isStoryboard(file);
    } catch (IOException e) {
      return false;
    }
  }

  /** Storyboards have the header of maps; there may be thousands, and none is worth a word. */
  private static boolean isStoryboard(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return BeatmapParser.isStoryboard(
          BoundedInput.readAll(in, InputLimits.DEFAULT.maxBeatmapBytes(), "the file"));
    } catch (BoundedInput.LimitException e) {
      return false; // whoever reads it as a map says that it is too large
    }
  }
}
