package kiai.sources.mapperator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kiai.input.SkippedFile;
import kiai.map.SourcedField;
import kiai.sources.files.FileNames;
import kiai.sources.files.Source;
import kiai.sources.files.SourceDetector;
import kiai.sources.files.SourceFile;

/**
 * A dataset of Mapperator: {@code metadata.parquet} names the maps in {@code data/} and says what
 * is known of them.
 */
public final class MapperatorDataset implements SourceDetector {
  private static final String TABLE = "metadata.parquet";

  @Override
  public Optional<Source> detect(Path root, Settings settings) {
    return Files.isRegularFile(root.resolve(TABLE))
        ? Optional.of(read(root, settings))
        : Optional.empty();
  }

  private static Source read(Path root, Settings settings) {
    Source.Builder source = new Source.Builder();
    Path table = root.resolve(TABLE);
    Path data = root.resolve("data");
    List<Path> missing = new ArrayList<>();
    Set<Integer> sets = new HashSet<>();
    try {
      source.metadata(
          MapperatorTable.metadata(
              table,
              settings.vocabulary(),
              rows -> {
                for (MapperatorRow row : rows) {
                  sets.add(row.content().ids().setId());
                  if (takesPart(row, sets.size() - 1, settings)) {
                    list(row, table, data, source, missing);
                  }
                }
              },
              source::skip));
    } catch (IOException e) {
      return new Source.Builder()
          .skip(new SkippedFile(table.toString(), e.getMessage()))
          .walk(Source.Walk.of(root))
          .build();
    }
    missing.forEach(file ->
        source.skip(
            new SkippedFile(file.toString(), "metadata.parquet names it, but it is not there")));
    return source.listedRoot(root).build();
  }

  private static boolean takesPart(MapperatorRow row, int set, Settings settings) {
    return settings
        .filters()
        .take(
            set,
            row.metadata().get(SourcedField.YEAR),
            row.metadata().get(SourcedField.STARS),
            row.content().settings().mode());
  }

  private static void list(
      MapperatorRow row, Path table, Path data, Source.Builder source, List<Path> missing) {
    if (row.file() == null) {
      source.skip(
          new SkippedFile(
              "%s, beatmap %s".formatted(table, row.content().ids().beatmapId()),
              "its row names no file of the dataset"));
      return;
    }
    Path named = data.resolve(row.file());
    Path real = Files.isRegularFile(named) ? named : FileNames.anyCase(named).orElse(null);
    try {
      if (real == null) {
        missing.add(named);
      } else {
        source.list(SourceFile.of(real));
      }
    } catch (IOException e) {
      missing.add(named);
    }
  }
}
