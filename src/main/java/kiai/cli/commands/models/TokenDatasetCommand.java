package kiai.cli.commands.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import kiai.analysis.stars.StarCalculator;
import kiai.analysis.stars.StarRating;
import kiai.analysis.stars.StarRatingException;
import kiai.beatmap.Beatmap;
import kiai.cli.options.FailedException;
import kiai.input.InputLimits;
import kiai.input.SkippedFile;
import kiai.prepare.MapPreparer;
import kiai.sources.files.BeatmapFile;
import kiai.sources.files.BeatmapReader;
import kiai.sources.files.FileWalker;
import kiai.sources.files.SourceFile;
import kiai.sources.tables.Labels;
import kiai.tokens.DefaultProcessor;
import kiai.tokens.Processor;
import kiai.tokens.folder.ProcessorFolder;
import kiai.training.TokenDatasetWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kiai token-dataset}: writes what {@code tools/} trains on. */
@Command(
    name = "token-dataset",
    mixinStandardHelpOptions = true,
    description = "Writes maps as token ids and window features, for training in tools/.")
public final class TokenDatasetCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "ROOT", description = "Folders or archives of maps.")
  private List<Path> roots;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write.")
  private Path out;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "JSON lines with md5 and group, year, status, mapper, tags, exclude.")
  private Path labelFile;

  @Option(
      names = "--processor",
      paramLabel = "DIR",
      description = "Model folder whose processor to use; ours when left out.")
  private Path processorFolder;

  @Option(
      names = "--variants",
      paramLabel = "N",
      description = "Sped and mirrored plays of each window: ${DEFAULT-VALUE}.")
  private int variants = 4;

  @Option(names = "--seed", paramLabel = "N", description = "Of the variants: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Spec private CommandSpec spec;

  private final List<SkippedFile> skipped = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private int unrated;

  @Override
  public Integer call() throws IOException {
    Processor processor =
        processorFolder == null ? DefaultProcessor.create() : ProcessorFolder.read(processorFolder);
    Labels labels = labelFile == null ? Labels.none() : Labels.read(labelFile);
    List<SourceFile> files = new ArrayList<>();
    new FileWalker(InputLimits.DEFAULT).walk(roots, files::add, skipped::add);
    BeatmapReader reader = new BeatmapReader(InputLimits.DEFAULT);
    try (StarCalculator stars = new StarCalculator(1);
        TokenDatasetWriter writer = new TokenDatasetWriter(out, processor, variants, seed)) {
      for (SourceFile file : files) {
        reader.read(file, map -> add(map, writer, stars, labels), skipped::add);
        if (writer.maps() % 500 == 0) {
          spec.commandLine().getErr().println(writer.maps() + " maps");
        }
      }
      spec.commandLine()
          .getErr()
          .printf(
              "%d maps, %d windows in %s; %d without a rating, %d files left out%n",
              writer.maps(), writer.windows(), out, unrated, skipped.size());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (SkippedFile file : skipped) {
      spec.commandLine().getErr().println("left out " + file.path() + ": " + file.reason());
    }
    return 0;
  }

  private void add(
      BeatmapFile file, TokenDatasetWriter writer, StarCalculator stars, Labels labels) {
    if (!seen.add(file.md5())) {
      return;
    }
    switch (MapPreparer.read(file)) {
      case MapPreparer.ReadMap.LeftOut none ->
          skipped.add(new SkippedFile(file.path(), none.reason()));
      case MapPreparer.ReadMap.Usable usable -> {
        try {
          writer.add(file, usable.beatmap(), rate(usable.beatmap(), stars), labels.of(file.md5()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private StarRating rate(Beatmap beatmap, StarCalculator stars) {
    try {
      return stars.rate(beatmap);
    } catch (StarRatingException e) {
      unrated++;
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FailedException("interrupted", e);
    }
  }
}
