package kiai.sources.lazer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;

/**
 * lazer's data folder: files named by their SHA-256 in {@code files/}, among which maps are known
 * by their first line.
 */
public final class LazerStore implements SourceDetector {
  private static final List<String> SIGNS = List.of("client.realm", "storage.ini", "framework.ini");
  private static final int HEAD_BYTES = 64;
  private static final String HEADER = "osu file format";

  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    boolean store =
        Files.isDirectory(root.resolve("files"))
            && SIGNS.stream().anyMatch(sign -> Files.exists(root.resolve(sign)));
    if (!store) {
      return Optional.empty();
    }
    return Optional.of(
        new Source.Builder()
            .walk(new Source.Walk(root.resolve("files"), LazerStore::isMap))
            .note(
                root
                    + ": lazer's store; maps are found by their content, what client.realm says"
                    + " about them (file names, audio, collections) is not read")
            .build());
  }

  private static boolean isMap(Path file) {
    if (!file.getFileName().toString().matches("[0-9a-f]{64}")) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1).contains(HEADER);
    } catch (IOException e) {
      return false;
    }
  }
}
