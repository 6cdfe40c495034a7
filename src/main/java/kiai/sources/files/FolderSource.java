package kiai.sources.files;

import java.nio.file.Path;
import java.util.Optional;

/** Any folder tree, {@code .osu} file or archive: the kind of everything that no other knows. */
public final class FolderSource implements SourceDetector {
  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    return Optional.of(new Source.Builder().walk(Source.Walk.of(root)).build());
  }
}
