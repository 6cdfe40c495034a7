package kiai.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kiai.beatmap.Beatmap;
import kiai.beatmap.BeatmapParser;
import kiai.beatmap.ParsedBeatmap;
import kiai.dataset.BeatmapFile;
import kiai.dataset.BeatmapReader;
import kiai.dataset.InputLimits;
import kiai.dataset.SkippedFile;
import kiai.dataset.SourceFile;
import kiai.embeddings.ModelFolder;
import kiai.tokens.TokenWindow;

/** The first usable map of a file with its windows. */
record ReadMap(BeatmapFile file, Beatmap beatmap, List<TokenWindow> windows) {
  /**
   * Reads a file.
   *
   * @throws FailedException when it holds no map that can be embedded, with the first reason
   */
  static ReadMap of(Path path, ModelFolder model) throws IOException {
    if (!Files.exists(path)) {
      throw new FailedException("there is no file " + path);
    }
    List<BeatmapFile> maps = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(path, Files.size(path), 0), maps::add, skipped::add);
    for (BeatmapFile map : maps) {
      switch (new BeatmapParser().parse(map.bytes())) {
        case ParsedBeatmap.Rejected rejected ->
            skipped.add(new SkippedFile(map.path(), rejected.reason().toString()));
        case ParsedBeatmap.Usable usable -> {
          Beatmap beatmap = usable.beatmap();
          List<TokenWindow> windows = model.processor().windowsToEmbed(beatmap);
          if (beatmap.unplayable().isEmpty() && !windows.isEmpty()) {
            return new ReadMap(map, beatmap, windows);
          }
          skipped.add(
              new SkippedFile(
                  map.path(), beatmap.unplayable().orElse("it is over within a second")));
        }
      }
    }
    throw new FailedException(
        skipped.isEmpty()
            ? path + " holds no map"
            : skipped.getFirst().path() + ": " + skipped.getFirst().reason());
  }
}
