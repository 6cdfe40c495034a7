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

/** The first usable map of a file with its windows, for commands that run parts of a model. */
record ReadMap(Beatmap beatmap, List<TokenWindow> windows) {
  /**
   * Reads a file.
   *
   * @throws FailedException when it holds no map with windows
   */
  static ReadMap of(Path path, ModelFolder model) throws IOException {
    if (!Files.exists(path)) {
      throw new FailedException("there is no file " + path);
    }
    List<BeatmapFile> maps = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    new BeatmapReader(InputLimits.DEFAULT)
        .read(new SourceFile(path, Files.size(path), 0), maps::add, skipped::add);
    String reason = skipped.isEmpty() ? "it holds no map" : skipped.getFirst().reason();
    for (BeatmapFile map : maps) {
      switch (new BeatmapParser().parse(map.bytes())) {
        case ParsedBeatmap.Rejected rejected -> reason = rejected.reason().toString();
        case ParsedBeatmap.Usable usable -> {
          List<TokenWindow> windows = model.processor().windowsToEmbed(usable.beatmap());
          if (!windows.isEmpty()) {
            return new ReadMap(usable.beatmap(), windows);
          }
          reason = "it is over within a second";
        }
      }
    }
    throw new FailedException(path + ": " + reason);
  }
}
