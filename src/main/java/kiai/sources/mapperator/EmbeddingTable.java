package kiai.sources.mapperator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import kiai.input.SkippedFile;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;

/** A parquet file of ready embeddings; one without embeddings only says what is known of maps. */
public final class EmbeddingTable implements SourceDetector {
  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    String name = String.valueOf(root.getFileName()).toLowerCase(Locale.ROOT);
    if (!name.endsWith(".parquet") || !Files.isRegularFile(root)) {
      return Optional.empty();
    }
    Source.Builder source = new Source.Builder();
    try (MapperatorTable table = MapperatorTable.open(root, settings.vocabulary())) {
      if (table.hasEmbeddings()) {
        source.table(root);
      } else {
        source.note(root + ": no column embedding; it is read as a table about maps");
        source.metadata(
            MapperatorTable.metadata(root, settings.vocabulary(), _ -> {}, source::skip));
      }
    } catch (IOException e) {
      source.skip(new SkippedFile(root.toString(), e.getMessage()));
    }
    return Optional.of(source.build());
  }
}
